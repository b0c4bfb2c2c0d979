import Synchronization

/// Blocks of sealed history that a reader met and could not trust: they are left out, and whoever asked is told.
package final class DamagedBlocks: Sendable {
    private let found = Mutex<Set<Int64>>([])
    private let isMissing = Mutex(false)
    /// Enough to say that it is many.
    private static let most = 10_000

    /// How many different ones there were so far.
    package var count: Int { found.withLock { $0.count } }

    /// There is a history, and it could not be read at all.
    package var isHistoryUnreadable: Bool { isMissing.withLock { $0 } }

    func noteUnreadable() { isMissing.withLock { $0 = true } }

    func note(_ block: Int64) {
        found.withLock { known in
            if known.count < Self.most { known.insert(block) }
        }
    }
}
