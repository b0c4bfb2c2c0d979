import Expressions

/// Silence: its own state, never a fault. It counts by arrival, and only while we can hear.
extension Engine {
    /// Whether the device has been silent for the machine's length. Unknown while its broker is down, and until that
    /// length has passed since we began to listen.
    func silenceTruth(of machine: Int) -> Truth {
        let place = plan.places[machine]
        let broker = brokers[Int(plan.devices[Int(place.subject)].broker)]
        guard broker.isUp else { return .unknown }
        let heard = lastHeard(of: Int(place.subject))
        if let since = ownGoneSince(Int(place.subject)), heard <= since {
            return speaker(for: Int(place.subject)) == nil ? .yes : .unknown
        }
        let length = plan.templates[Int(place.template)].silence
        if clock &- max(heard, broker.since) >= length {
            return speaker(for: Int(place.subject)) == nil ? .yes : .unknown
        }
        return heard >= broker.since ? .no : .unknown
    }

    /// Who speaks for a device that says nothing as long as nothing changes: the transmission device of a detector. The
    /// detector's own silence is no sign then, and that of the transmission device is told once, not for each of
    /// five thousand detectors.
    private func speaker(for device: Int) -> Int? {
        let declared = site.devices[device]
        guard
            let parent = declared.parent
                ?? declared.id.lastIndex(of: "/").flatMap({ index.device(String(declared.id[..<$0])) })
        else { return nil }
        let routes = site.profiles[site.devices[parent].profile].routes
        return routes.contains { $0.codec.tellsOnlyChanges } ? parent : nil
    }

    /// When the device, or whoever speaks for it, was heard last; `Int64.min`: never.
    private func lastHeard(of device: Int) -> Int64 {
        max(devices[device].lastHeard, speaker(for: device).map { devices[$0].lastHeard } ?? .min)
    }

    /// A device was heard: whatever took it for silent, or did not know, learns so. Its deadlines stay where they
    /// are and look again when they fire, so that a message costs no heap operation.
    mutating func lookAtSilence(of device: Int, effects: inout Effects) {
        devices[device].watchesSilence = ownGoneSince(device) != nil
        for machine in silenceMachines(of: device) {
            evaluate(machine, at: clock, inBacklog: false, effects: &effects)
            watchSilence(of: machine)
        }
        if !areaChanges.isEmpty { settleAreas(effects: &effects) }
    }

    /// The deadline of one silence machine.
    mutating func lookAtSilence(ofMachine machine: Int, effects: inout Effects) {
        let truth = silenceTruth(of: machine)
        switch truth {
        case .yes:
            devices[Int(plan.places[machine].subject)].watchesSilence = true
            evaluate(machine, at: clock, inBacklog: false, effects: &effects)
            if !areaChanges.isEmpty { settleAreas(effects: &effects) }
        default: watchSilence(of: machine)
        }
    }

    /// Sets when the machine's sign could come at the earliest, if nothing stands in the heap for it.
    mutating func watchSilence(of machine: Int) {
        let place = plan.places[machine]
        let broker = brokers[Int(plan.devices[Int(place.subject)].broker)]
        let key = DeadlineKey.silence(machine: Int32(machine))
        guard broker.isUp, deadlines.deadline(of: key) == nil else { return }
        let from = max(lastHeard(of: Int(place.subject)), broker.since)
        let due = from &+ plan.templates[Int(place.template)].silence
        guard due > clock else { return }
        deadlines.schedule(key, at: Timestamp(milliseconds: due))
    }

    /// A broker went away or came back: nothing is known of its devices' silence until we have listened again.
    mutating func setBroker(_ broker: Int, isUp: Bool, effects: inout Effects) {
        guard brokers[broker].isUp != isUp else { return }
        brokers[broker].isUp = isUp
        if isUp { brokers[broker].since = clock }
        for device in plan.devices.indices
        where plan.devices[device].hasSilence && Int(plan.devices[device].broker) == broker {
            devices[device].watchesSilence = true
            for machine in silenceMachines(of: device) {
                evaluate(machine, at: clock, inBacklog: false, effects: &effects)
                watchSilence(of: machine)
            }
        }
        if !areaChanges.isEmpty { settleAreas(effects: &effects) }
    }

    func silenceMachines(of device: Int) -> [Int] {
        let entry = plan.devices[device]
        return (Int(entry.machineBase)..<Int(entry.machineBase + entry.machineCount)).filter {
            plan.templates[Int(plan.places[$0].template)].silence > 0
        }
    }
}
