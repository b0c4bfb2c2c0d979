/// A person's word on drills as the journal and the audit log keep it.
extension DrillWord {
    var detail: String {
        switch self {
        case .start(let plan):
            ([plan.scope] + plan.devices).joined(separator: " ") + (plan.isWalkTest ? " walk-test" : "")
        case .inject(let hazard, let device): "\(hazard) \(device)"
        case .stop, .real: ""
        }
    }

    /// The form that its `Codable` reads back.
    var json: JSONText {
        let fields: [(String, JSONText?)] =
            switch self {
            case .start(let plan):
                [
                    (
                        "_0",
                        .object([
                            ("scope", .text(plan.scope)), ("devices", .list(plan.devices.map(JSONText.text))),
                            ("length", .number(plan.length.milliseconds)),
                            ("isWalkTest", .flag(plan.isWalkTest)),
                        ])
                    )
                ]
            case .inject(let hazard, let device): [("hazard", .text(hazard)), ("device", .text(device))]
            case .stop, .real: []
            }
        return .object([(name, .object(fields))])
    }
}
