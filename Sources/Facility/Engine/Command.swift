/// Everything but a message that makes the engine decide: a person's word, a destination's answer.
///
/// Commands are journaled like messages, so that a recorded night replays exactly.
package enum Command: Sendable, Codable, Equatable {
    /// "NAME is going to look."
    case acknowledge(IncidentID, by: String)
    case confirm(IncidentID, by: String, note: String?)
    /// A fire is no false alarm before somebody went to look, or wrote into `note` how he knows.
    case refute(IncidentID, by: String, cause: String, note: String? = nil)
    /// Opens the latch. Refused while the condition is active or unknown.
    case clear(IncidentID, by: String, note: String?)
    case comment(IncidentID, by: String, text: String)
    /// Refused for life safety.
    case shelve(IncidentID, by: String, until: Timestamp, reason: String)
    /// Takes a held device into service, or a retired one back.
    case adopt(String, by: String, AdoptionDetails)
    /// Takes a device out of service for good. Refused while a life-safety incident of it is open.
    case retire(String, by: String, why: String)
    /// T1 to T3 of a rescue. `at`: when it was, for what is told by phone; nil: now.
    case milestone(IncidentID, Milestone, by: String, at: Timestamp?, people: Int?, cause: String?)
    /// A shift ends and the next begins; both have signed.
    case handover(from: String, to: String, note: String?)
    /// Whether a page is being looked at anywhere.
    case screen(isSeen: Bool)
    /// A lane's word on one delivery.
    case delivered(Int64, Delivery.Outcome)
    /// The far side moved a case on its own.
    case feedback(IncidentID, destination: String, Handling)
    /// The far side urges, supervises, rates a case or has it done again.
    case follow(IncidentID, destination: String, FollowUp, note: String?)
    case drill(DrillWord, by: String)
    case suppression(SuppressionWord, by: String)
    /// A car of a roll-call was called at: what a person found.
    case rollCall(IncidentID, device: String, RollCall.Finding, by: String)
    /// Deeds no sensor tells, all of them or none.
    case record([UpkeepRecord], by: String)
    /// What waits for destinations is held back, let go on, told again or taken out.
    case outbox(OutboxWord, by: String)
    /// A fire monitoring centre asks one transmission device, by its address in twelve hexadecimal digits, who is on
    /// duty; nil minutes: the time for an answer is over.
    case dutyCheck(destination: String, unit: String, minutes: Int?)
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
    /// Neither held nor declared.
    case unknownDevice = "unknown_device"
    case unknownProfile = "unknown_profile"
    /// No profile reads what it says; a person must name one.
    case profileRequired = "profile_required"
    /// Another device has this name: in the sheet, or behind another broker.
    case deviceDeclared = "device_declared"
    case lifeSafetyIsOpen = "life_safety_is_open"
    /// The message is still not readable.
    case stillUndecodable = "still_undecodable"
    /// Confirmed cannot be refuted, refuted cannot be confirmed.
    case alreadyDecided = "already_decided"
    /// A handling step whose predecessor was not seen.
    case stepWithoutPredecessor = "step_without_predecessor"
    /// A case that is resolved is not rejected, postponed or suspended any more, one that is not resolved not rated.
    case impossibleStep = "impossible_step"
    /// Longer than a drill, a window or a shelf may last.
    case tooLong = "too_long"
    /// Its end is not after its beginning, or it is over already.
    case noSuchTime = "no_such_time"
    case tooMany = "too_many"
    /// No part of the site has this name, or more than one.
    case unknownPlace = "unknown_place"
    case drillIsRunning = "drill_is_running"
    case noDrill = "no_drill"
    /// No drill begins while something real is open that is extreme or concerns life.
    case dangerIsOpen = "danger_is_open"
    /// A listed device has an open incident, or one in the making.
    case deviceIsBusy = "device_is_busy"
    /// A listed device does not belong to the drill's scope.
    case outsideScope = "outside_scope"
    case unknownHazard = "unknown_hazard"
    case unknownSuppression = "unknown_suppression"
    /// A false alarm of a hazard to life needs somebody who looked, and what he found.
    case lookFirst = "look_first"
    case causeRequired = "cause_required"
    /// T2 after T3, a time before the one before, one in the future.
    case impossibleOrder = "impossible_order"
    /// Its hazard has no rescue (`arrive_within`).
    case noRescue = "no_rescue"
    case samePerson = "same_person"
    /// No record has this number, or it is about something else.
    case unknownRecord = "unknown_record"
    /// Another line stands in for it already.
    case recordIsVoid = "record_is_void"
    /// A correction says why.
    case reasonRequired = "reason_required"
    /// Cars of its roll-call have not been called at.
    case rollCallIsOpen = "roll_call_is_open"
    /// A point is disabled until some day.
    case dueRequired = "due_required"
    case unknownDestination = "unknown_destination"
    /// The delivery has an outcome already.
    case alreadySettled = "already_settled"
    /// What tells of a danger to life is taken out only by whoever says so expressly.
    case lifeSafetyIsNotDropped = "life_safety_is_not_dropped"
    /// The destination does not take what is not real.
    case notForDestination = "not_for_destination"
}
