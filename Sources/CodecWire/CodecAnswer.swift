/// What became of one call.
package struct CodecAnswer: Sendable, Equatable {
    package enum Outcome: UInt8, Sendable, Equatable, CaseIterable {
        /// `text` is the JSON of what the codec returned.
        case decoded = 0
        /// The codec itself reported errors, or returned nothing.
        case refused = 1
        case threw = 2
        /// The file does not load, or defines none of the known functions.
        case unusable = 3
        /// What it returned is longer than `longestText`.
        case tooLong = 4
        /// It ran longer than the child's limit; the child ends after this answer.
        case overran = 5
        /// It took more memory than the child's limit; the child ends after this answer.
        case hungry = 6
        /// The process ended while it ran, more than once, and nobody knows why. Only the parent says so.
        case crashed = 7
        /// It overran so often that it is left alone for a while. Only the parent says so.
        case resting = 8
        /// More uplinks wait than the parent holds. Only the parent says so.
        case crowded = 9
        /// Reading its file before the first call took longer than there is time for when others wait; the child ends
        /// after this answer.
        case heavy = 10

        /// Whether the child ends after it, so that nothing that follows is its own.
        package var endsChild: Bool { self == .overran || self == .hungry || self == .heavy }
    }

    /// Longest JSON text of an answer, bytes.
    package static let longestText = 256 << 10
    /// Longest reason, bytes; what is beyond is cut.
    package static let longestReason = 1_024

    package var id: UInt32
    package var outcome: Outcome
    /// JSON, UTF-8; also of a refusal when all that the codec returned was asked for.
    package var text: [UInt8]
    /// Why not, one sentence; the codec's own words where it has some.
    package var reason: String

    package init(id: UInt32, outcome: Outcome, text: [UInt8] = [], reason: String = "") {
        self.id = id
        self.outcome = outcome
        self.text = text
        self.reason = reason
    }
}
