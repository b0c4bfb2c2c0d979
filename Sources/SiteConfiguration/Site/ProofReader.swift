import Facility

/// Reads `proof: {every: 24h, overdue_after: 49h}`: how often the way to the destinations is proven, and how old a
/// proof may be.
enum ProofReader {
    static func read(_ section: Section) -> ProofPlan {
        defer { section.finish() }
        var every = ProofPlan().every
        if let value = section.optional("every"), let time = value.interval() {
            if (ProofPlan.shortest...ProofPlan.longest).contains(time) {
                every = time
            } else {
                value.error(.form(.outOfRange(from: "10m", to: "7d")))
            }
        }
        guard let value = section.optional("overdue_after"), let time = value.interval() else {
            return ProofPlan(every: every)
        }
        // Younger than a round can be, every destination would be overdue every day.
        guard time > every, time <= .days(30) else {
            value.error(.form(.outOfRange(from: "\(every.milliseconds / 60_000)m", to: "30d")))
            return ProofPlan(every: every)
        }
        return ProofPlan(every: every, overdueAfter: time)
    }
}
