import Facility

/// What the store must hold and the watch must never do, kept by the plainest means: dictionaries of what commits said.
/// It knows nothing of machines, pages or queues.
struct NightModel {
    /// The store's numbers of devices and points, whatever configuration is in force.
    struct Names {
        private(set) var devices: [UInt32: String] = [:]
        /// Points that carry a message's number.
        private(set) var numbers: Set<UInt32> = []

        mutating func learn(_ numbering: Numbering, _ site: Site) {
            for (position, number) in numbering.deviceNumbers.enumerated() {
                devices[number] = site.devices[position].id
            }
            for (position, number) in numbering.pointNumbers.enumerated()
            where SimulatedSite.numbers.contains(site.points[position].name) {
                numbers.insert(number)
            }
        }
    }

    /// What is on the disk when the last commit said so.
    struct Stored {
        var sequence: Int64 = 0
        var incidents: [IncidentID: Incident] = [:]
        var unsettled: [Int64: Delivery] = [:]
        var live: [String: MachineState] = [:]
        /// How often each message is in the journal, by device and number.
        var messages: [String: Int] = [:]

        mutating func take(_ effects: Effects, _ names: Names) {
            for incident in effects.incidents { incidents[incident.id] = incident }
            for delivery in effects.opened { unsettled[delivery.number] = delivery }
            for settlement in effects.settled { unsettled[settlement.delivery] = nil }
            for row in effects.live { live["\(row.hazard) \(row.subject)"] = row.state }
            Self.count(effects.journal, names, into: &messages)
        }

        static func count(_ journal: [UInt8], _ names: Names, into messages: inout [String: Int]) {
            var reader = JournalReader(journal)
            while let entry = reader.next() {
                guard case .readings(let message) = entry,
                    let device = names.devices[message.device]
                else { continue }
                for reading in message.readings where names.numbers.contains(reading.point) {
                    let number: Int64
                    switch reading.value {
                    case .int(let value): number = value
                    case .uint(let value): number = Int64(value)
                    case .double(let value): number = Int64(value)
                    default: continue
                    }
                    messages["\(device) \(number)", default: 0] += 1
                }
            }
        }

        /// What the store's own account differs in; empty: nothing.
        func differences(from recovery: Recovery, _ names: Names) -> [String] {
            var found: [String] = []
            let open = Dictionary(uniqueKeysWithValues: recovery.incidents.map { ($0.id, $0) })
            for incident in incidents.values.sorted(by: { $0.id < $1.id }) {
                if let there = open[incident.id] {
                    if there != incident { found.append("\(incident.id) is not as it was committed") }
                } else if incident.ended == nil {
                    found.append("\(incident.id) is lost")
                }
            }
            found += open.keys.filter { incidents[$0] == nil }.map { "\($0) was never committed" }.sorted()
            let outbox = Dictionary(uniqueKeysWithValues: recovery.outbox.map { ($0.number, $0) })
            if outbox != unsettled {
                let (are, were) = (outbox.keys.sorted(), unsettled.keys.sorted())
                found.append("deliveries \(are), committed were \(were)")
            }
            var rows: [String: MachineState] = [:]
            for row in recovery.live { rows["\(row.hazard) \(row.subject)"] = row.state }
            if rows != live {
                found.append("machines \(rows.keys.sorted()), committed \(live.keys.sorted())")
            }
            var counted: [String: Int] = [:]
            for row in recovery.journal { Self.count(row.packed, names, into: &counted) }
            if counted != messages {
                let keys = Set(counted.keys).union(messages.keys).sorted()
                let wrong = keys.filter { counted[$0] != messages[$0] }.prefix(8)
                found.append(
                    "messages "
                        + wrong.map { "\($0): \(counted[$0] ?? 0) not \(messages[$0] ?? 0)" }.joined(
                            separator: ", "))
            }
            return found
        }
    }

    private(set) var stored = Stored()
    var names = Names()
    /// What was tried to be committed since, oldest first, each with all before it: where the power fails, one of them is
    /// there.
    private var attempts: [(effects: Effects, messages: [SimulatedBroker.Message])] = []
    private(set) var broken: [String] = []
    /// How often each promise was at stake: a night in which nothing happened proves nothing.
    private(set) var stakes: [String: Int] = [:]
    /// What a device last said of its danger to life, as committed.
    private(set) var dangers: [String: Bool] = [:]
    /// How often a danger began.
    private var edges: [String: Int] = [:]
    /// Persons' words that were committed, or may be.
    var cleared: Set<IncidentID> = []
    var refuted: Set<IncidentID> = []
    /// Incidents whose steps were announced unjournaled by a life that ended before it could store them: what the far
    /// sides heard of them no store knows (docs/promises.md).
    private(set) var orphans: Set<IncidentID> = []
    private(set) var orphanDevices: Set<String> = []
    /// Incidents that were history once.
    private var beganAsHistory: Set<IncidentID> = []
    /// Devices that drills announced, and those something was injected at.
    var announced: Set<String> = []

    mutating func stake(_ what: String, _ count: Int) { stakes[what, default: 0] += count }

    mutating func fail(_ what: String) {
        if broken.count < 12 { broken.append(what) }
    }

    // MARK: Commits

    mutating func attempt(_ effects: Effects, _ messages: [SimulatedBroker.Message]) {
        if attempts.count > 40 { attempts.remove(at: 20) }
        attempts.append((effects, messages))
    }

    mutating func commit(
        _ effects: Effects, _ messages: [SimulatedBroker.Message], sequence: Int64
    ) {
        guard sequence > stored.sequence || effects.isEmpty else {
            return fail("commit \(sequence) after \(stored.sequence)")
        }
        attempts = []
        check(effects)
        stored.take(effects, names)
        stored.sequence = sequence
        hear(messages)
        checkOpen()
    }

    /// A store was opened: all that was committed is there, and of what was being committed all or nothing.
    mutating func reopened(_ recovery: Recovery, sequence: Int64) {
        defer { attempts = [] }
        if sequence < stored.sequence { fail("commit \(stored.sequence) is lost, \(sequence) is the last") }
        let before = stored.differences(from: recovery, names)
        guard sequence != stored.sequence || !before.isEmpty else { return }
        stakes["doubt", default: 0] += 1
        for attempt in attempts {
            var next = stored
            next.take(attempt.effects, names)
            guard next.differences(from: recovery, names).isEmpty else { continue }
            check(attempt.effects)
            stored = next
            stored.sequence = sequence
            hear(attempt.messages)
            return
        }
        fail("at \(sequence), known \(stored.sequence): \(before.joined(separator: "; "))")
        stored.sequence = sequence
    }

    /// A life ended that had announced these deliveries.
    mutating func lifeEnded(announced: [Delivery]) {
        for delivery in announced where stored.unsettled[delivery.number] == nil {
            if orphans.insert(delivery.incident).inserted { stakes["orphan", default: 0] += 1 }
            orphanDevices.insert(delivery.report.device)
        }
    }

    // MARK: What must hold

    private mutating func hear(_ messages: [SimulatedBroker.Message]) {
        for message in messages {
            guard let isDanger = message.isDanger else { continue }
            if isDanger, dangers[message.device] != true { edges[message.device, default: 0] += 1 }
            dangers[message.device] = isDanger
        }
    }

    private mutating func check(_ effects: Effects) {
        for delivery in effects.opened where delivery.isHistoric { beganAsHistory.insert(delivery.incident) }
        for incident in effects.incidents {
            if incident.isHistoric { beganAsHistory.insert(incident.id) }
            checkEnd(incident)
            if incident.origin == .exercise {
                stakes["exercise", default: 0] += 1
                if !announced.contains(incident.device) { fail("\(incident.id) is an exercise unannounced") }
            }
        }
        for transition in effects.transitions {
            let before = stored.incidents[transition.incident]?.transitions ?? 0
            if transition.sequence <= before {
                fail("\(transition.incident): step \(transition.sequence) after \(before)")
            }
            guard transition.step == .raised,
                let incident = effects.incidents.last(where: { $0.id == transition.incident }),
                incident.isLifeSafety, incident.origin == .real, incident.ended == nil
            else { continue }
            stakes["told", default: 0] += 1
            // By itself, or with the case of the same fire.
            let leader = incident.toldWith?["centre"]
            noteTime(incident)
            let isTold = effects.opened.contains {
                $0.destination == "centre" && $0.incident == leader ?? incident.id
                    && (leader == nil ? $0.action == .report : $0.report.step == "grown")
            }
            if leader != nil { stakes["grown", default: 0] += 1 }
            if !isTold { fail("\(incident.id) is not told in its own commit") }
        }
    }

    /// A danger read long after it began is filed under the time its device gave: arrival would not do.
    private mutating func noteTime(_ incident: Incident) {
        let isOld = incident.raisedAt - incident.since > .seconds(30)
        if isOld { stakes["device time", default: 0] += 1 }
    }

    /// A latched incident is over by a named person's word or not at all.
    private mutating func checkEnd(_ incident: Incident) {
        guard let ended = incident.ended, stored.incidents[incident.id]?.ended == nil else { return }
        guard incident.origin == .real, max(incident.peak ?? incident.severity, incident.severity) == .extreme
        else { return }
        switch ended {
        case .cleared where cleared.contains(incident.id): stakes["cleared", default: 0] += 1
        case .refuted where refuted.contains(incident.id): stakes["refuted", default: 0] += 1
        default: fail("\(incident.id) ended by nobody: \(ended)")
        }
    }

    /// One danger, one open incident.
    private mutating func checkOpen() {
        var seen: Set<String> = []
        for incident in stored.incidents.values where incident.ended == nil {
            let key = "\(incident.hazard) \(incident.sharedPlace ?? incident.device) \(incident.origin)"
            if !seen.insert(key).inserted { fail("two open incidents: \(key)") }
        }
        checkFires()
    }

    /// What burns in a zone and may be a fire is one case at each destination, and its first one is there.
    private mutating func checkFires() {
        let burning = stored.incidents.values.filter {
            $0.ended == nil && !$0.isRefuted && $0.fireOf != nil && $0.origin == .real
        }
        for destination in ["centre", "grid", "school"] {
            var leaders: Set<IncidentID> = []
            for incident in burning {
                if let leader = incident.toldWith?[destination] {
                    if stored.incidents[leader] == nil { fail("\(incident.id) is told with nobody") }
                    leaders.insert(leader)
                } else if let step = incident.handling[destination]?.step, step < 6 {
                    leaders.insert(incident.id)
                }
            }
            // A case that began as history, also when it came to life since, and one that is held for resolved, takes
            // nothing that happens now.
            let live = leaders.filter {
                !beganAsHistory.contains($0)
                    && stored.incidents[$0]?.handling[destination]?.step ?? 6 < 6
            }
            if live.count > 1 { fail("\(live.sorted()) are one fire at \(destination)") }
        }
    }

    /// When all is read and decided: whatever is dangerous has an open incident, and none more than its episodes.
    mutating func checkDangers() {
        for (device, isDanger) in dangers.sorted(by: { $0.key < $1.key }) {
            let own = stored.incidents.values.filter {
                $0.device == device && $0.isLifeSafety && $0.sharedPlace == nil && $0.origin == .real
            }
            if isDanger, !stored.incidents.values.contains(where: { $0.device == device && $0.ended == nil })
            {
                fail("\(device) is in danger and nobody knows")
            }
            stakes["danger", default: 0] += 1
            guard announced.isEmpty else { continue }
            if own.count > edges[device, default: 0] {
                fail("\(device): \(own.count) incidents of \(edges[device, default: 0]) episodes")
            }
        }
    }

    /// Every acknowledged message is in the ring or the loss ledger, and none more often than it was said.
    /// - Parameters:
    ///   - ledger: messages of a device that the ledger has.
    mutating func checkMessages(
        acknowledged: [SimulatedBroker.Message], said: [String: Int], ledger: [String: Int]
    ) {
        var confirmed: [String: Int] = [:]
        for message in acknowledged where message.number > 0 {
            confirmed["\(message.device) \(message.number)", default: 0] += 1
        }
        var missing: [String: [String]] = [:]
        // What a device that is no longer declared says waits for a person.
        for (key, count) in confirmed where !key.hasPrefix("W2") && stored.messages[key, default: 0] < count {
            missing[String(key.prefix { $0 != " " }), default: []].append(key)
        }
        for (device, keys) in missing.sorted(by: { $0.key < $1.key }) where keys.count > ledger[device] ?? 0 {
            fail("acknowledged and lost: \(keys.sorted().prefix(6)), in the ledger \(ledger[device] ?? 0)")
        }
        for (key, count) in stored.messages.sorted(by: { $0.key < $1.key })
        where count > said[key, default: 0] {
            fail("\(key) is in the ring \(count) times, said \(said[key, default: 0])")
        }
        stakes["acknowledged", default: 0] += confirmed.count
    }
}
