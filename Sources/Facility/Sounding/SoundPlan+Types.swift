extension SoundPlan {
    /// What is called: a case, or the loss of a path that life safety depends on.
    package enum Subject: Hashable, Sendable {
        case incident(IncidentID)
        /// Name of a broker session or a destination.
        case path(String)
    }

    /// A pattern that is told apart without knowing it: how bad it is can be heard before a word is said.
    ///
    /// None is the evacuation signal (three pulses, ISO 8201): the gateway orders no evacuation.
    package enum Tone: String, Sendable, CaseIterable {
        /// Life is in danger.
        case danger
        /// Any other case.
        case trouble
        /// A path is lost: calm.
        case notice
    }

    /// One tone with its sentence.
    package struct Burst: Sendable, Equatable {
        /// Counts from 1 in this life of the process.
        package var number: Int64
        package var subject: Subject
        package var tone: Tone
        package var speech: SoundedCase.Speech
    }

    /// What happened. Time comes beside it.
    package enum Input: Sendable, Equatable {
        /// A case stands and nobody has answered; `delivery` is the row that says so, nil after a restart.
        case standing(SoundedCase, delivery: Int64?)
        /// A case that somebody looks after has grown: said once, and not called again.
        case grown(SoundedCase, delivery: Int64)
        /// Somebody answered, or it is over.
        case answered(IncidentID, delivery: Int64?)
        /// Nothing gets through on a path of life safety any more; `speech` says which.
        case pathLost(String, SoundedCase.Speech)
        case pathRestored(String)
        /// A person has heard of the lost paths.
        case pathsHushed
        /// The tone of a burst was played to its end, or why it was not.
        case toneEnded(Int64, problem: String?)
        /// Nothing of the burst sounds any more.
        case ended(Int64)
        /// The time of the last `Action.wake` has come.
        case deadline
    }

    /// What the shell must do, in this order.
    package enum Action: Sendable, Equatable {
        case begin(Burst)
        /// End it now; `Input.ended` must follow.
        case stop(Int64)
        /// The delivery was sounded, or why not.
        case answer(Int64, problem: String?)
        /// Call with `Input.deadline` then; replaces every earlier wake.
        case wake(at: Timestamp)
    }
}
