/// Every incident that may still change, and every delivery that is still under way.
///
/// An ended incident stays while a destination's answer may still come, the oldest leaving first. Bounded.
struct IncidentBook: Sendable {
    /// Open incidents; life safety may go on to `lifeSafetyLimit`.
    static let openLimit = 10_000
    static let lifeSafetyLimit = 20_000
    /// Open incidents of hazards that are being tried: they take no room from the others.
    static let shadowLimit = 1_000
    /// Ended incidents kept for feedback.
    static let endedLimit = 2_000
    /// Deliveries of one incident under way at one destination before updates are left out; each report is
    /// complete in itself, so the next one says it all.
    static let updateLimit = 32

    /// An incident and what belongs to it here.
    struct File: Sendable {
        var incident: Incident
        /// The machine that drives it, -1 when none does any more.
        var machine: Int32
        /// Positions in `Site.destinations` of those its routes choose.
        var audience: [Int32] = []
        /// Deliveries under way, by destination.
        var unsettled: [String: Int] = [:]
        /// Where it stands in the effects being filled; a hint.
        var effectsPosition = 0
        /// The last comment, so that a retry is recognised.
        var lastComment: String?
    }

    /// A delivery under way.
    struct Opened: Sendable {
        var incident: Int64
        var destination: String
        /// The destination hears of the case by it for the first time.
        var isReport: Bool
    }

    /// Dropped deliveries whose arrival all the same is still recognised.
    static let droppedLimit = 1_000

    let epoch: UInt64
    private(set) var nextIncident: Int64
    private(set) var nextDelivery: Int64
    private(set) var openCount = 0
    /// Those of hazards that are being tried are counted by themselves.
    private(set) var shadowCount = 0
    private var files: [Int64: File] = [:]
    private var deliveries: [Int64: Opened] = [:]
    /// Taken out by a person; some may have been under way.
    private var dropped: [Int64: Opened] = [:]
    /// Numbers of ended incidents, oldest first.
    private var ended: [Int64] = []

    init(epoch: UInt64, nextIncident: Int64, nextDelivery: Int64) {
        self.epoch = epoch
        self.nextIncident = max(1, nextIncident)
        self.nextDelivery = max(1, nextDelivery)
    }

    subscript(number: Int64) -> File? { files[number] }

    /// Numbers of all files, ascending.
    var numbers: [Int64] { files.keys.sorted() }

    /// Open incidents by number.
    var open: [Incident] {
        numbers.compactMap { files[$0]?.incident }.filter { $0.ended == nil && !$0.isShadow }
    }

    /// Open incidents of hazards that are being tried, by number.
    var openShadows: [Incident] {
        numbers.compactMap { files[$0]?.incident }.filter { $0.ended == nil && $0.isShadow }
    }

    var unsettledCount: Int { deliveries.count }

    func number(of id: IncidentID) -> Int64? {
        guard let file = files[id.number], file.incident.id == id else { return nil }
        return id.number
    }

    /// Whether one more incident may be opened.
    func hasRoom(isLifeSafety: Bool, isShadow: Bool = false) -> Bool {
        if isShadow { return shadowCount < Self.shadowLimit }
        return openCount < (isLifeSafety ? Self.lifeSafetyLimit : Self.openLimit)
    }

    mutating func nextID(site: String) -> IncidentID {
        defer { nextIncident += 1 }
        return IncidentID(site: site, epoch: epoch, number: nextIncident)
    }

    /// Files a new or restored incident. One whose number is taken (from another store) is left out.
    mutating func file(_ incident: Incident, machine: Int32) {
        guard files[incident.id.number] == nil else { return }
        forgetOldest()
        files[incident.id.number] = File(incident: incident, machine: machine)
        nextIncident = max(nextIncident, incident.id.number + 1)
        if incident.ended == nil {
            count(incident, by: 1)
        } else {
            ended.append(incident.id.number)
        }
    }

    /// Changes a file in place and notices its end, and that an ended one goes on.
    @discardableResult
    mutating func change<Result>(_ number: Int64, _ body: (inout File) -> Result) -> Result? {
        guard files[number] != nil else { return nil }
        let wasOpen = files[number]!.incident.ended == nil
        let result = body(&files[number]!)
        if wasOpen, files[number]!.incident.ended != nil {
            count(files[number]!.incident, by: -1)
            ended.append(number)
        } else if !wasOpen, files[number]!.incident.ended == nil {
            count(files[number]!.incident, by: 1)
            ended.removeAll { $0 == number }
        }
        return result
    }

    private mutating func count(_ incident: Incident, by change: Int) {
        if incident.isShadow { shadowCount += change } else { openCount += change }
    }

    /// Numbers a delivery and keeps it until it is settled.
    mutating func open(_ incident: Int64, at destination: String, isReport: Bool) -> Int64 {
        defer { nextDelivery += 1 }
        deliveries[nextDelivery] = Opened(
            incident: incident, destination: destination, isReport: isReport)
        files[incident]?.unsettled[destination, default: 0] += 1
        return nextDelivery
    }

    /// Takes up a delivery that was under way before the restart.
    mutating func restore(_ delivery: Delivery) {
        deliveries[delivery.number] = Opened(
            incident: delivery.incident.number, destination: delivery.destination,
            isReport: delivery.action == .report)
        files[delivery.incident.number]?.unsettled[delivery.destination, default: 0] += 1
        nextDelivery = max(nextDelivery, delivery.number + 1)
    }

    /// A delivery under way; nil: it has an outcome, or never was.
    func opened(_ delivery: Int64) -> Opened? { deliveries[delivery] }

    /// Takes a delivery out, remembering it for a while: it may arrive all the same.
    mutating func drop(_ delivery: Int64) {
        guard case .settled(let opened) = settle(delivery) else { return }
        dropped[delivery] = opened
        if dropped.count > Self.droppedLimit, let oldest = dropped.keys.min() { dropped[oldest] = nil }
    }

    /// What was dropped and has arrived; nil: it was not dropped, or long ago, or its case is gone.
    mutating func takeDropped(_ delivery: Int64) -> Opened? {
        guard let opened = dropped.removeValue(forKey: delivery), files[opened.incident] != nil else {
            return nil
        }
        return opened
    }

    enum Settling: Sendable { case settled(Opened), settledBefore, neverOpened }

    mutating func settle(_ delivery: Int64) -> Settling {
        guard let opened = deliveries.removeValue(forKey: delivery) else {
            return (1..<nextDelivery).contains(delivery) ? .settledBefore : .neverOpened
        }
        if let count = files[opened.incident]?.unsettled[opened.destination] {
            files[opened.incident]?.unsettled[opened.destination] = count > 1 ? count - 1 : nil
        }
        return .settled(opened)
    }

    /// Ended incidents leave oldest first; those with answers outstanding are passed over.
    private mutating func forgetOldest() {
        guard ended.count > Self.endedLimit else { return }
        // One whose case goes on with others stays as well.
        let position =
            ended.firstIndex {
                files[$0]?.unsettled.isEmpty ?? true && files[$0]?.incident.fire?.standing ?? 0 == 0
            } ?? 0
        files[ended.remove(at: position)] = nil
    }
}
