/// How many devices of each area are known to be in a state, are not known to be, and were last known to be: kept up to
/// date by every change, so that a question costs the same whether it counts three devices or ten thousand.
struct DeviceCounts: Sendable {
    struct Count: Sendable, Equatable {
        /// Devices that can tell.
        var tellers: Int32 = 0
        var yes: Int32 = 0
        var unknown: Int32 = 0
        /// Known to be so, or unknown and so when it was known last.
        var active: Int32 = 0

        var no: Int32 { tellers - yes - unknown }
    }

    /// What one device adds, as bits of `Machine.counted`.
    enum Bit {
        static let yes: UInt8 = 1
        static let unknown: UInt8 = 2
        static let active: UInt8 = 4
    }

    private var counts: [Int: Count] = [:]
    private let hazards: Int

    init(hazards: Int) { self.hazards = max(1, hazards) }

    subscript(area: Int, hazard: Int) -> Count { counts[area * hazards + hazard] ?? Count() }

    /// One more device.
    mutating func join(area: Int, hazard: Int, _ bits: UInt8) {
        counts[area * hazards + hazard, default: Count()].tellers += 1
        change(area: area, hazard: hazard, from: 0, to: bits)
    }

    mutating func leave(area: Int, hazard: Int, _ bits: UInt8) {
        counts[area * hazards + hazard, default: Count()].tellers -= 1
        change(area: area, hazard: hazard, from: bits, to: 0)
    }

    mutating func change(area: Int, hazard: Int, from old: UInt8, to new: UInt8) {
        func step(_ bit: UInt8) -> Int32 { (new & bit == 0 ? 0 : 1) - (old & bit == 0 ? 0 : 1) }
        counts[area * hazards + hazard, default: Count()].yes += step(Bit.yes)
        counts[area * hazards + hazard, default: Count()].unknown += step(Bit.unknown)
        counts[area * hazards + hazard, default: Count()].active += step(Bit.active)
    }
}
