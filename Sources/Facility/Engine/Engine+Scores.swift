import Expressions

/// What the windows of hazards' conditions say, as numbers: how far a detector was from raising, row by row.
extension Engine {
    /// Every number that a hazard of the device that spoke last asks of a window or of what was learned; unknown ones
    /// are left out.
    /// - Parameter body: gets `hazard/function(point, …)` and the value.
    package mutating func scores(_ body: (_ detector: String, _ score: Double) -> Void) {
        guard let reading = readings.last else { return }
        let entry = plan.devices[reading.device.position]
        for machine in Int(entry.machineBase)..<Int(entry.machineBase + entry.machineCount) {
            let place = plan.places[machine]
            let template = plan.templates[Int(place.template)]
            guard !template.isCondition else { continue }
            let hazard = plan.hazard(of: template, in: site)
            var signs = plan.choices(of: template).map { (Int($0.evidence), Int($0.condition)) }
            if signs.isEmpty { signs = [(Int(template.evidence), Int(template.condition))] }
            for (evidence, condition) in signs where condition >= 0 {
                score(hazard, evidence, plan.conditions[condition], place, at: reading.observedAt, body)
            }
        }
    }

    private mutating func score(
        _ hazard: Hazard, _ evidence: Int, _ bound: BoundCondition, _ place: HazardPlan.Place, at: Timestamp,
        _ body: (_ detector: String, _ score: Double) -> Void
    ) {
        guard bound.hasWindows, case .condition(let condition) = hazard.evidence[evidence].sign else {
            return
        }
        fillWindows(of: bound, place, at: at.milliseconds)
        for (call, value) in zip(condition.program.windows, scratch.windows) {
            guard let score = value.score else { continue }
            body("\(hazard.id)/\(name(of: call, in: condition))", score)
        }
    }

    func name(of call: WindowCall, in condition: Condition) -> String {
        var words = call.looksAt.filter { $0 < condition.points.count }.map {
            site.points[condition.points[$0].position].name
        }
        if let milliseconds = call.durationMilliseconds { words.append("\(milliseconds / 1_000)s") }
        if let text = call.text { words.append(text) }
        if let word = call.word { words.append(word) }
        if let number = call.number { words.append(String(number)) }
        return "\(call.function)(\(words.joined(separator: " ")))"
    }
}

extension Value {
    fileprivate var score: Double? {
        switch self {
        case .double(let number): number
        case .int(let number): Double(number)
        case .uint(let number): Double(number)
        default: nil
        }
    }
}
