/// What an incident that stands for many knows of them: one cause, forty devices, one case.
///
/// The children are incidents of their own that name it (`Incident.parent`); so the store needs no table for it and a restart
/// finds the same storm.
package struct Storm: Sendable, Codable, Equatable {
    package var cause: StormCause
    /// We know of the loss ourselves (a broker's session) and did not conclude it from what it silenced.
    package var isKnown: Bool
    /// `Hazard.id`s of what was grouped, the one that gave the codes first.
    package var hazards: [String]
    /// Devices grouped so far, those that came back among them.
    package var devices: Int
    /// Few are left since then; nil: many are.
    package var ebbingSince: Timestamp?

    package init(cause: StormCause, isKnown: Bool = false) {
        self.cause = cause
        self.isKnown = isKnown
        hazards = []
        devices = 0
    }

    /// Few are left, and most have come back.
    func isEbbing(standing: Int, atLeast: Int) -> Bool { standing < atLeast && standing * 2 < devices }

    /// Another one turned out to be of the same cause.
    mutating func merge(_ other: Storm) {
        hazards += other.hazards.filter { !hazards.contains($0) }
        devices += other.devices
        ebbingSince = nil
    }

    mutating func take(hazard: String) {
        devices += 1
        if !hazards.contains(hazard) { hazards.append(hazard) }
    }
}
