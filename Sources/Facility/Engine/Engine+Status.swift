/// Questions that change nothing: the control socket's and the console's.
extension Engine {
    /// How the watch stands now.
    package var status: EngineStatus {
        EngineStatus(
            at: Timestamp(milliseconds: clock), startedAt: Timestamp(milliseconds: startedAt), site: site.id,
            version: site.version, devices: devices.count,
            heard: devices.count { $0.lastHeard != .min }, silent: devices.indices.count { isSilent($0) },
            openIncidents: book.openCount, held: held.count, unsettledDeliveries: book.unsettledCount,
            deadlines: deadlines.count, counters: counters,
            strays: EngineStatus.Strays(
                otherSession: decoder.strays.otherSession, unknownDevice: decoder.strays.unknownDevice,
                unmapped: decoder.strays.unmapped),
            rejections: rejections)
    }

    /// Open incidents by number, without those of hazards that are being tried.
    package var openIncidents: [Incident] { book.open }

    /// Open incidents of hazards that are being tried, by number.
    package var shadowIncidents: [Incident] { book.openShadows }

    /// An incident that is open, or ended and still known.
    package func incident(_ id: IncidentID) -> Incident? {
        book.number(of: id).flatMap { book[$0]?.incident }
    }

    /// Hazard × profile.
    package var coverage: [Coverage] { Coverage.table(of: site) }

    /// One device with its last values; nil for an unknown id.
    package func device(_ id: String) -> DeviceStatus? {
        guard let device = index.device(id) else { return nil }
        let entry = plan.devices[device]
        let points = (0..<Int(entry.slotCount)).compactMap { local -> DeviceStatus.PointStatus? in
            let slot = slots[Int(entry.slotBase) + local]
            guard slot.isSet else { return nil }
            let point = site.points[plan.profilePoints[Int(entry.profile)][local].position]
            return DeviceStatus.PointStatus(
                point: point.name, value: slot.value.readableText, unit: point.unit,
                observedAt: Timestamp(milliseconds: slot.observedAt),
                quality: (slot.isStale ? Quality.stale : slot.quality).name)
        }
        let declared = site.devices[device]
        let heard = devices[device].lastHeard
        return DeviceStatus(
            device: id, name: declared.name, profile: site.profiles[declared.profile].id,
            place: declared.place, lastHeard: heard == .min ? nil : Timestamp(milliseconds: heard),
            isSilent: isSilent(device), clock: decoder.clocks[device].belief.name, points: points)
    }

    /// A message the loop recognised as stored before (`RedeliveryMatcher`).
    package mutating func countRedelivered() { counters.redelivered += 1 }

    func isSilent(_ device: Int) -> Bool {
        plan.devices[device].hasSilence
            && silenceMachines(of: device).contains { machines[$0].truth == .yes }
    }

    private var rejections: [EngineStatus.Rejections] {
        site.profiles.indices.flatMap { profile in
            RejectionReason.Kind.allCases.compactMap { kind in
                let entry = decoder.tally[profile: profile, kind]
                guard entry.count > 0 else { return nil }
                return EngineStatus.Rejections(
                    profile: site.profiles[profile].id, reason: kind.name, count: entry.count,
                    last: entry.last?.reason.text ?? "", lastAt: entry.lastAt,
                    lastDevice: entry.lastDevice.map { site.devices[$0.position].id })
            }
        }
    }
}

extension ClockState.Belief {
    fileprivate var name: String {
        switch self {
        case .trusted: "trusted"
        case .offset: "offset"
        case .none: "none"
        }
    }
}
