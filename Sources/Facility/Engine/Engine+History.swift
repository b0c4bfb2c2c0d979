import Expressions

/// Readings that were decoded long ago: a back-test plays the store's own history.
extension Engine {
    /// Takes the readings of one message as they were stored. Deadlines due before `now` fire before it.
    /// - Parameters:
    ///   - past: of one device; their `observedAt` is believed as it is.
    ///   - now: when they arrived.
    package mutating func take(_ past: [Reading], now: Timestamp, effects: inout Effects) {
        advance(to: now, effects: &effects)
        guard let device = past.first?.device.position, !devices[device].isRetired else { return }
        counters.messages += 1
        readings.removeAll(keepingCapacity: true)
        readings.append(contentsOf: past)
        let arrival = Arrival(session: 1, isRetained: false, isDraining: past.contains(where: \.isLate))
        devices[device].lastHeard = clock
        if devices[device].watchesSilence, plan.devices[device].hasSilence {
            lookAtSilence(of: device, effects: &effects)
        }
        absorbAll(of: device, arrival, effects: &effects)
    }
}
