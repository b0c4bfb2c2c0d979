import Expressions

/// What the store remembers at start, as the engine takes it up again.
package struct Recovery: Sendable {
    /// 40 random bits drawn when the store's file was made.
    package var epoch: UInt64
    package var nextIncident: Int64
    package var nextDelivery: Int64
    /// Incidents without an end, and ended ones with a delivery in `outbox`, whose outcome is still to come, or with
    /// one of the latest refused: somebody may want it told again.
    package var incidents: [Incident]
    package var live: [LiveRow]
    /// Last values, packed by `JournalWriter`, one entry per device.
    package var snapshot: [SnapshotRow]
    /// The journal's tail, oldest first: windows are rebuilt from it.
    package var journal: [JournalRow]
    /// Outbox rows not yet settled, by number.
    package var outbox: [Delivery]
    /// Time of the last commit; from there to now we were blind. nil: a new store.
    package var lastCommit: Timestamp?
    /// The last stored window of each session, oldest first.
    package var identities: [SessionIndex: [MessageIdentity]]
    /// Messages that wait for their codec, by id.
    package var pending: [PendingDecode]

    /// What is known of devices beside the sheet.
    package var registry: [RegistryEntry] = []
    /// What devices' hazards have learned of them.
    package var learned: [LearnedRow] = []
    /// The running or last drills, by number.
    package var drills: [Drill] = []
    /// The newest, at most `RecordBook.limit`, by number.
    package var records: [UpkeepRecord] = []
    /// Suppressions that have not ended, and the latest that have.
    package var suppressions: [Suppression] = []
    /// What devices had begun to say, one row each.
    package var streams: [StreamRow] = []
    /// Destinations that a person holds back.
    package var pauses: [DestinationPause] = []
    /// When each destination was last proven to be reached.
    package var proofs: [DestinationProof] = []
    /// Makes the pseudonyms of personal points; nil: they are hidden whole.
    package var pseudonyms: PseudonymKey?
    /// Who took over the shift last.
    package var signedOn: SignedOn?

    package init(
        epoch: UInt64, nextIncident: Int64 = 1, nextDelivery: Int64 = 1, incidents: [Incident] = [],
        live: [LiveRow] = [], snapshot: [SnapshotRow] = [], journal: [JournalRow] = [],
        outbox: [Delivery] = [], lastCommit: Timestamp? = nil,
        identities: [SessionIndex: [MessageIdentity]] = [:], pending: [PendingDecode] = []
    ) {
        self.epoch = epoch
        self.nextIncident = nextIncident
        self.nextDelivery = nextDelivery
        self.incidents = incidents
        self.live = live
        self.snapshot = snapshot
        self.journal = journal
        self.outbox = outbox
        self.lastCommit = lastCommit
        self.identities = identities
        self.pending = pending
    }
}

/// One commit of the journal.
package struct JournalRow: Sendable {
    package var at: Timestamp
    package var packed: [UInt8]

    package init(at: Timestamp, packed: [UInt8]) {
        self.at = at
        self.packed = packed
    }
}
