/// A person's word on suppressions as the journal and the audit log keep it.
extension SuppressionWord {
    var subject: String {
        switch self {
        case .begin(let plan): plan.reach
        case .end(let number): "suppression/\(number)"
        case .restore(let device): device
        }
    }

    var detail: String {
        switch self {
        case .begin(let plan): plan.why
        case .end, .restore: name
        }
    }

    /// The form that its `Codable` reads back.
    var json: JSONText {
        let fields: [(String, JSONText?)] =
            switch self {
            case .begin(let plan):
                [
                    (
                        "_0",
                        .object([
                            ("reach", .text(plan.reach)), ("span", plan.span.json), ("why", .text(plan.why)),
                        ])
                    )
                ]
            case .end(let number): [("_0", .number(number))]
            case .restore(let device): [("_0", .text(device))]
            }
        return .object([(name, .object(fields))])
    }
}

extension Suppression.Span {
    fileprivate var json: JSONText {
        switch self {
        case .once(let from, let until):
            .object([
                (
                    "once",
                    .object([("from", .number(from.milliseconds)), ("until", .number(until.milliseconds))])
                )
            ])
        case .weekly(let days, let from, let until, let last):
            .object([
                (
                    "weekly",
                    .object([
                        ("days", .number(Int64(days))), ("from", .number(Int64(from))),
                        ("until", .number(Int64(until))), ("last", .number(last.milliseconds)),
                    ])
                )
            ])
        case .recurring(let days, let from, let lasting, let last):
            .object([
                (
                    "recurring",
                    .object([
                        ("days", .number(Int64(days))), ("from", .number(Int64(from))),
                        ("lasting", .number(lasting.milliseconds)),
                        ("last", last.map { .number($0.milliseconds) }),
                    ])
                )
            ])
        case .outOfService(let due):
            .object([("outOfService", .object([("due", .number(due.milliseconds))]))])
        }
    }
}
