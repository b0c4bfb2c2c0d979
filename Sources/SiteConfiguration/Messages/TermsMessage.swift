import Facility

/// Mistakes in `terms`.
package enum TermsMessage: Sendable, Hashable {
    case saysNothing
    case noHandling
    case noTerms

    package var text: LocalizedText {
        switch self {
        case .saysNothing:
            LocalizedText(
                en: "this rule says no term: `acknowledge_within`, `look_within`, `arrive_within`, …",
                zh: "此条没有写时限：`acknowledge_within`、`look_within`、`arrive_within` 等")
        case .noHandling:
            LocalizedText(
                en: "only a destination with `acknowledgement: business` says how far a case has come",
                zh: "只有 `acknowledgement: business` 的对象会告知办理到哪一步")
        case .noTerms:
            LocalizedText(
                en: "what stands beside the box takes no cases: it has no terms",
                zh: "本机旁的设备不办理案件，没有时限")
        }
    }
}
