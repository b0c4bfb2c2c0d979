import CodecWire

/// What is known of each maker's file and of the devices whose payloads gave it trouble: which lane an uplink waits in,
/// and who rests.
///
/// Trouble is a device's own: one poisonous payload keeps no other device of its model waiting. Only a file that gives
/// trouble with several devices, or takes long to be read at all, leaves the front as a whole.
struct CodecRegister {
    /// Uplinks of a device that may be given up within `memory` before the device rests.
    static let mostStrikes = 5
    /// Devices of one codec that may give trouble within `memory` before all of its uplinks leave the front.
    static let mostTroubled = 3
    /// Milliseconds a strike counts, and for which a device rests.
    static let memory: Int64 = 60_000
    /// Milliseconds without trouble after which a suspect is trusted again.
    static let probation: Int64 = 600_000
    /// Files remembered; beyond it those that nothing is known against are forgotten.
    static let mostRecords = 4_096
    /// Devices under suspicion at once; for one more the whole codec stands in.
    static let mostSuspects = 1_024

    /// A device, as far as one codec is concerned.
    struct Party: Hashable {
        var codec: UInt32
        var device: UInt64
    }

    private struct Record {
        var isSuspect = false
        var lastTrouble = Int64.min / 2
        /// Uplinks of it that wait or are owed: it changes lanes only without any.
        var open = 0
        /// Devices that gave trouble, and when.
        var troubled: [(device: UInt64, at: Int64)] = []
    }

    private struct Suspect {
        var lastTrouble: Int64
        var open: Int
        /// Times of its strikes, oldest first.
        var strikes: [Int64] = []
        var restsUntil = Int64.min
    }

    private var numbers: [CodecScript: UInt32] = [:]
    private var records: [UInt32: Record] = [:]
    private var suspects: [Party: Suspect] = [:]
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

    func lane(of party: Party) -> CodecLane {
        if !suspects.isEmpty, suspects[party] != nil { return .suspects }
        return records[party.codec]?.isSuspect == true ? .back : .front
    }

    /// The lane for a new uplink, which counts as open from now on; here a suspect comes back once it has behaved for
    /// long enough.
    mutating func enter(_ party: Party, now: Int64) -> CodecLane {
        if !suspects.isEmpty, let suspect = suspects[party] {
            if suspect.open == 0, now - suspect.lastTrouble >= Self.probation {
                suspects[party] = nil
            } else {
                suspects[party]?.open += 1
            }
        }
        if let record = records[party.codec], record.isSuspect, record.open == 0,
            now - record.lastTrouble >= Self.probation
        {
            records[party.codec] = Record()
        }
        records[party.codec]?.open += 1
        return lane(of: party)
    }

    mutating func leave(_ party: Party) {
        records[party.codec]?.open -= 1
        if !suspects.isEmpty { suspects[party]?.open -= 1 }
    }

    func rests(_ party: Party, now: Int64) -> Bool {
        now < lastRest && now < suspects[party]?.restsUntil ?? .min
    }

    func restEnd(of party: Party) -> Int64 { suspects[party]?.restsUntil ?? .min }

    /// How many codecs have a device that rests now.
    func resting(now: Int64) -> Int {
        now < lastRest ? Set(suspects.filter { now < $0.value.restsUntil }.keys.map(\.codec)).count : 0
    }

    // MARK: Trouble

    /// Notes that a child was lost, perhaps by this device's payload.
    /// - Parameter open: its uplinks that wait or are owed, itself among them.
    mutating func suspect(_ party: Party, open: Int, now: Int64) {
        var record = records[party.codec] ?? Record()
        record.lastTrouble = now
        record.troubled.removeAll { now - $0.at >= Self.memory || $0.device == party.device }
        record.troubled.append((party.device, now))
        if record.troubled.count >= Self.mostTroubled {
            record.isSuspect = true
            record.troubled.removeFirst()
        }
        if suspects[party] != nil {
            suspects[party]?.lastTrouble = now
        } else if hasRoom(now: now) {
            suspects[party] = Suspect(lastTrouble: now, open: open)
        } else {
            record.isSuspect = true
        }
        records[party.codec] = record
    }

    /// Notes that a file takes longer to be read than others can wait.
    mutating func suspect(codec: UInt32, now: Int64) {
        records[codec]?.isSuspect = true
        records[codec]?.lastTrouble = now
    }

    /// Notes that an uplink of this device was given up.
    mutating func strike(_ party: Party, now: Int64) {
        guard var suspect = suspects[party] else { return }
        suspect.lastTrouble = now
        suspect.strikes = suspect.strikes.filter { now - $0 < Self.memory } + [now]
        if suspect.strikes.count >= Self.mostStrikes {
            suspect.restsUntil = now + Self.memory
            lastRest = suspect.restsUntil
        }
        suspects[party] = suspect
    }

    // MARK: Bounds

    /// Makes room for one more suspect, if it can: of those without an uplink the one that has behaved longest goes.
    private mutating func hasRoom(now: Int64) -> Bool {
        guard suspects.count >= Self.mostSuspects else { return true }
        let idle = suspects.filter { $0.value.open == 0 && now >= $0.value.restsUntil }
        guard let oldest = idle.min(by: { $0.value.lastTrouble < $1.value.lastTrouble })?.key else {
            return false
        }
        suspects[oldest] = nil
        return true
    }

    private mutating func forgetHarmless() {
        for (script, number) in numbers
        where records[number].map({ $0.open == 0 && !$0.isSuspect && $0.troubled.isEmpty }) ?? true {
            numbers[script] = nil
            records[number] = nil
        }
    }
}
