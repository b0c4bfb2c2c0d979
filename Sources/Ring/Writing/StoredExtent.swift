import Facility

/// How much of the effects is on the disk already, although the commit that wrote it never said so.
///
/// While the disk's word on a commit is awaited the watch goes on and appends to the same effects. When it turns out
/// that the commit was stored, only what came after it may be written: a reading twice is a reading too many, and to
/// drop it all would lose what came after. Rows that are written by their key (incidents, transitions, machines,
/// snapshots, deliveries) may be written again; the others are counted here.
package struct StoredExtent: Equatable {
    private var identities = 0
    private var journal = 0
    private var readings = 0
    private var audit = 0
    private var losses = 0
    private var quarantine = 0

    /// Nothing is stored.
    package init() {}

    /// All of these effects as they stand now.
    package init(_ effects: Effects) {
        identities = effects.identities.count
        journal = effects.journal.count
        readings = effects.readingCount
        audit = effects.audit.count
        losses = effects.losses.count
        quarantine = effects.quarantine.count
    }

    /// The effects without what is stored; they only grew since.
    package func rest(of effects: Effects) -> Effects {
        var rest = effects
        rest.identities.removeFirst(identities)
        rest.audit.removeFirst(audit)
        rest.losses.removeFirst(losses)
        rest.quarantine.removeFirst(quarantine)
        rest.readingCount -= readings
        if effects.journal.count == journal {
            // A journal without entries is empty, not a header alone.
            rest.journal = []
        } else if journal > 0 {
            rest.journal.removeSubrange(Self.journalHeader..<journal)
        }
        return rest
    }

    /// Bytes before the first entry of `Effects.journal`: the format's version and the time the entries count from.
    private static let journalHeader = 9
}
