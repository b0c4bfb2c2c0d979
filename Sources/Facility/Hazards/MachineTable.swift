import Expressions

/// The machines of a site, by position. Nearly all of them are idle at any time, and of an idle one nothing is known
/// but its last answer: it takes a third of the room here that it takes in motion.
///
/// 10,000 lifts of 25 hazards are 250,000 machines: 6 MB instead of 18, and a message that asks all of its device reads
/// ten lines of the processor's cache instead of thirty.
struct MachineTable: Sendable {
    /// What an idle machine knows, and where the others are.
    private struct Rest: Sendable {
        /// Position in `moving`, -1: it is idle.
        var moving: Int32 = -1
        var truth = Truth.unknown
        var isSuppressed = false
        var lastAt = Int64.min
        var lastNow: Int64 = 0

        /// The machine this is all of.
        var machine: Machine {
            var machine = Machine()
            machine.truth = truth
            machine.isSuppressed = isSuppressed
            machine.lastAt = lastAt
            machine.lastNow = lastNow
            return machine
        }

        /// nil: there is more to the machine.
        init?(_ machine: Machine) {
            guard machine.phase == .idle else { return nil }
            truth = machine.truth
            isSuppressed = machine.isSuppressed
            lastAt = machine.lastAt
            lastNow = machine.lastNow
            guard self.machine == machine else { return nil }
        }

        init() {}
    }

    private var rests: ContiguousArray<Rest>
    private var moving: ContiguousArray<Machine> = []
    /// Positions in `moving` that are nobody's.
    private var free: ContiguousArray<Int32> = []

    /// So many machines that have never been asked.
    init(count: Int) { rests = ContiguousArray(repeating: Rest(), count: count) }

    var count: Int { rests.count }
    var indices: Range<Int> { rests.indices }

    /// More of them, behind all others.
    mutating func append(count: Int) { rests.append(contentsOf: repeatElement(Rest(), count: count)) }

    subscript(position: Int) -> Machine {
        @inline(__always)
        get {
            let place = Int(rests[position].moving)
            return place < 0 ? rests[position].machine : moving[place]
        }
        @inline(__always)
        set { put(newValue, at: position) }
        @inline(__always)
        _modify {
            var machine = self[position]
            defer { put(machine, at: position) }
            yield &machine
        }
    }

    /// What `Machine.observe` does to an idle machine without a sign: it remembers the answer.
    /// - Returns: false when the machine is not idle, or waits for something; then nothing was done.
    @inline(__always)
    mutating func note(
        _ truth: Truth, suppressed: Bool, at t: Int64, now: Int64, of position: Int
    ) -> Bool {
        guard rests[position].moving < 0 else { return false }
        rests[position].truth = truth
        rests[position].isSuppressed = suppressed
        rests[position].lastAt = Swift.max(t, rests[position].lastAt)
        rests[position].lastNow = now
        return true
    }

    /// The device's and the gateway's time of an idle machine's last step; nil: it is in motion.
    func lastStep(of position: Int) -> (at: Int64, now: Int64)? {
        let rest = rests[position]
        return rest.moving < 0 ? (rest.lastAt, rest.lastNow) : nil
    }

    /// Lets a machine that is idle still forget that time has passed for it: what it was told is remembered.
    mutating func forgetStep(since last: (at: Int64, now: Int64), of position: Int) {
        guard rests[position].moving < 0 else { return }
        rests[position].lastAt = last.at
        rests[position].lastNow = last.now
    }

    private mutating func put(_ machine: Machine, at position: Int) {
        guard let rest = Rest(machine) else { return move(machine, at: position) }
        let place = rests[position].moving
        rests[position] = rest
        if place >= 0 { free.append(place) }
    }

    private mutating func move(_ machine: Machine, at position: Int) {
        if rests[position].moving >= 0 {
            moving[Int(rests[position].moving)] = machine
        } else if let place = free.popLast() {
            moving[Int(place)] = machine
            rests[position].moving = place
        } else {
            rests[position].moving = Int32(moving.count)
            moving.append(machine)
        }
    }
}
