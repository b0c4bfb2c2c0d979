/// Counts what had to be dropped, so that a flood writes one row and not a million.
///
/// Rows leave a second after the first drop. The number of subjects is bounded; what comes beyond is counted
/// under `others`.
struct LossLedger: Sendable {
    static let subjectLimit = 256
    /// How long counts gather before they are written.
    static let delay: Int64 = 1_000

    private var losses: [Loss] = []

    var isEmpty: Bool { losses.isEmpty }

    /// - Returns: true when it was empty: a deadline is needed.
    mutating func add(_ cause: Loss.Cause, _ subject: String, at now: Timestamp) -> Bool {
        let wasEmpty = losses.isEmpty
        let subject = losses.count < Self.subjectLimit || contains(cause, subject) ? subject : "others"
        if let known = losses.firstIndex(where: { $0.cause == cause && $0.subject == subject }) {
            losses[known].count += 1
            losses[known].to = now
        } else {
            losses.append(Loss(cause: cause, subject: subject, count: 1, from: now, to: now))
        }
        return wasEmpty
    }

    mutating func takeAll() -> [Loss] {
        defer { losses.removeAll(keepingCapacity: true) }
        return losses
    }

    private func contains(_ cause: Loss.Cause, _ subject: String) -> Bool {
        losses.contains { $0.cause == cause && $0.subject == subject }
    }
}
