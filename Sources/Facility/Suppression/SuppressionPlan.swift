/// What a person asks for before works: which part of the site is told to nobody, when, and why.
package struct SuppressionPlan: Sendable, Codable, Equatable {
    /// `Reach` as it was typed: `device:P1`, `building:3`, a bare name.
    package var reach: String
    package var span: Suppression.Span
    package var why: String

    package init(reach: String, span: Suppression.Span, why: String) {
        self.reach = reach
        self.span = span
        self.why = why
    }
}

/// What a person says about suppressions.
package enum SuppressionWord: Sendable, Codable, Equatable {
    case begin(SuppressionPlan)
    /// Ends one before its time, by its number.
    case end(Int64)
    /// A device that was out of service is back.
    case restore(String)

    /// Its word on the wire and in the audit log.
    package var name: String {
        switch self {
        case .begin: "begin"
        case .end: "end"
        case .restore: "restore"
        }
    }
}
