/// The times of a rescue after T0, which is the raise: what 96333 and the market supervision ask for.
package enum Milestone: String, Sendable, Codable, CaseIterable, Comparable {
    /// T1: somebody speaks with those inside.
    case answered
    /// T2: the crew is there.
    case arrived
    /// T3: everybody is out.
    case released

    package var name: LocalizedText {
        switch self {
        case .answered: LocalizedText(en: "answered (T1)", zh: "已应答（T1）")
        case .arrived: LocalizedText(en: "crew there (T2)", zh: "救援到场（T2）")
        case .released: LocalizedText(en: "released (T3)", zh: "已解救（T3）")
        }
    }

    package static func < (left: Milestone, right: Milestone) -> Bool {
        allCases.firstIndex(of: left)! < allCases.firstIndex(of: right)!
    }
}
