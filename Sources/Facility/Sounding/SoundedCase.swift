/// A case as a loudspeaker calls it: how important, what, where.
package struct SoundedCase: Sendable, Equatable {
    package var incident: IncidentID
    package var severity: Severity
    package var isLifeSafety: Bool
    package var speech: Speech
    package var raisedAt: Timestamp
    /// Called anew although it is being called, or was answered: it is worse or likelier than was known, or elsewhere.
    package var isNews = false

    /// What is said.
    package struct Speech: Sendable, Equatable {
        package var text: LocalizedText
        /// Names of recordings that say the same, in their order; one that does not exist is left out, but not the
        /// first.
        package var phrases: [String]

        package init(text: LocalizedText, phrases: [String] = []) {
            self.text = text
            self.phrases = phrases
        }
    }

    package init(
        incident: IncidentID, severity: Severity, isLifeSafety: Bool, speech: Speech, raisedAt: Timestamp
    ) {
        self.incident = incident
        self.severity = severity
        self.isLifeSafety = isLifeSafety
        self.speech = speech
        self.raisedAt = raisedAt
    }

    package init(_ delivery: Delivery) {
        let report = delivery.report
        self.init(
            incident: delivery.incident, severity: delivery.severity, isLifeSafety: delivery.isLifeSafety,
            speech: Speech(
                text: Self.text(of: report), phrases: [report.hazard, report.place.building]),
            raisedAt: report.raisedAt)
        isNews = report.rings ?? false
        guard report.step == Self.grown, let point = report.points?.last else { return }
        var joined = report
        joined.hazardName = point.hazardName
        (joined.device, joined.deviceName, joined.place) = (point.device, point.deviceName, point.place)
        let what = Self.text(of: joined)
        speech = Speech(
            text: LocalizedText(
                en: Self.spoken("The fire grows. " + what.en), zh: Self.spoken("火情扩大。" + what.zh)),
            phrases: [point.hazard, point.place.building])
    }

    /// The step of a case that another point has joined.
    static let grown = "grown"

    /// Above everything milder: life safety first, then by severity; 1...8.
    package var rank: Int { (isLifeSafety ? 4 : 0) + severity.rank + 1 }

    /// Characters spoken at most; what is longer nobody remembers.
    private static let limit = 120

    /// `电梯困人。3号楼2单元5层，东侧客梯。` A drill says so first and last.
    static func text(of report: CaseReport) -> LocalizedText {
        let place = report.place
        // An id says nothing to a listener, unless it is all there is.
        let isKnown = report.deviceName != report.device
        let name = isKnown || (place.spot.isEmpty && !place.building.isEmpty) ? report.deviceName : ""
        let device = unrepeated(name, at: place)
        let zh = place.building + place.unit + floor(place.floor, of: .zh)
        let en = [place.building, place.unit, floor(place.floor, of: .en)].filter { !$0.isEmpty }
            .joined(separator: ", ")
        func sentence(_ name: String, _ parts: [String], _ comma: String, _ stop: String) -> String {
            [name, parts.filter { !$0.isEmpty }.joined(separator: comma)].filter { !$0.isEmpty }
                .joined(separator: stop) + stop
        }
        var text = LocalizedText(
            en: sentence(report.hazardName.en, [en, place.spot, device], ", ", ". "),
            zh: sentence(report.hazardName.zh, [zh, place.spot, device], "，", "。"))
        switch report.origin {
        case .real: break
        case .exercise: text = LocalizedText(en: "Drill. \(text.en)Drill.", zh: "演练。\(text.zh)演练。")
        case .test: text = LocalizedText(en: "Test. \(text.en)Test.", zh: "测试。\(text.zh)测试。")
        }
        return LocalizedText(en: spoken(text.en), zh: spoken(text.zh))
    }

    /// A device's name without the place it begins with, which was said before it: of `3号楼2单元客梯` in `3号楼`
    /// `2单元` that is `客梯`. Said twice it only costs seconds.
    private static func unrepeated(_ name: String, at place: Place) -> String {
        // Shorter than `3号楼` it may be any number in the name: `1` is not what `1号梯` says.
        var said = [place.building, place.unit].filter { $0.count >= 3 }
        if Int(place.floor) != nil { said.append(floor(place.floor, of: .zh)) }
        return said.reduce(name) { rest, part in
            rest.hasPrefix(part) ? String(rest.dropFirst(part.count).drop { $0 == " " || $0 == "-" }) : rest
        }
    }

    /// A number as one says a floor, `-1` as `负1层`; any other text as it is.
    static func floor(_ text: String, of language: Language) -> String {
        guard let number = Int(text) else { return text }
        return switch language {
        case .zh: number < 0 ? "负\(-number)层" : "\(number)层"
        case .en: "floor \(number)"
        }
    }

    /// Without what a program could take for an option or a command of its own.
    package static func spoken(_ text: String) -> String {
        let plain = text.map { $0.isNewline || "<>[]|\\\"".contains($0) ? " " : $0 }
        return String(plain.drop { $0 == "-" || $0 == " " }.prefix(limit))
    }
}

extension Delivery {
    /// Whether it says that a case grows that somebody looks after: news to hear once, and no call.
    package var isGrowth: Bool { isAnswered && action == .update && report.step == SoundedCase.grown }

    /// Whether it says that nobody needs to be woken any more: somebody answered or set the case aside, or it is over.
    /// A case that is opened again is news, whoever answered it before.
    package var isAnswered: Bool {
        if action == .close || report.step == "shelved" { return true }
        if report.rings == true { return false }
        return report.answeredBy != nil && report.step != "reopened"
    }
}
