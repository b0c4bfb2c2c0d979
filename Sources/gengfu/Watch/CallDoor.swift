import Facility
import Logging

/// Takes calls to people out of the loop, without waiting. The engine repeats what is not answered.
protocol CallDoor: Sendable {
    func make(_ calls: [CallRequest])
}

/// What is left while no route is set up: a line in the log; the page shows the step itself.
struct LoggedCalls: CallDoor {
    let log: Logger

    func make(_ calls: [CallRequest]) {
        for call in calls {
            log.notice(
                "call",
                metadata: [
                    "incident": "\(call.incident)", "person": "\(call.callee.id)",
                    "route": "\(call.route.rawValue)",
                ])
        }
    }
}
