/// A bounded table from byte strings to small numbers: one hash, one comparison, nothing allocated on a look-up.
///
/// Keys lie one after another in an arena. Entries are never removed one by one; a full table refuses, and its
/// owner decides whether to start it afresh.
struct ByteTable: Sendable {
    private struct Slot: Sendable {
        var hash: UInt32 = 0
        var start: UInt32 = 0
        /// Length of the key plus one; 0 marks a free slot.
        var countPlusOne: UInt32 = 0
        var value: Int32 = 0
    }

    private let limit: Int
    private let byteLimit: Int
    private(set) var count = 0
    private var slots: [Slot]
    private var arena: [UInt8] = []

    /// - Parameters:
    ///   - limit: most entries.
    ///   - byteLimit: most bytes of all keys together.
    init(limit: Int, byteLimit: Int) {
        self.limit = limit
        self.byteLimit = byteLimit
        slots = Array(repeating: Slot(), count: 64)
    }

    /// The value under a key, nil when there is none.
    func find(_ key: UnsafeRawBufferPointer, hash: UInt32) -> Int32? {
        let mask = slots.count - 1
        var at = Int(hash) & mask
        while true {
            let slot = slots[at]
            if slot.countPlusOne == 0 { return nil }
            if slot.hash == hash, Int(slot.countPlusOne) == key.count + 1, matches(key, slot) {
                return slot.value
            }
            at = (at + 1) & mask
        }
    }

    /// - Returns: false when the table is full. The key must not be in it.
    mutating func insert(_ key: UnsafeRawBufferPointer, hash: UInt32, value: Int32) -> Bool {
        guard count < limit, arena.count + key.count <= byteLimit else { return false }
        if count * 2 >= slots.count { grow() }
        place(
            Slot(hash: hash, start: UInt32(arena.count), countPlusOne: UInt32(key.count + 1), value: value))
        arena.append(contentsOf: key)
        count += 1
        return true
    }

    mutating func removeAll() {
        self = ByteTable(limit: limit, byteLimit: byteLimit)
    }

    private func matches(_ key: UnsafeRawBufferPointer, _ slot: Slot) -> Bool {
        arena.withUnsafeBytes { bytes in
            let stored = UnsafeRawBufferPointer(
                rebasing: bytes[Int(slot.start)..<Int(slot.start) + key.count])
            var at = 0
            while at + 8 <= key.count {
                let left = key.loadUnaligned(fromByteOffset: at, as: UInt64.self)
                if left != stored.loadUnaligned(fromByteOffset: at, as: UInt64.self) { return false }
                at += 8
            }
            while at < key.count {
                if key[at] != stored[at] { return false }
                at += 1
            }
            return true
        }
    }

    private mutating func place(_ slot: Slot) {
        let mask = slots.count - 1
        var at = Int(slot.hash) & mask
        while slots[at].countPlusOne != 0 { at = (at + 1) & mask }
        slots[at] = slot
    }

    private mutating func grow() {
        let old = slots
        slots = Array(repeating: Slot(), count: old.count * 2)
        for slot in old where slot.countPlusOne != 0 { place(slot) }
    }
}
