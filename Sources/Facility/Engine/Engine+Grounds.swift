import Expressions

/// What an incident was raised on, for whoever asks why.
extension Engine {
    /// Asked once per raise, never per message.
    mutating func grounds(of machine: Int, _ hazard: Hazard) -> Incident.Grounds {
        let place = plan.places[machine]
        let sign = hazard.evidence[evidencePosition(of: machine)].sign
        guard case .condition(let condition) = sign else {
            let silence = plan.templates[Int(place.template)].silence
            return Incident.Grounds(
                condition: "silent for \(silence / 1_000) s", values: [], version: hazard.version)
        }
        let position = conditionPosition(of: machine)
        guard position >= 0, plan.conditions[position].hasWindows else {
            return Incident.Grounds(condition: condition.source, values: [], version: hazard.version)
        }
        fillWindows(of: plan.conditions[position], place, at: machines[machine].lastAt)
        let values = zip(condition.program.windows, scratch.windows).compactMap { call, value -> String? in
            let text = value.readableText
            // What is not known is no reason.
            return text == "unknown" ? nil : "\(name(of: call, in: condition)) = \(text)"
        }
        return Incident.Grounds(condition: condition.source, values: values, version: hazard.version)
    }
}
