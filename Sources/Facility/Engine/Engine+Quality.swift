import Expressions

/// What a reading is worth by the readings before it (`SlotTrust`), and how that survives a restart and a reload.
extension Engine {
    /// Marks the readings in `readings`, all of one device, in their order. Late ones are history and are not judged.
    mutating func judgeReadings(of device: Int) {
        let base = Int(plan.quality.bases[device])
        let profile = plan.devices[device].profile
        for index in readings.indices where !readings[index].isLate {
            let local = plan.localSlot(profile: profile, point: readings[index].point)
            guard local >= 0, case .double(let number) = readings[index].value else { continue }
            let place = Int(plan.quality.entries[Int(profile)].places[local])
            guard place >= 0 else { continue }
            readings[index].quality = trusts[base + place].judge(
                number, at: readings[index].observedAt.milliseconds, quality: readings[index].quality,
                rule: plan.quality.entries[Int(profile)].rules[local])
        }
    }

    /// A journaled reading teaches what it taught when it came, unless the snapshot was taken after it.
    mutating func replayTrust(_ reading: Reading, of device: Int) {
        let base = Int(plan.quality.bases[device])
        guard base >= 0, !reading.isLate, case .double(let number) = reading.value,
            reading.receivedAt.milliseconds >= trustsSince[device] ?? .min
        else { return }
        let profile = plan.devices[device].profile
        let local = plan.localSlot(profile: profile, point: reading.point)
        guard local >= 0, case let place = Int(plan.quality.entries[Int(profile)].places[local]), place >= 0
        else { return }
        // `suspect` may be what the judge itself said; only an impossible value is judged by another rule.
        _ = trusts[base + place].judge(
            number, at: reading.observedAt.milliseconds,
            quality: reading.quality == .outOfRange ? .outOfRange : .good,
            rule: plan.quality.entries[Int(profile)].rules[local])
    }

    // MARK: Snapshot

    /// First byte of a packed trust, so that it is told from the 16 bytes of a clock.
    private static let trustTag: UInt8 = 0x54

    /// Each slot's trust with the store's number of its point: tag, then the time of packing (8 bytes), then per point
    /// four bytes and `SlotTrust.packed`. nil: the device has none.
    func packedTrust(of device: Int) -> [UInt8]? {
        let base = Int(plan.quality.bases[device])
        guard base >= 0 else { return nil }
        let profile = Int(plan.devices[device].profile)
        var bytes = [Self.trustTag]
        withUnsafeBytes(of: clock.littleEndian) { bytes.append(contentsOf: $0) }
        for (local, place) in plan.quality.entries[profile].places.enumerated() where place >= 0 {
            let point = plan.profilePoints[profile][local]
            withUnsafeBytes(of: numbering.pointNumbers[point.position].littleEndian) {
                bytes.append(contentsOf: $0)
            }
            bytes.append(contentsOf: trusts[base + Int(place)].packed)
        }
        return bytes
    }

    /// - Returns: whether these are the bytes of `packedTrust`.
    mutating func restoreTrust(_ bytes: [UInt8], of device: Int) -> Bool {
        guard bytes.first == Self.trustTag, bytes.count >= 9 else { return false }
        let since = bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: 1, as: Int64.self) }
        trustsSince[device] = Int64(littleEndian: since)
        let base = Int(plan.quality.bases[device])
        let profile = plan.devices[device].profile
        let length = 4 + SlotTrust.packedCount
        for start in stride(from: 9, through: bytes.count - length, by: length) {
            let number = bytes.withUnsafeBytes {
                UInt32(littleEndian: $0.loadUnaligned(fromByteOffset: start, as: UInt32.self))
            }
            guard base >= 0, let point = numbering.points[number],
                let trust = SlotTrust(packed: bytes[start + 4..<start + length])
            else { continue }
            let local = plan.localSlot(profile: profile, point: point)
            guard local >= 0, case let place = Int(plan.quality.entries[Int(profile)].places[local]),
                place >= 0
            else { continue }
            trusts[base + place] = trust
        }
        return true
    }

    // MARK: Reload

    /// A point that looks back before and after goes on from where it was.
    func carryTrust(of was: Int, slot old: Int, to next: PreparedSite, _ device: Int, slot local: Int) {
        let oldPlace = plan.quality.entries[Int(plan.devices[was].profile)].places[old]
        let place = next.plan.quality.entries[Int(next.plan.devices[device].profile)].places[local]
        guard place >= 0, oldPlace >= 0 else { return }
        next.trusts[Int(next.plan.quality.bases[device]) + Int(place)] =
            trusts[Int(plan.quality.bases[was]) + Int(oldPlace)]
    }
}
