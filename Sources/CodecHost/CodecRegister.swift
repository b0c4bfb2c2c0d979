import CodecWire

/// What is known of each maker's file: its number, the lane it is in, and how often it has cost us a child.
struct CodecRegister {
    /// Children that a codec may cost within `memory` before it rests.
    static let mostStrikes = 5
    /// Milliseconds a strike counts, and for which a codec rests.
    static let memory: Int64 = 60_000
    /// Milliseconds without a strike after which a suspect is trusted again.
    static let probation: Int64 = 600_000
    /// Files remembered; beyond it those that nothing is known against are forgotten.
    static let mostRecords = 4_096

    private struct Record {
        var lane = 0
        /// Uplinks of it that wait or are owed: it changes lanes only without any.
        var open = 0
        /// Times of its strikes, oldest first.
        var strikes: [Int64] = []
        var restsUntil = Int64.min
    }

    private var numbers: [CodecScript: UInt32] = [:]
    private var records: [UInt32: Record] = [:]
    private var next: UInt32 = 1
    /// When the last rest ends: until then somebody may rest.
    private var lastRest = Int64.min

    mutating func number(of script: CodecScript) -> UInt32 {
        if let number = numbers[script] { return number }
        if numbers.count >= Self.mostRecords { forgetHarmless() }
        let number = next
        next &+= 1
        numbers[script] = number
        records[number] = Record()
        return number
    }

    func lane(of codec: UInt32) -> Int { records[codec]?.lane ?? 0 }

    /// The lane for a new uplink; here a suspect comes back once it has behaved for long enough.
    mutating func lane(of codec: UInt32, now: Int64) -> Int {
        guard var record = records[codec] else { return 0 }
        if record.lane == 1, record.open == 0, now - (record.strikes.last ?? .min / 2) >= Self.probation {
            record.lane = 0
            record.strikes = []
            records[codec] = record
        }
        return record.lane
    }

    mutating func enter(_ codec: UInt32, lane: Int) { records[codec]?.open += 1 }

    mutating func leave(_ codec: UInt32) { records[codec]?.open -= 1 }

    func rests(_ codec: UInt32, now: Int64) -> Bool { now < records[codec]?.restsUntil ?? .min }

    func restEnd(of codec: UInt32) -> Int64 { records[codec]?.restsUntil ?? .min }

    /// How many rest now.
    func resting(now: Int64) -> Int {
        now < lastRest ? records.values.count { now < $0.restsUntil } : 0
    }

    /// - Returns: whether its waiting uplinks have to change to the back lane.
    mutating func strike(_ codec: UInt32, now: Int64) -> Bool {
        guard var record = records[codec] else { return false }
        record.strikes = record.strikes.filter { now - $0 < Self.memory } + [now]
        if record.strikes.count >= Self.mostStrikes {
            record.restsUntil = now + Self.memory
            lastRest = record.restsUntil
        }
        let hasToMove = record.lane == 0
        record.lane = 1
        records[codec] = record
        return hasToMove
    }

    private mutating func forgetHarmless() {
        for (script, number) in numbers where records[number].map({ $0.open == 0 && $0.lane == 0 }) ?? true {
            numbers[script] = nil
            records[number] = nil
        }
    }
}
