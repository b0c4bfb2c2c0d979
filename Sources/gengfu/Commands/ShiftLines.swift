import Control
import Facility

/// The shift's report as lines for the terminal.
struct ShiftLines {
    private let language: Language

    init(_ language: Language) { self.language = language }

    private func pick(_ en: String, _ zh: String) -> String { language == .zh ? zh : en }

    func lines(of report: ShiftReport) -> [String] {
        var lines: [String] = []
        if report.onDuty.isEmpty {
            lines.append(pick("on duty by the roster: nobody", "排班：当前无人当班"))
        }
        for turn in report.onDuty {
            lines.append(
                pick("on duty: ", "当班：")
                    + "\(turn.name)（\(turn.shift)）\(turn.phone)  → \(RFC3339.text(turn.until))")
        }
        if let signed = report.signedOn {
            lines.append(
                pick("signed: ", "签到：")
                    + "\(report.signedOnName ?? signed.person)  \(RFC3339.text(signed.since))")
        } else {
            lines.append(pick("signed: nobody yet", "签到：尚无交接班记录"))
        }
        lines.append(
            pick("called in this order: ", "呼叫顺序：")
                + (report.callees.isEmpty ? "—" : report.callees.map(\.name).joined(separator: " → ")))
        return lines + sheet(report.sheet)
    }

    func sheet(_ sheet: HandoverSheet) -> [String] {
        [
            part(pick("open incidents", "未了结警情"), sheet.open.map(\.description)),
            part(pick("not answered", "未应答"), sheet.unanswered.map(\.description)),
            part(pick("shelved", "已搁置"), sheet.shelved.map(\.description)),
            part(pick("out of service", "停用设备"), sheet.disabled),
            part(pick("works announced", "检修中"), sheet.works),
            part(pick("silent", "静默设备"), sheet.silent),
        ]
    }

    private func part(_ title: String, _ names: [String]) -> String {
        "\(title) \(names.count)" + (names.isEmpty ? "" : "  " + names.joined(separator: ", "))
    }
}
