import Facility

/// What holding an audit log against its own hashes, and against a head kept elsewhere, has shown.
package struct AuditVerification: Sendable, Equatable {
    /// The store's epoch.
    package var store: UInt64
    /// Lines read.
    package var lines = 0
    /// Number of the first line that is there; nil: there is none.
    package var first: Int64?
    /// Number of the last line that the limit took, as the log says; 0: none.
    package var trimmedThrough: Int64 = 0
    /// The last line as it stands, nil: the log is empty.
    package var head: AuditHead?
    /// In the order of the lines, at most `findingLimit`.
    package var findings: [AuditFinding] = []
    /// Beyond it nothing new is learnt from more of them.
    package static let findingLimit = 100

    package var isSound: Bool { findings.isEmpty }
}

/// One thing that is not as it was written.
package enum AuditFinding: Sendable, Equatable {
    /// The line's bytes do not give its hash after the one before it: it was changed or put elsewhere, or the line
    /// before was exchanged together with its hash.
    case changed(Int64)
    /// Lines with these numbers are not there.
    case removed(ClosedRange<Int64>)
    /// The store has written this many lines, and the last is not there.
    case cutOff(after: Int64, written: Int64)
    /// A line without a hash.
    case unhashed(Int64)
    /// The far side holds another hash of this line: this line or one before it was rewritten, and the chain with it.
    case otherThanHeld(Int64)
    /// The far side holds a line that is not there: the log was cut off or begun anew.
    case heldLineMissing(Int64)
    /// The limit has taken the line that the far side holds: a newer head says more.
    case heldLineTrimmed(Int64)
}
