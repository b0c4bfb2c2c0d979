/// One transition addressed to one destination: a row of the outbox, written in the transition's own commit.
package struct Delivery: Sendable, Codable, Equatable {
    /// Counts from 1 within the store, never reused.
    package var number: Int64
    package var destination: String
    package var incident: IncidentID
    /// Number of the transition it tells.
    package var transition: Int
    package var action: Action
    package var severity: Severity
    package var isLifeSafety: Bool
    /// History goes after everything live.
    package var isHistoric: Bool
    /// By the gateway's time.
    package var openedAt: Timestamp
    package var report: CaseReport

    /// What the far side is asked to do with the case.
    package enum Action: String, Sendable, Codable { case report, update, close }

    /// Same on every attempt, after every restart, for this transition at this destination.
    package var idempotencyKey: String { "\(incident)-\(transition)-\(destination)" }

    package init(
        number: Int64, destination: String, incident: IncidentID, transition: Int, action: Action,
        severity: Severity, isLifeSafety: Bool, isHistoric: Bool, openedAt: Timestamp, report: CaseReport
    ) {
        self.number = number
        self.destination = destination
        self.incident = incident
        self.transition = transition
        self.action = action
        self.severity = severity
        self.isLifeSafety = isLifeSafety
        self.isHistoric = isHistoric
        self.openedAt = openedAt
        self.report = report
    }

    /// What became of it, as the lane tells the engine.
    package enum Outcome: Sendable, Codable, Equatable {
        /// The far side has the case; its own number for it, and how far it says it is.
        case accepted(caseNumber: String?, handling: Handling)
        /// Refused for cause: parked, blocks nothing.
        case refused(reason: String)
    }
}
