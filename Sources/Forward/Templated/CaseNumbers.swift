import Facility
import Synchronization

/// The numbers a far side has given our cases in this life of the process: some must be told theirs with every update.
///
/// What is not known any more, after a restart or when the table is full, is asked for.
final class CaseNumbers: Sendable {
    private static let limit = 4_000

    private struct State {
        var numbers: [IncidentID: String] = [:]
        var order: [IncidentID] = []
        var oldest = 0
    }

    private let state = Mutex(State())

    subscript(incident: IncidentID) -> String? { state.withLock { $0.numbers[incident] } }

    func note(_ number: String?, for incident: IncidentID) {
        guard let number else { return }
        state.withLock { state in
            guard state.numbers.updateValue(number, forKey: incident) == nil else { return }
            if state.order.count < Self.limit {
                state.order.append(incident)
            } else {
                state.numbers[state.order[state.oldest]] = nil
                state.order[state.oldest] = incident
                state.oldest = (state.oldest + 1) % Self.limit
            }
        }
    }
}
