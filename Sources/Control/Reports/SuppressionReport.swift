import Facility

/// A maintenance window or a device out of service, with what it hides or hid.
package struct SuppressionReport: Sendable, Codable, Equatable {
    package var number: Int64
    /// `Reach.text`.
    package var reach: String
    package var span: Suppression.Span
    package var why: String
    package var by: String
    package var declaredAt: Timestamp
    package var isOpen: Bool
    package var hidden: [IncidentID]
    package var hiddenBeyond: Int
    package var overdue: IncidentID?
    package var endedAt: Timestamp?
    package var endedBy: String?

    package init(_ suppression: Suppression) {
        number = suppression.number
        reach = suppression.reach.text
        span = suppression.span
        why = suppression.why
        by = suppression.by
        declaredAt = suppression.declaredAt
        isOpen = suppression.isOpen
        hidden = suppression.hidden
        hiddenBeyond = suppression.hiddenBeyond
        overdue = suppression.overdue
        endedAt = suppression.ended?.at
        endedBy = suppression.ended?.by
    }
}
