import Control
import Facility

/// The guard's link to the running gateway: asks for open incidents, passes his acts on.
package final class DutyRound {
    private var duty: DutyGuard
    private let client: ControlClient
    private let person: String
    /// Acts the gateway took.
    package private(set) var done = 0
    /// The last thing that did not work, for the person watching the simulation.
    package private(set) var problem: String?

    package init(duty: DutyGuard, control path: String, person: String) {
        self.duty = duty
        self.person = person
        client = ControlClient(path: path)
    }

    /// One look at the board.
    package func turn(now: Timestamp, truth: (String) -> Compound.Truth?) {
        do throws(ControlSocketError) {
            let page = ControlRequest.Page(limit: ControlRequest.pageLimit)
            guard
                case .answer(.incidents(let listing)) = try client.ask(.incidents(openOnly: true, page: page))
            else { return }
            for act in duty.act(on: listing.rows, now: now, truth: truth) {
                switch try client.ask(Self.ask(act), person: person) {
                case .answer: done += 1
                case .failure(let failure): problem = "\(failure.code): \(failure.message)"
                }
            }
        } catch {
            problem = "\(error)"
        }
    }

    private static func ask(_ act: DutyGuard.Act) -> ControlRequest.Ask {
        switch act {
        case .acknowledge(let incident): .acknowledge(incident)
        case .confirm(let incident, let note): .confirm(incident, note: note)
        case .refute(let incident, let cause): .refute(incident, cause: cause)
        case .clear(let incident, let note): .clear(incident, note: note)
        }
    }
}
