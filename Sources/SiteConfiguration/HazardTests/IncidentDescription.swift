import Facility

/// Incidents in the words of a `hazards.test.yaml`, so that what came can be compared with what is written,
/// by the run and by the reader. The words are the file's own and stay as they are in every language.
extension ExpectedIncident {
    /// What an incident of the engine is in these words.
    init(_ incident: Incident) {
        hazard = incident.hazard
        device = incident.device
        zone = incident.zone
        place = incident.place
        standing = Self.standing(of: incident)
        switch incident.confirmation {
        case .unconfirmed: confirmation = .unconfirmed
        case .confirmedByPerson: confirmation = .person
        case .confirmedBySecondTrigger: confirmation = .secondTrigger
        case .refuted: confirmation = .refuted
        }
        isWeak = incident.isWeak
        severity = incident.severity
    }

    private static func standing(of incident: Incident) -> Standing {
        switch incident.ended {
        case .cleared: .cleared
        case .refuted: .refuted
        case .quiet, .withdrawn: .ended
        case nil: incident.condition == .active ? .active : .quiet
        }
    }

    /// Whether everything that is written holds of `found`.
    func fits(_ found: ExpectedIncident) -> Bool {
        hazard == found.hazard && standing == found.standing
            && (device == nil || device == found.device) && (zone == nil || zone == found.zone)
            && (place == nil || place == found.place)
            && (confirmation == nil || confirmation == found.confirmation)
            && (isWeak == nil || isWeak == found.isWeak)
            && (severity == nil || severity == found.severity)
    }

    /// How much is written; of two that could mean one incident the one that says more comes first.
    var weight: Int {
        [device != nil, zone != nil, place != nil, confirmation != nil, isWeak != nil, severity != nil].count
        { $0 }
    }

    /// `fire.alarm smoke-1 active second_trigger`.
    var text: String {
        var words = [hazard]
        if let device { words.append(device) }
        if let zone { words.append("zone \(zone)") }
        if let place { words.append(place) }
        words.append(standing.rawValue)
        if let confirmation { words.append(confirmation.rawValue) }
        if isWeak == true { words.append("weak") }
        if let severity { words.append(severity.rawValue) }
        return words.joined(separator: " ")
    }

    /// `none`, or all of them.
    static func text(_ incidents: [ExpectedIncident]) -> String {
        incidents.isEmpty ? "none" : incidents.map(\.text).joined(separator: ", ")
    }

    /// Whether every written incident is there and nothing else.
    static func agree(_ expected: [ExpectedIncident], _ found: [ExpectedIncident]) -> Bool {
        var rest = found
        for item in expected.sorted(by: { $0.weight > $1.weight }) {
            guard let position = rest.firstIndex(where: item.fits) else { return false }
            rest.remove(at: position)
        }
        return rest.isEmpty
    }
}

extension Interval {
    /// As files write it: `1h30m`, `90s` as `1m30s`, `0s`.
    var spelling: String {
        var rest = milliseconds
        var text = ""
        for (name, length) in [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)] {
            let count = rest / Int64(length)
            rest -= count * Int64(length)
            if count > 0 { text += "\(count)\(name)" }
        }
        return text.isEmpty ? "0s" : text
    }
}
