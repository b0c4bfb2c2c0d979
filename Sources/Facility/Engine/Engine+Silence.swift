import Expressions

/// Silence: its own state, never a fault. It counts by arrival, and only while we can hear.
extension Engine {
    /// Whether the device has been silent for the machine's length. Unknown while its broker is down, and until that
    /// length has passed since we began to listen.
    func silenceTruth(of machine: Int) -> Truth {
        let place = plan.places[machine]
        let broker = brokers[Int(plan.devices[Int(place.subject)].broker)]
        guard broker.isUp else { return .unknown }
        let heard = devices[Int(place.subject)].lastHeard
        let length = plan.templates[Int(place.template)].silence
        if clock &- max(heard, broker.since) >= length { return .yes }
        return heard >= broker.since ? .no : .unknown
    }

    /// A device was heard: whatever took it for silent, or did not know, learns so. Its deadlines stay where they
    /// are and look again when they fire, so that a message costs no heap operation.
    mutating func lookAtSilence(of device: Int, effects: inout Effects) {
        devices[device].watchesSilence = false
        for machine in silenceMachines(of: device) {
            evaluate(machine, at: clock, inBacklog: false, effects: &effects)
            watchSilence(of: machine)
        }
        if !zoneChanges.isEmpty { settleZones(effects: &effects) }
    }

    /// The deadline of one silence machine.
    mutating func lookAtSilence(ofMachine machine: Int, effects: inout Effects) {
        let truth = silenceTruth(of: machine)
        switch truth {
        case .yes:
            devices[Int(plan.places[machine].subject)].watchesSilence = true
            evaluate(machine, at: clock, inBacklog: false, effects: &effects)
            if !zoneChanges.isEmpty { settleZones(effects: &effects) }
        default: watchSilence(of: machine)
        }
    }

    /// Sets when the machine's sign could come at the earliest, if nothing stands in the heap for it.
    mutating func watchSilence(of machine: Int) {
        let place = plan.places[machine]
        let broker = brokers[Int(plan.devices[Int(place.subject)].broker)]
        let key = DeadlineKey.silence(machine: Int32(machine))
        guard broker.isUp, deadlines.deadline(of: key) == nil else { return }
        let from = max(devices[Int(place.subject)].lastHeard, broker.since)
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
        if !zoneChanges.isEmpty { settleZones(effects: &effects) }
    }

    func silenceMachines(of device: Int) -> [Int] {
        let entry = plan.devices[device]
        return (Int(entry.machineBase)..<Int(entry.machineBase + entry.machineCount)).filter {
            plan.templates[Int(plan.places[$0].template)].silence > 0
        }
    }
}
