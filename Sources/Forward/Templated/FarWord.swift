import Facility

/// One thing a far side says it has done with a case of ours, as it said it and as far as its file explains it.
package struct FarWord: Sendable, Equatable {
    /// Read of one answer at most; the rest comes with the next.
    package static let limit = 500

    /// The far side's own id of the notice.
    package var id: String?
    /// `IncidentID.description`, as the far side repeats it.
    package var incident: String
    package var word: String
    package var note: String?
    package var handling: Handling?
    package var event: FollowUp?

    package init(
        id: String? = nil, incident: String, word: String, note: String? = nil, handling: Handling? = nil,
        event: FollowUp? = nil
    ) {
        self.id = id
        self.incident = incident
        self.word = word
        self.note = note
        self.handling = handling
        self.event = event
    }

    /// What tells a repetition.
    var key: String { [id ?? "", incident, word, note ?? ""].joined(separator: "\u{1F}") }

    /// What the engine is told, which obeys only what can be true of the case; nil: nobody knows what it means.
    package func commands(from destination: String) -> [Command]? {
        guard let incident = IncidentID(incident) else { return nil }
        var commands: [Command] = []
        if let handling { commands.append(.feedback(incident, destination: destination, handling)) }
        if let event { commands.append(.follow(incident, destination: destination, event, note: note)) }
        return commands.isEmpty ? nil : commands
    }
}

/// A conveyance that hears what becomes of our cases by asking for it.
package protocol FeedbackSource: Conveyance {
    /// nil: it never asks.
    var feedbackEvery: Interval? { get }
    /// - Parameter since: when it was last answered.
    func feedback(since: Timestamp) async throws(Lane.Failure) -> [FarWord]
    /// Tells the far side what was taken, where it would repeat it otherwise.
    func receipt(for words: [FarWord]) async throws(Lane.Failure)
}
