import Facility

/// A far side that opens a case for a report, once for each key, and misbehaves between: slow, busy, gone, answering
/// with an error what it has taken, or with nothing.
struct SimulatedPlatform {
    let name: String
    /// Whether it has agreed to hear of exercises.
    let takesExercises: Bool
    var isDown = false
    /// Case of each incident, by the key that opened it.
    private(set) var cases: [IncidentID: [String]] = [:]
    private var held: Set<String> = []
    private var latest: [IncidentID: Int64] = [:]
    private var refused: Set<IncidentID> = []
    /// What it saw that must not be, and of which incident.
    private(set) var broken: [(incident: IncidentID, what: String)] = []
    /// What it took since it was last asked, in words.
    private(set) var log: [String] = []

    init(name: String, takesExercises: Bool) {
        self.name = name
        self.takesExercises = takesExercises
    }

    mutating func takeLog() -> [String] {
        defer { log.removeAll() }
        return log
    }

    /// How an exchange goes wrong, if it does.
    enum Trouble: String, CaseIterable {
        /// It never arrives.
        case lost
        /// It arrives and the answer does not.
        case unanswered
        /// 503, with a wait.
        case busy
        /// 200 with an error inside, of the platform's own: nothing is taken.
        case wrongAnswer
        /// The same request arrives twice.
        case twice
        /// The credentials are not accepted for a while.
        case lockedOut
    }

    mutating func send(_ delivery: Delivery, _ trouble: Trouble?) -> Lane.Input {
        let number = delivery.number
        if isDown { return .failed(number, .unreachable("down")) }
        switch trouble {
        case .lost: return .failed(number, .unknown("lost"))
        case .busy: return .failed(number, .busy("503", retryAfter: .seconds(5)))
        case .lockedOut: return .failed(number, .lockedOut("401"))
        case .wrongAnswer: return .failed(number, .busy("200 with an error", retryAfter: nil))
        case .unanswered:
            _ = take(delivery)
            return .failed(number, .unknown("no answer"))
        case .twice:
            _ = take(delivery)
            return take(delivery)
        case nil: return take(delivery)
        }
    }

    func query(_ delivery: Delivery) -> Lane.Input {
        if isDown { return .failed(delivery.number, .unreachable("down")) }
        // A later step says everything an earlier one did.
        guard (latest[delivery.incident] ?? 0) >= delivery.number else {
            return .queried(delivery.number, .absent)
        }
        return .queried(delivery.number, .present(Lane.Answer(caseNumber: "C", handling: .accepted)))
    }

    /// Its own work: it takes each key once and sees every overtaking.
    private mutating func take(_ delivery: Delivery) -> Lane.Input {
        let id = delivery.incident
        let answer = Lane.Input.succeeded(
            delivery.number, Lane.Answer(caseNumber: "C", handling: .accepted))
        if held.contains(delivery.idempotencyKey) { return answer }
        if delivery.report.origin != .real, !takesExercises {
            broken.append((id, "\(name): an exercise, \(id)"))
        }
        if delivery.action == .report {
            cases[id, default: []].append(delivery.idempotencyKey)
            if let keys = cases[id], keys.count != 1 {
                broken.append((id, "\(name): a second case, \(keys)"))
            }
        } else if latest[id] == nil {
            broken.append((id, "\(name): \(delivery.action.rawValue) of \(id) before its report"))
        }
        if let last = latest[id], last > delivery.number {
            broken.append((id, "\(name): \(delivery.number) of \(id) after \(last)"))
        }
        latest[id] = delivery.number
        held.insert(delivery.idempotencyKey)
        log.append("\(name) took \(delivery.number) \(delivery.action.rawValue) \(delivery.idempotencyKey)")
        return answer
    }
}
