import Facility
import MQTT
import Synchronization

/// What other threads want the loop to do, waiting for its next turn. Bounded; being full is an answer.
final class Inbox: Sendable {
    enum Item: Sendable {
        /// A lane's or a person's command.
        case command(Command)
        /// What a lane tried, for the audit log.
        case audit(AuditLine)
        /// A path to a destination was lost or is back.
        case path(destination: String, isLost: Bool)
        /// What came of a destination's harmless call.
        case proof(destination: String, ProofAnswer)
        /// What makers' codecs made of uplinks.
        case decoded([DecodedUplink])
        /// The configuration was read beside the loop.
        case loaded(LoadedSite)
        /// A site is laid out beside the loop, ready to be put in force.
        case prepared(PreparedReload)
        /// Lists of devices were read beside the loop.
        case lists(BridgeNews)
        case stop
    }

    /// Lanes hold at most `Lane`'s own bound each; this is room for all of them answering at once.
    static let limit = 65_536
    /// Audit lines of attempts stop here, so that they never take a command's place while commits fail.
    static let auditLimit = 16_384

    let doorbell = Doorbell()
    private let items = Mutex<[Item]>([])

    /// - Returns: false when full; the caller tries again later.
    @discardableResult
    func offer(_ item: Item) -> Bool {
        let taken = items.withLock { items in
            let limit = if case .audit = item { Self.auditLimit } else { Self.limit }
            guard items.count < limit else { return false }
            items.append(item)
            return true
        }
        doorbell.ring()
        return taken
    }

    /// Everything waiting, in order; on the loop's thread.
    func takeAll() -> [Item] {
        doorbell.drain()
        return items.withLock { items in
            defer { items = [] }
            return items
        }
    }
}
