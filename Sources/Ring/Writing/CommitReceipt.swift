/// What a commit came to.
package struct CommitReceipt: Sendable, Equatable {
    /// Counts commits from 1 within the store, without gaps.
    package var sequence: Int64
    /// From the call to the disk's word.
    package var microseconds: Int64
}

/// Where a commit stands whose wait for the disk failed.
package enum CommitStanding: Sendable, Equatable {
    /// Not on the disk: commit the same effects again.
    case absent
    /// On the disk: it must not be committed again.
    case present
    /// The disk has lost commits that it had confirmed; `found` is the last one it holds.
    case lost(found: Int64)
}
