import Console
import Control
import Facility

/// A suppression as a person at a terminal reads it.
struct SuppressionLine {
    let lines: [String]

    init(_ row: SuppressionReport, _ status: StatusReport, _ language: Language) {
        func pick(_ en: String, _ zh: String) -> String { language == .zh ? zh : en }
        let span =
            switch row.span {
            case .once(let from, let until):
                "\(RFC3339.text(from)) – \(RFC3339.text(until))"
            case .weekly(let days, let from, let until, let last):
                pick("weekly", "每周") + " \(Self.days(days)) \(Self.clock(from))–\(Self.clock(until)) "
                    + pick("until", "至") + " \(RFC3339.text(last))"
            case .recurring(let days, let from, let lasting, let last):
                pick("weekly", "每周") + " \(Self.days(days)) \(Self.clock(from)) "
                    + pick("for", "起") + " \(lasting.milliseconds / 60_000) min"
                    + (last.map { " " + pick("until", "至") + " \(RFC3339.text($0))" } ?? "")
            case .outOfService(let due):
                pick("out of service, due", "停用，应于") + " \(RFC3339.text(due))" + pick("", "前恢复")
            }
        let standing =
            row.overdue != nil
            ? pick("OVERDUE", "超期")
            : row.endedAt != nil
                ? pick("ended", "已结束") : row.isOpen ? pick("open", "进行中") : pick("waits", "未开始")
        var lines = ["\(row.number)  \(standing)  \(row.reach)  \(span)  \(row.by)  \(row.why)"]
        let count = row.hidden.count + row.hiddenBeyond
        if count > 0 {
            lines.append("  " + pick("hid \(count):", "期间未通知 \(count) 起："))
            lines += row.hidden.map { "    \($0)" }
        }
        self.lines = lines
    }

    private static func days(_ days: UInt8) -> String {
        let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
        return names.indices.filter { days & 1 << UInt8($0) != 0 }.map { names[$0] }.joined(separator: ",")
    }

    private static func clock(_ minutes: Int) -> String {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(two(minutes / 60)):\(two(minutes % 60))"
    }
}
