import Control
import Facility

/// How the console speaks to the core: a seam, so that every page is tested without a gateway.
package protocol CoreLink: Sendable {
    /// Asks once; the answer, or why there is none.
    func ask(
        _ ask: ControlRequest.Ask, person: String?, language: Language
    ) async -> Result<ControlReply.Outcome, CoreSilence>

    /// The same with the person's PIN.
    func ask(
        _ ask: ControlRequest.Ask, person: String?, pin: String?, language: Language
    ) async -> Result<ControlReply.Outcome, CoreSilence>

    /// The same where a second person signs as well.
    func ask(
        _ ask: ControlRequest.Ask, person: String?, pin: String?, secondPIN: String?, language: Language
    ) async -> Result<ControlReply.Outcome, CoreSilence>
}

extension CoreLink {
    package func ask(
        _ ask: ControlRequest.Ask, person: String?, pin: String?, language: Language
    ) async -> Result<ControlReply.Outcome, CoreSilence> {
        await self.ask(ask, person: person, language: language)
    }

    package func ask(
        _ ask: ControlRequest.Ask, person: String?, pin: String?, secondPIN: String?, language: Language
    ) async -> Result<ControlReply.Outcome, CoreSilence> {
        await self.ask(ask, person: person, pin: pin, language: language)
    }
}

/// Why the core cannot be seen.
package enum CoreSilence: Error, Sendable, Equatable {
    case notRunning
    case notPermitted
    case timedOut
    /// More is asked than it can be asked in time.
    case busy
    /// It answered something that makes no sense to this console (another version).
    case broken(reason: String)

    /// A stable word for logs and `/healthz`.
    package var code: String {
        switch self {
        case .notRunning: "core_not_running"
        case .notPermitted: "core_not_permitted"
        case .timedOut: "core_timed_out"
        case .busy: "core_busy"
        case .broken: "core_broken"
        }
    }
}
