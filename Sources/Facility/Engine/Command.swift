/// Everything but a message that makes the engine decide: a person's word, a destination's answer.
///
/// Commands are journaled like messages, so that a recorded night replays exactly.
package enum Command: Sendable, Codable, Equatable {
    /// "NAME is going to look."
    case acknowledge(IncidentID, by: String)
    case confirm(IncidentID, by: String, note: String?)
    case refute(IncidentID, by: String, cause: String)
    /// Opens the latch. Refused while the condition is active or unknown.
    case clear(IncidentID, by: String, note: String?)
    case comment(IncidentID, by: String, text: String)
    /// Refused for life safety.
    case shelve(IncidentID, by: String, until: Timestamp, reason: String)
    /// A lane's word on one delivery.
    case delivered(Int64, Delivery.Outcome)
    /// The far side moved a case on its own.
    case feedback(IncidentID, destination: String, Handling)
}

/// What a command came to.
package enum CommandResult: Sendable, Equatable {
    case done
    /// Said before and true already: nothing changed (a retry is harmless).
    case alreadySo
    case refused(CommandRefusal)
}

/// Why a command did nothing. The sentence is made by the message catalogue.
package enum CommandRefusal: String, Sendable, Codable, Equatable, Error {
    case unknownIncident = "unknown_incident"
    case unknownDelivery = "unknown_delivery"
    case unknownPerson = "unknown_person"
    case alreadyEnded = "already_ended"
    /// Clearing needs the condition known false.
    case stillActive = "still_active"
    /// Only a latched incident is cleared by a person; any other ends with its quiet.
    case notLatched = "not_latched"
    case lifeSafetyIsNeverShelved = "life_safety_is_never_shelved"
    /// Confirmed cannot be refuted, refuted cannot be confirmed.
    case alreadyDecided = "already_decided"
}
