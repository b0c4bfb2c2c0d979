/// What the gateway itself raises, beside the catalogue of hazards: no device tells of it.
package enum OwnHazard: String, Sendable, CaseIterable {
    /// A device is out of service for longer than was said.
    case suppressionOverdue = "gateway.suppression_overdue"

    package var name: LocalizedText {
        switch self {
        case .suppressionOverdue:
            LocalizedText(en: "Out of service for longer than was said", zh: "停用超期未恢复")
        }
    }

    package var severity: Severity { .moderate }

    /// A hazard's name in both languages, whoever raises it; its id when nobody knows it any more.
    package static func name(of id: String, _ hazard: Hazard?) -> LocalizedText {
        hazard?.name ?? OwnHazard(rawValue: id)?.name ?? LocalizedText(en: id, zh: id)
    }
}
