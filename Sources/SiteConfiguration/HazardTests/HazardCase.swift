import Facility

/// One case of a `hazards.test.yaml`: what devices send, what people say, and which incidents must stand
/// when.
///
/// It is proved at the real engine with payloads as the profile's devices send them, so a case covers the
/// profile, the condition, its `for` and `quiet_for`, the latch and the second trigger at once.
package struct HazardCase: Sendable {
    package var name: String
    /// Where its name is written.
    package var place: SourcePlace
    /// `FacilityKind.id`, the folder.
    package var facility: String
    /// The hazard it is about: what an expectation means that names none.
    package var hazard: String
    package var devices: [Device]
    package var zones: [String]
    /// By time; at one time messages come before words.
    package var inputs: [Input]
    /// By time. What is expected at a time is looked at after everything that comes at that time.
    package var checks: [Check]

    /// Every case begins here: 2026-01-01T00:00:00Z. Its times count from it.
    package static let start = Timestamp(milliseconds: 1_767_225_600_000)

    package struct Input: Sendable {
        package var at: Interval
        package var stimulus: Stimulus
        package var place: SourcePlace
    }

    package enum Stimulus: Sendable {
        /// As the broker would deliver it, by the urgent session or the other one.
        case message(topic: String, payload: [UInt8], urgent: Bool)
        case word(Word)
    }

    /// What a person says about the newest incident of a hazard that has not ended.
    package struct Word: Sendable, Equatable {
        package var verb: Verb
        package var hazard: String
        /// nil: of any device.
        package var device: String?
        /// nil: it must be done.
        package var refusal: CommandRefusal?
    }

    package enum Verb: String, Sendable, CaseIterable {
        case acknowledge, confirm, refute, clear
    }

    /// Every incident that must have been raised by then, none more and none less.
    package struct Check: Sendable {
        package var at: Interval
        package var expected: [ExpectedIncident]
        package var place: SourcePlace
    }
}

/// What is written about one incident; what is left out may be anything.
package struct ExpectedIncident: Sendable, Equatable {
    package var hazard: String
    package var device: String?
    package var zone: String?
    /// `Incident.place`: `building/3/floor/7`.
    package var place: String?
    package var standing: Standing
    package var confirmation: ConfirmationWord?
    /// Raised on weak evidence.
    package var isWeak: Bool?
    package var severity: Severity?

    /// Condition and end in one word.
    package enum Standing: String, Sendable, CaseIterable {
        case active
        /// Its condition is over and it has not ended: latched, it waits for a person.
        case quiet
        /// Ended by its own quiet.
        case ended
        /// Ended by a person who opened the latch.
        case cleared
        /// Ended as a false alarm.
        case refuted
    }

    package enum ConfirmationWord: String, Sendable, CaseIterable {
        case unconfirmed, person
        case secondTrigger = "second_trigger"
        case refuted
    }
}
