/// What a robot writes into the duty group: short enough to be read at three in the morning, and whole.
///
/// What, where, since when, who is called, where to look. No advice beyond that and no long numbers.
package struct RobotText: Sendable {
    /// UTF-8 bytes a robot takes (企业微信: 2,048 for a text).
    package static let limit = 2_000
    /// People or offices named at most.
    private static let contactLimit = 3

    private let delivery: Delivery
    private let settings: WebhookSettings

    package init(_ delivery: Delivery, _ settings: WebhookSettings) {
        self.delivery = delivery
        self.settings = settings
    }

    private var report: CaseReport { delivery.report }
    private var isChinese: Bool { settings.language == .zh }

    /// The whole text. `mentions` are put behind it as `@138…` where a robot wants them in the text.
    package func text(mentions: [String] = []) -> String {
        var lines = [headline, place, time]
        lines += who
        if let page = settings.page {
            lines.append((isChinese ? "查看：" : "Look: ") + "\(page)/card?id=\(delivery.incident)")
        }
        if !mentions.isEmpty { lines.append(mentions.map { "@\($0)" }.joined(separator: " ")) }
        return Self.cut(lines.filter { !$0.isEmpty }.joined(separator: "\n"))
    }

    /// `【特别严重】电梯困人（未核实）`
    private var headline: String {
        let name = report.hazardName[settings.language]
        return isChinese
            ? "\(artificial)【\(label)】\(name)（\(state)）" : "\(artificial)[\(label)] \(name) (\(state))"
    }

    /// Nobody shall run because of a drill, nor stay in bed because he takes a fire for one.
    private var artificial: String {
        switch report.origin {
        case .real: report.isHistoric ? (isChinese ? "【补报】" : "[LATE] ") : ""
        case .exercise: isChinese ? "【演练】" : "[EXERCISE] "
        case .test: isChinese ? "【测试】" : "[TEST] "
        }
    }

    private var label: String {
        switch delivery.action {
        case .close: isChinese ? "结束" : "OVER"
        case .update: isChinese ? "续报·\(severity)" : "UPDATE, \(severity)"
        case .report: severity
        }
    }

    private var severity: String {
        switch report.severity {
        case .extreme: isChinese ? "特别严重" : "EXTREME"
        case .severe: isChinese ? "严重" : "SEVERE"
        case .moderate: isChinese ? "较重" : "moderate"
        case .minor: isChinese ? "一般" : "minor"
        }
    }

    private var state: String {
        let word =
            switch report.confirmation {
            case "confirmed": isChinese ? "已核实" : "confirmed"
            case "refuted": isChinese ? "误报" : "false alarm"
            default: isChinese ? "未核实" : "not confirmed"
            }
        guard delivery.action != .report, report.condition == .quiet, report.confirmation != "refuted" else {
            return word
        }
        return word + (isChinese ? "，现象已消失" : ", the signs are gone")
    }

    private var place: String {
        let place = report.place
        let parts =
            [
                report.siteName, place.building, place.unit,
                SoundedCase.floor(place.floor, of: settings.language),
            ]
            + [place.spot, report.deviceName]
        return (isChinese ? "地点：" : "Where: ") + parts.filter { !$0.isEmpty }.joined(separator: " ")
    }

    private var time: String {
        (isChinese ? "时间：" : "Since: ") + LocalTime.short(report.since, settings.zone)
    }

    private var who: [String] {
        var lines: [String] = []
        if let person = report.answeredBy {
            lines.append(isChinese ? "已到场/前往：\(person)" : "Answered by: \(person)")
        }
        guard delivery.action != .close else { return lines }
        // A person calls 119 or 96333; the robot only says so.
        lines += (report.contacts ?? []).prefix(Self.contactLimit).map { $0.line(in: settings.language) }
        return lines
    }

    /// Whole characters within the limit.
    static func cut(_ text: String) -> String {
        guard text.utf8.count > limit else { return text }
        var kept = ""
        var count = 0
        for character in text {
            count += character.utf8.count
            guard count <= limit - 3 else { break }
            kept.append(character)
        }
        return kept + "…"
    }
}
