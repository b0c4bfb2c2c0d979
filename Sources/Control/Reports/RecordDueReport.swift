import Facility

/// What must be done again by when: a row of `gengfu records due`.
package struct RecordDueReport: Sendable, Codable, Equatable {
    package enum Standing: String, Sendable, Codable {
        case overdue
        case due
        /// Nothing is on record, although the kind has a term there: whether it was done nobody can say.
        case missing
    }

    package var standing: Standing
    package var kind: RecordKind
    package var subject: RecordSubject
    /// The device's name, or the facility's.
    package var name: LocalizedText
    /// The record that counts; nil: there is none.
    package var number: Int64?
    package var performedAt: Timestamp?
    package var performer: String?
    package var due: Timestamp?
    /// Where the kind's own term comes from.
    package var source: LocalizedText?
    /// Two public sources agree on that term.
    package var isVerified: Bool?

    package init(standing: Standing, kind: RecordKind, subject: RecordSubject, name: LocalizedText) {
        self.standing = standing
        self.kind = kind
        self.subject = subject
        self.name = name
    }
}
