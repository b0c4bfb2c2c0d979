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
        guard position >= 0 else {
            return Incident.Grounds(condition: condition.source, values: [], version: hazard.version)
        }
        // Lays out what the condition reads, as it is now.
        _ = truth(of: position, place, at: machines[machine].lastAt)
        let values = zip(condition.program.windows, scratch.windows).compactMap { call, value -> String? in
            let text = value.briefText
            // What is not known is no reason.
            return text == "unknown" ? nil : "\(name(of: call, in: condition)) = \(text)"
        }
        let findings = condition.program.findings(
            variables: UnsafeBufferPointer(scratch.variables), windows: UnsafeBufferPointer(scratch.windows),
            said: UnsafeBufferPointer(scratch.said))
        return Incident.Grounds(
            condition: condition.source, values: values, parts: findings.map { Incident.Grounds.Part($0) },
            version: hazard.version)
    }
}

extension Incident.Grounds.Part {
    /// A finding of the evaluator as an incident keeps it.
    fileprivate init(_ finding: Program.Finding) {
        // Of what is not known there is nothing to tell beside the truth.
        let isKnown = finding.values.contains { $0.value.briefText != "unknown" }
        let values: [String] =
            isKnown
            ? finding.values.map { measured in
                let text = measured.value.briefText
                return text == "unknown" ? text : text + Units.suffix(of: measured.unit)
            } : []
        let truth: Truth =
            switch finding.truth {
            case .yes: .yes
            case .no: .no
            case .unknown: .unknown
            case .error: .error
            }
        self.init(
            text: finding.text, depth: finding.depth, truth: truth,
            value: values.isEmpty ? nil : values.joined(separator: finding.relation.map { " \($0) " } ?? " "))
    }
}

extension Value {
    /// As `readableText`, numbers to four digits: what was worked out has no more that mean anything.
    fileprivate var briefText: String {
        switch self {
        case .double(let number): number.isFinite ? Engine.short(number) : readableText
        case .duration(let milliseconds): "\(Engine.short(Double(milliseconds) / 1_000)) s"
        default: readableText
        }
    }
}
