/// What a lane holds in memory: one queue per incident, in the order of its transitions.
///
/// Only the head of a queue may be under way, which is what keeps a close behind its report. The outbox on disk
/// holds what does not fit; a queue whose later rows are only there is *truncated* and takes nothing new until
/// a refill has brought them, or a later row would overtake them.
struct LaneBacklog: Sendable {
    struct Entry: Sendable {
        let delivery: Delivery
        var attempts = 0
        var notBefore = Timestamp.distantPast
        /// It may have arrived already.
        var needsQuery: Bool
        /// Numbers of superseded updates that travel inside this one.
        var merged: [Int64] = []
        /// A person has taken it out while it may have been under way: it is not sent again, only asked for.
        var isDropped = false
    }

    struct Queue: Sendable {
        var entries: [Entry] = []
        var isUnderway = false
        var isTruncated = false
        var standing: LaneStanding

        mutating func weigh() {
            standing = entries.map { LaneStanding($0.delivery) }.max() ?? standing
        }
    }

    /// What became of an offered delivery.
    enum Offer: Equatable {
        case held
        /// Held or settled already.
        case known
        /// Left on disk.
        case spilled
    }

    let capacity: Int
    /// Deliveries numbered below it may have been sent by an earlier life of the process.
    let firstNumber: Int64
    let canQuery: Bool
    private(set) var queues: [IncidentID: Queue] = [:]
    /// Which incident holds a number; merged ones included.
    private var owners: [Int64: IncidentID] = [:]
    /// Settled, perhaps not yet committed: a refill may still bring them.
    private var settled: RecentKeys<Int64>
    /// Rows of this destination may be on disk that are not here. True at first: nothing has been read yet.
    private(set) var isSpilling = true
    /// How often something was left to the disk: a read of the outbox that began before is too old to be whole.
    private(set) var spills = 0
    /// Incidents that lost a row since the last refill began.
    private var cut: Set<IncidentID> = []
    /// The first row of an incident that was left to the disk before the disk had it: announced while nothing could be
    /// stored. A read that does not bring it shows nothing; until it comes no later one may go.
    private var unstored: [IncidentID: Int64] = [:]

    init(capacity: Int, firstNumber: Int64, canQuery: Bool) {
        self.capacity = capacity
        self.firstNumber = firstNumber
        self.canQuery = canQuery
        settled = RecentKeys(limit: capacity * 4)
    }

    var count: Int { owners.count }

    func incident(of number: Int64) -> IncidentID? { owners[number] }

    /// Takes a fresh delivery, leaving a less important one to the disk if it must.
    mutating func offer(_ delivery: Delivery) -> Offer {
        if isKnown(delivery.number) { return .known }
        if let first = unstored[delivery.incident] {
            if delivery.number > first { return spill(delivery) }
            unstored[delivery.incident] = nil
        }
        if let queue = queues[delivery.incident] {
            if queue.isTruncated { return spill(delivery) }
        } else if isSpilling, delivery.action != .report {
            // An earlier row of its incident may be on disk; only a report is surely the first.
            return spill(delivery)
        }
        return insert(delivery) ? .held : spill(delivery)
    }

    /// Takes rows read from disk; see `Lane.Input.refilled` for their order. Returns whether any was new.
    ///
    /// `isCurrent`: nothing was left to the disk while they were being read.
    mutating func refill(_ rows: [Delivery], isComplete: Bool, isCurrent: Bool) -> Bool {
        var isProgress = false
        var seen: Set<IncidentID> = []
        for row in rows {
            if seen.insert(row.incident).inserted {
                queues[row.incident]?.isTruncated = false
                cut.remove(row.incident)
            }
            if let first = unstored[row.incident], row.number >= first { unstored[row.incident] = nil }
            // Once a row of an incident is left out, so are those behind it.
            if isKnown(row.number) || cut.contains(row.incident) { continue }
            if insert(row) { isProgress = true } else { cut.insert(row.incident) }
        }
        cut.removeAll(keepingCapacity: true)
        let isWhole = isComplete && isCurrent && rows.allSatisfy { isKnown($0.number) }
        isSpilling = !isWhole
        if isWhole {
            for incident in queues.keys { queues[incident]?.isTruncated = false }
        } else if !isCurrent {
            for incident in queues.keys { queues[incident]?.isTruncated = true }
        } else if !isComplete {
            // The cut may run through any of them; only the disk knows how important its hidden rows are.
            for incident in seen { queues[incident]?.isTruncated = true }
        }
        return isProgress
    }

    /// Rows are on disk that were never offered, of whatever incident.
    mutating func miss() {
        isSpilling = true
        spills += 1
        for incident in queues.keys { queues[incident]?.isTruncated = true }
    }

    func isKnown(_ number: Int64) -> Bool { owners[number] != nil || settled.contains(number) }

    private mutating func spill(_ delivery: Delivery) -> Offer {
        if delivery.report.isUnjournaled {
            unstored[delivery.incident] = min(unstored[delivery.incident] ?? .max, delivery.number)
        }
        isSpilling = true
        spills += 1
        return .spilled
    }

    private mutating func insert(_ delivery: Delivery) -> Bool {
        if owners.count >= capacity {
            let standing = max(
                LaneStanding(delivery), queues[delivery.incident]?.standing ?? LaneStanding(delivery))
            guard evict(below: standing, sparing: delivery.incident) else {
                isSpilling = true
                queues[delivery.incident]?.isTruncated = true
                return false
            }
        }
        let entry = Entry(delivery: delivery, needsQuery: canQuery && delivery.number < firstNumber)
        var queue = queues[delivery.incident] ?? Queue(standing: LaneStanding(delivery))
        let place = queue.entries.lastIndex { $0.delivery.number < delivery.number }.map { $0 + 1 } ?? 0
        // A head under way stays the head; the store never gives a smaller number later, so this is no more
        // than a guard.
        queue.entries.insert(entry, at: queue.isUnderway ? max(place, 1) : place)
        queue.weigh()
        queues[delivery.incident] = queue
        owners[delivery.number] = delivery.incident
        return true
    }

    /// Leaves the last untouched row of the least important incident to the disk.
    private mutating func evict(below standing: LaneStanding, sparing spared: IncidentID) -> Bool {
        var worst: (incident: IncidentID, standing: LaneStanding, number: Int64)?
        for (incident, queue) in queues {
            guard incident != spared, queue.standing < standing, let tail = queue.entries.last,
                tail.attempts == 0, !tail.isDropped,
                !(queue.isUnderway && queue.entries.count == 1)
            else { continue }
            let number = tail.delivery.number
            if let held = worst, (held.standing, -held.number) < (queue.standing, -number) { continue }
            worst = (incident, queue.standing, number)
        }
        guard let incident = worst?.incident, let tail = queues[incident]?.entries.popLast() else {
            return false
        }
        for number in tail.merged + [tail.delivery.number] { owners[number] = nil }
        isSpilling = true
        spills += 1
        cut.insert(incident)
        if queues[incident]?.entries.isEmpty == true {
            queues[incident] = nil
        } else {
            queues[incident]?.isTruncated = true
            queues[incident]?.weigh()
        }
        return true
    }
}

extension LaneBacklog {
    /// Whether anything held stands lower than this.
    func holdsAnything(below standing: LaneStanding) -> Bool {
        queues.values.contains { $0.standing < standing }
    }

    /// The incident to serve next among those not under way.
    func next(now: Timestamp, ordinary: Bool, lifeSafety: Bool, ignoringBackoff: Bool) -> IncidentID? {
        var best: (incident: IncidentID, standing: LaneStanding, number: Int64)?
        for (incident, queue) in queues {
            guard !queue.isUnderway, let head = queue.entries.first,
                queue.standing.isLifeSafety ? lifeSafety : ordinary,
                ignoringBackoff || head.notBefore <= now
            else { continue }
            let number = head.delivery.number
            if let held = best, (held.standing, -held.number) > (queue.standing, -number) { continue }
            best = (incident, queue.standing, number)
        }
        return best?.incident
    }

    /// The earliest time at which a waiting head may go, by its own back-off.
    func earliest(lifeSafety: Bool) -> Timestamp? {
        var earliest: Timestamp?
        for queue in queues.values where !queue.isUnderway && queue.standing.isLifeSafety == lifeSafety {
            guard let head = queue.entries.first else { continue }
            earliest = min(earliest ?? .distantFuture, head.notBefore)
        }
        return earliest
    }

    func underway(lifeSafety: Bool) -> Int {
        queues.values.count { $0.isUnderway && $0.standing.isLifeSafety == lifeSafety }
    }

    /// Folds updates that a later waiting update makes superfluous into it.
    ///
    /// What a person said or did is never folded away, nor is a report or a close, nor anything that may have
    /// arrived already. A far side that cannot be asked gets every step: after a restart nobody could tell that
    /// a folded one has been superseded.
    mutating func merge(_ incident: IncidentID) -> (merged: [Int64], into: Int64)? {
        guard canQuery, var queue = queues[incident] else { return nil }
        var folded: [Int64] = []
        while queue.entries.count > 1, queue.entries[0].isSuperseded(by: queue.entries[1]) {
            let head = queue.entries.removeFirst()
            folded += head.merged + [head.delivery.number]
        }
        guard !folded.isEmpty else { return nil }
        queue.entries[0].merged = folded + queue.entries[0].merged
        queue.weigh()
        queues[incident] = queue
        return (folded, queue.entries[0].delivery.number)
    }

    /// Sends the head of a queue on its way.
    mutating func begin(_ incident: IncidentID) -> Entry? {
        guard var queue = queues[incident], !queue.entries.isEmpty else { return nil }
        queue.isUnderway = true
        if !queue.entries[0].needsQuery { queue.entries[0].attempts += 1 }
        queues[incident] = queue
        return queue.entries[0]
    }

    /// The delivery of that number if it is under way.
    func underway(_ number: Int64) -> Entry? {
        guard let incident = owners[number], let queue = queues[incident], queue.isUnderway,
            let head = queue.entries.first, head.delivery.number == number
        else { return nil }
        return head
    }

    /// Brings a delivery back to waiting.
    mutating func wait(_ number: Int64, until: Timestamp, needsQuery: Bool, isCounted: Bool) {
        guard let incident = owners[number], underway(number) != nil, var queue = queues[incident] else {
            return
        }
        queue.isUnderway = false
        if !isCounted, !queue.entries[0].needsQuery { queue.entries[0].attempts -= 1 }
        queue.entries[0].notBefore = until
        queue.entries[0].needsQuery = needsQuery && canQuery
        queues[incident] = queue
    }

    /// The far side does not have the head, hence nothing after it either.
    mutating func forgetQueries(_ incident: IncidentID) {
        guard var queue = queues[incident] else { return }
        for index in queue.entries.indices { queue.entries[index].needsQuery = false }
        queues[incident] = queue
    }

    /// The path is whole again: back-offs that a broken one earned are forgiven.
    mutating func forgiveBackoff() {
        for (incident, queue) in queues where !queue.isUnderway && !queue.entries.isEmpty {
            queues[incident]?.entries[0].notBefore = .distantPast
        }
    }

    /// Removes a finished head; returns its number after those it carried.
    mutating func settle(_ number: Int64) -> [Int64] {
        guard underway(number) != nil, let incident = owners[number], var queue = queues[incident] else {
            return []
        }
        let head = queue.entries.removeFirst()
        queue.isUnderway = false
        queue.weigh()
        queues[incident] = queue.entries.isEmpty ? nil : queue
        return finish(head)
    }

    /// Removes everything that waits for an incident whose report was refused.
    mutating func abandon(_ incident: IncidentID) -> [Int64] {
        guard let queue = queues.removeValue(forKey: incident) else { return [] }
        return queue.entries.flatMap { finish($0) }
    }

    /// What became of a delivery that a person takes out.
    enum Drop {
        case removed(Entry)
        /// It may have arrived: its outcome, or the far side's answer, decides.
        case mayArrive
        /// Only the disk held it, or it travels inside a later one.
        case notHeld
    }

    /// Takes out a delivery that waits. Of an incident only the head can have been sent.
    mutating func drop(_ number: Int64) -> Drop {
        guard let incident = owners[number], var queue = queues[incident] else {
            // Its outcome and the person's word crossed each other.
            if settled.contains(number) { return .mayArrive }
            settled.insert(number)
            return .notHeld
        }
        guard let position = queue.entries.firstIndex(where: { $0.delivery.number == number }) else {
            return .notHeld
        }
        if position == 0, queue.isUnderway || queue.entries[0].needsQuery {
            queues[incident]?.entries[0].isDropped = true
            return .mayArrive
        }
        let entry = queue.entries.remove(at: position)
        queue.weigh()
        queues[incident] = queue.entries.isEmpty ? nil : queue
        _ = finish(entry)
        return .removed(entry)
    }

    /// Counts a delivery as settled that was never held; false if it was settled before.
    mutating func abandon(_ delivery: Delivery) -> Bool {
        guard !isKnown(delivery.number) else { return false }
        settled.insert(delivery.number)
        return true
    }

    private mutating func finish(_ entry: Entry) -> [Int64] {
        let numbers = entry.merged + [entry.delivery.number]
        for number in numbers {
            owners[number] = nil
            settled.insert(number)
        }
        return numbers
    }
}

extension LaneBacklog.Entry {
    /// Steps the gateway takes by itself, whose whole meaning is in the state a later update carries.
    private static let foldable: Set<String> = ["severity_changed", "quiet", "active", "overdue"]

    func isSuperseded(by later: Self) -> Bool {
        delivery.action == .update && later.delivery.action == .update && attempts == 0 && later.attempts == 0
            && !needsQuery && !later.needsQuery && Self.foldable.contains(delivery.report.step)
    }
}
