/// What is grouped and what waits for that, by incidents' numbers. All of it follows from the open incidents, so a restart and
/// a reload take it up anew.
struct StormBook: Sendable {
    /// Not told yet, or told alone a moment ago.
    var waiting: Set<Int64> = []
    /// Of each open storm, the children that are not over.
    private(set) var standing: [Int64: Set<Int64>] = [:]
    /// Incidents with lines nobody has ticked.
    var rolls: Set<Int64> = []
    /// Incidents raised by a person's word, by hazard and device: what a machine says of the same is no other danger.
    var words: [MachineKey: Int64] = [:]
    /// Who feeds whom; nil: not asked for since the site changed.
    var reach: StormReach?

    init() {}

    /// From the open incidents.
    init(_ incidents: [Incident]) {
        for incident in incidents where incident.storm != nil { standing[incident.id.number] = [] }
        for incident in incidents {
            let number = incident.id.number
            if incident.settlesAt != nil { waiting.insert(number) }
            if let parent = incident.parent { take(number, into: parent.number, isOver: incident.isOver) }
            if incident.rollCall?.isOpen ?? false { rolls.insert(number) }
            if incident.wordOf != nil {
                words[MachineKey(hazard: incident.hazard, subject: incident.device)] = number
            }
        }
    }

    /// Open storms, the oldest first.
    var storms: [Int64] { standing.keys.sorted() }

    mutating func open(_ storm: Int64) { standing[storm] = standing[storm] ?? [] }

    /// A child joined, came back or fell silent again.
    /// - Returns: how many of its storm are left.
    @discardableResult
    mutating func take(_ child: Int64, into storm: Int64, isOver: Bool) -> Int {
        guard standing[storm] != nil else { return 0 }
        if isOver {
            standing[storm]?.remove(child)
        } else {
            standing[storm]?.insert(child)
        }
        return standing[storm]?.count ?? 0
    }

    mutating func close(_ storm: Int64) { standing[storm] = nil }
}
