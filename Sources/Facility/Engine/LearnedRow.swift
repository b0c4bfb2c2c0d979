/// What one learner of one device knows, as kept in the store.
package struct LearnedRow: Sendable, Equatable {
    /// The store's number of the device.
    package var device: UInt32
    /// What it learns, in words (`LearnerKey.text`).
    package var key: String
    /// Gateway's time: readings that came before it are in it.
    package var at: Timestamp
    /// `Learner.packed`, at most 4 KiB; nil: the row goes.
    package var packed: [UInt8]?

    package init(device: UInt32, key: String, at: Timestamp, packed: [UInt8]?) {
        self.device = device
        self.key = key
        self.at = at
        self.packed = packed
    }
}
