import Expressions

/// Devices that are gone, by the broker's word: their last will.
///
/// A broker keeps the last value of each retained topic and shows it to whoever comes back, so that values of last week
/// look live. While a device's `availability` reads false, what it said up to then is stale and the device is
/// silent; what it says afterwards counts again. All of it follows from that one reading and the times of the others,
/// so a restart finds the same.
///
/// Worked example: go-e's `acu` = 16 at 10:00, `mcc` = false at 10:05: `acu` is unknown from 10:05 on, also
/// when a restart at 11:00 is shown both topics again, until `acu` comes anew.
extension Engine {
    /// Gateway's time of the word that the device is gone; nil: nobody says so.
    @inline(__always)
    func goneSince(_ device: Int) -> Int64? {
        let presence = Int(plan.devices[device].presence)
        guard presence >= 0, slots[presence].isSet, case .bool(false) = slots[presence].value else {
            return nil
        }
        return slots[presence].receivedAt
    }

    /// The same by the device's own last will. That of a parent makes no silence of its channels: it is told once.
    func ownGoneSince(_ device: Int) -> Int64? {
        hasOwnPresence(device) ? goneSince(device) : nil
    }

    @inline(__always)
    func hasOwnPresence(_ device: Int) -> Bool {
        let entry = plan.devices[device]
        return entry.presence >= entry.slotBase && entry.presence < entry.slotBase + entry.slotCount
    }

    /// Whether the readings in `readings` are the broker's word that the device is gone: it was not heard then.
    func isFarewell(of device: Int) -> Bool {
        guard plan.devices[device].presence >= 0 else { return false }
        return readings.contains {
            guard $0.device.position == device, case .bool(false) = $0.value else { return false }
            return isPresence($0.point, of: device)
        }
    }

    /// Whether the device's own point is what says that it is there.
    private func isPresence(_ point: PointIndex, of device: Int) -> Bool {
        let entry = plan.devices[device]
        let local = plan.localSlot(profile: entry.profile, point: point)
        return local >= 0 && Int(entry.slotBase) + local == Int(entry.presence)
    }

    /// Marks what a device that is gone said until then; the windows of those points start anew.
    /// - Returns: a bit per slot that has become stale.
    mutating func markGone(_ device: Int) -> UInt64 {
        guard let since = goneSince(device) else { return 0 }
        let entry = plan.devices[device]
        var changed: UInt64 = 0
        for local in 0..<Int(entry.slotCount) {
            let slot = Int(entry.slotBase) + local
            guard slot != Int(entry.presence), slots[slot].isSet, !slots[slot].isStale,
                slots[slot].receivedAt <= since
            else { continue }
            slots[slot].isStale = true
            changed |= 1 << UInt64(local & 63)
            if entry.windows >= 0 {
                windows[Int(entry.windows)].forget(plan.profilePoints[Int(entry.profile)][local])
            }
            if entry.learned >= 0 {
                learned[Int(entry.learned)].forget(plan.profilePoints[Int(entry.profile)][local])
            }
        }
        return changed
    }

    /// The device came or went: its silence is another one, and so is what is known of its channels.
    mutating func settlePresence(of device: Int, effects: inout Effects) {
        if plan.devices[device].hasSilence { lookAtSilence(of: device, effects: &effects) }
        for channel in plan.dependents[Int32(device)] ?? [] {
            forget(markGone(Int(channel)), of: Int(channel), effects: &effects)
        }
    }

    // MARK: Restart

    /// A journaled message of a device with an `availability`, as when it came.
    /// - Returns: a bit per slot that has become stale.
    mutating func replayPresence(_ message: JournaledMessage, of device: Int) -> UInt64 {
        let isFarewell = message.readings.contains {
            guard case .bool(false) = $0.value, let point = numbering.points[$0.point] else { return false }
            return isPresence(point, of: device)
        }
        let isBefore = goneSince(device).map { message.receivedAt.milliseconds <= $0 } ?? false
        if isFarewell || isBefore { forgetWindows(of: device) }
        if isFarewell {
            for channel in plan.dependents[Int32(device)] ?? [] {
                forgetWindows(of: Int(channel))
                _ = markGone(Int(channel))
            }
        }
        return markGone(device)
    }

    private mutating func forgetWindows(of device: Int) {
        let entry = plan.devices[device]
        guard entry.windows >= 0 else { return }
        for spec in plan.windowSpecs[Int(entry.profile)] { windows[Int(entry.windows)].forget(spec.point) }
    }
}
