import Console
import Expressions
import Facility
import SiteConfiguration

/// An explanation as a person reads it: what, where, when, why, what was read around it, and what came of it.
struct ExplanationText {
    let explanation: Explanation
    /// As its files are now; nil: they cannot be read, and there are no names.
    let site: Site?
    let language: Language

    private var incident: Incident { explanation.incident }

    var lines: [String] { heading + why + readings + steps }

    private func say(_ message: ExplainMessage) -> String { message.text[language] }

    // MARK: What, where and when

    private var heading: [String] {
        let hazard = site?.hazards.first { $0.id == incident.hazard }
        let name = hazard.map { "\($0.name[language])  \(incident.hazard)" } ?? incident.hazard
        var lines = [
            "\(name)  \((incident.peak ?? incident.severity).text[language])",
            say(.incident("\(incident.id)")),
        ]
        if let zone = incident.sharedPlace { lines.append(say(.zone(zone))) }
        let device = site?.devices.first { $0.id == incident.device }
        let place = device.map {
            [$0.place.building, $0.place.unit, $0.place.floor, $0.place.spot].filter { !$0.isEmpty }
                .joined(separator: " ")
        }
        let title = device.map { $0.name == $0.id ? $0.id : "\($0.id) \($0.name)" } ?? incident.device
        lines.append(say(.device(title, place: place ?? "")))
        lines.append(say(.since(day(incident.since), raised: day(incident.raisedAt))))
        lines.append(say(.clocks(clocks)))
        if incident.isWeak { lines.append(say(.weak)) }
        return lines
    }

    private var offset: Int { site?.zoneRules.offset(at: incident.raisedAt) ?? 0 }

    /// `UTC+08:00`
    private var clocks: String {
        guard offset != 0 else { return "UTC" }
        let minutes = abs(offset) / 60
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "UTC" + (offset < 0 ? "-" : "+") + two(minutes / 60) + ":" + two(minutes % 60)
    }

    /// `2026-11-22 03:47:06`
    private func day(_ time: Timestamp) -> String {
        String((time + .seconds(Int64(offset))).rfc3339.prefix(19)).replacing("T", with: " ")
    }

    private func clock(_ time: Timestamp) -> String { String(day(time).suffix(8)) }

    // MARK: Why

    private var why: [String] {
        guard let grounds = incident.grounds else {
            return incident.evidence.map { "  \($0)" } + [BacktestMessage.groundsNotKept.text[language]]
        }
        var lines = [say(.condition)]
        if let parts = grounds.parts, !parts.isEmpty {
            lines += parts.map { "  " + String(repeating: "  ", count: $0.depth) + line($0) }
        } else {
            lines.append("  " + condition(of: grounds))
        }
        // A bare point that is itself the condition has said everything.
        let values = (incident.evidence + grounds.values).filter { $0 != grounds.condition }
        if !values.isEmpty { lines += [say(.valuesAtRaise)] + values.map { "  \($0)" } }
        return lines + [version(grounds.version).text[language]]
    }

    /// Silence has no parts; nothing else has none but what was raised before they were kept.
    private func condition(of grounds: Incident.Grounds) -> String {
        let words = grounds.condition.split(separator: " ")
        guard words.count == 4, words.prefix(2) == ["silent", "for"] else { return grounds.condition }
        return say(.silence(seconds: String(words[2])))
    }

    private func line(_ part: Incident.Grounds.Part) -> String {
        let truth: ExplainMessage =
            switch part.truth {
            case .yes: .partTrue
            case .no: .partFalse
            case .unknown: .partUnknown
            case .error: .partError
            }
        let value = part.value.map { language == .zh ? "（\($0)）" : " (\($0))" } ?? ""
        return "\(part.text) → \(say(truth))\(value)"
    }

    private func version(_ version: String) -> BacktestMessage {
        guard let inForce = explanation.versionInForce else { return .versionOnly(version) }
        return version == inForce ? .sameVersion(version) : .otherVersion(version, now: inForce)
    }

    // MARK: Around it

    private var readings: [String] {
        [say(.readingsBefore)] + table(explanation.samplesBefore)
            + [say(.readingsAfter)] + table(explanation.samplesAfter)
    }

    /// One line for what one device said at one time.
    private func table(_ samples: [Explanation.Sample]) -> [String] {
        guard !samples.isEmpty else { return ["  " + say(.noReadings)] }
        let isOneDevice = Set(samples.map(\.device)).count == 1
        var lines: [(at: Timestamp, device: String, values: [String])] = []
        for sample in samples {
            if let last = lines.last, last.at == sample.at, last.device == sample.device {
                lines[lines.count - 1].values.append(text(of: sample))
            } else {
                lines.append((sample.at, sample.device, [text(of: sample)]))
            }
        }
        return runs(lines).map { run in
            let until = run.count > 1 ? "…\(clock(run.last))" : ""
            let times = run.count > 1 ? "  ×\(run.count)" : ""
            return "  \(clock(run.first))\(until)  " + (isOneDevice ? "" : "\(run.device)  ") + run.values
                + times
        }
    }

    /// What stays the same for a while is one line.
    private func runs(
        _ lines: [(at: Timestamp, device: String, values: [String])]
    ) -> [(first: Timestamp, last: Timestamp, count: Int, device: String, values: String)] {
        var runs: [(first: Timestamp, last: Timestamp, count: Int, device: String, values: String)] = []
        for line in lines {
            let values = line.values.joined(separator: "  ")
            if let last = runs.last, last.device == line.device, last.values == values {
                runs[runs.count - 1].last = line.at
                runs[runs.count - 1].count += 1
            } else {
                runs.append((line.at, line.at, 1, line.device, values))
            }
        }
        return runs
    }

    private func text(of sample: Explanation.Sample) -> String {
        let words = sample.point.split(separator: "/", maxSplits: 1)
        let facility = words.first.map(String.init)
        let name = words.last.map(String.init) ?? sample.point
        let unit = site?.points.first { point in
            point.name == name && site?.facilities[point.facility].id == facility
        }?.unit
        let value =
            switch sample.value {
            case .double(let number):
                number == number.rounded() && number.magnitude < 1e15 ? "\(Int64(number))" : "\(number)"
            case .int(let number): "\(number)"
            case .uint(let number): "\(number)"
            case .bool(let truth): "\(truth)"
            case .string(let text): text
            default: "unknown"
            }
        return "\(name) = \(value)\(Units.suffix(of: unit))"
            + (sample.quality == .good ? "" : " [\(sample.quality.name)]")
    }

    // MARK: What came of it

    private var steps: [String] {
        [say(.steps)]
            + explanation.transitions.map { transition in
                var words = ["  \(day(transition.at))", step(transition.step)]
                if let detail = transition.step.detail(in: language) { words.append(detail) }
                if let person = transition.by { words.append(say(.by(person))) }
                if let note = transition.note, note != transition.step.detail(in: language) {
                    words.append("“\(note)”")
                }
                return words.joined(separator: "  ")
            }
    }

    private func step(_ step: Transition.Step) -> String {
        if let word = StepWord.text(step.name) { return word[language] }
        return Handling(rawValue: step.name).map { Words.handling($0)[language] } ?? step.name
    }
}
