import Control
import Facility

/// The sheet of a drill as text and as a page to print: whoever tested signs under what the devices said themselves.
package struct DrillSheet {
    private let drill: DrillReport
    private let language: Language

    package init(_ drill: DrillReport, _ language: Language) {
        self.drill = drill
        self.language = language
    }

    private func pick(_ en: String, _ zh: String) -> String { language == .zh ? zh : en }

    private func wall(_ time: Timestamp) -> String {
        WallTime(offset: drill.utcOffsetSeconds).text(time, now: drill.startedAt)
    }

    private func date(_ time: Timestamp) -> String {
        WallTime(offset: drill.utcOffsetSeconds).text(time, now: .distantPast)
    }

    /// What it is, whose, and from when to when.
    package var heading: String {
        let kind = drill.isWalkTest ? pick("Walk test", "逐点测试") : pick("Drill", "演练")
        let until = drill.endedAt ?? drill.endsAt
        return "\(kind) \(drill.number)  \(drill.siteName)  \(drill.scope)  \(drill.by)  "
            + "\(date(drill.startedAt)) – \(wall(until))"
    }

    /// Whether it runs, and how it ended.
    package var standing: String {
        let heard = pick(
            "\(drill.heard) of \(drill.rows.count) heard", "\(drill.rows.count) 台中已响应 \(drill.heard) 台")
        guard let cause = drill.cause else {
            return pick("running: a real alarm still counts; ", "进行中：真实报警照常处置；") + heard
        }
        let words = pick("ended: \(Self.words(cause).en); ", "已结束：\(Self.words(cause).zh)；") + heard
        guard drill.isUnexpected else { return words }
        return words + pick("; what stood was raised as real", "；当时仍在报警的均已按真警上报")
    }

    /// `Drill.Cause.word` for people: `other_device F4`.
    private static func words(_ cause: String) -> LocalizedText {
        let parts = cause.split(separator: " ", maxSplits: 1).map(String.init)
        let rest = parts.count > 1 ? parts[1] : ""
        return switch parts[0] {
        case "stopped": LocalizedText(en: "stopped", zh: "人工结束")
        case "time_up": LocalizedText(en: "its time was up", zh: "到时结束")
        case "called_real": LocalizedText(en: "somebody called it real", zh: "有人报告为真警")
        case "other_device": LocalizedText(en: "\(rest) was not announced", zh: "未列入的设备 \(rest) 报警")
        case "call_point": LocalizedText(en: "call point \(rest) was pressed", zh: "手动报警按钮 \(rest) 动作")
        case "second_trigger":
            LocalizedText(en: "two triggers stood in one zone: \(rest)", zh: "同一分区两个触发信号：\(rest)")
        case "second_device": LocalizedText(en: "a second device at once: \(rest)", zh: "同时有第二台设备报警：\(rest)")
        case "began_before": LocalizedText(en: "\(rest) had begun before", zh: "\(rest) 在演练前已开始")
        case "silent_in_test": LocalizedText(en: "\(rest) fell silent in test", zh: "\(rest) 测试中失联")
        case "too_long": LocalizedText(en: "\(rest) stood for more than 10 min", zh: "\(rest) 报警超过10分钟")
        case "clock_went_back": LocalizedText(en: "the clock went back", zh: "时钟倒退")
        default: LocalizedText(en: cause, zh: cause)
        }
    }

    private func place(_ row: DrillReport.Row) -> String {
        [row.place.building, row.place.unit, row.place.floor, row.place.spot].filter { !$0.isEmpty }.joined(
            separator: " ")
    }

    /// A line a device, ticked or not.
    package var lines: [String] {
        let rows = drill.rows.map { row in
            let tick = row.at.map { "[x] \(wall($0))" } ?? "[ ] --:--:--"
            let now = row.isStanding ? pick("  stands in test", "  测试中") : ""
            let times = row.times > 1 ? " ×\(row.times)" : ""
            return "\(tick)\(times)  \(row.device)  \(row.name)  \(place(row))"
                + (row.hazard.map { "  " + $0[language] } ?? "") + now
        }
        let sign = pick(
            "Tested by: ______________   Signature: ______________   Date: __________",
            "测试人：______________   签字：______________   日期：__________")
        return [heading, standing] + rows + ["", sign]
    }

    /// One page to print, without a script or anything from elsewhere.
    package var page: String {
        let rows = drill.rows.map { row -> HTML in
            """
            <tr><td class="tick">\(row.at == nil ? "☐" : "☑")</td><td>\(row.device)</td><td>\(row.name)</td>
            <td>\(place(row))</td><td>\(row.hazard?[language] ?? "")</td>
            <td>\(row.at.map { wall($0) } ?? "")</td><td>\(row.times > 1 ? "×\(row.times)" : "")</td><td></td></tr>
            """
        }
        let heads = [
            "", pick("Device", "编号"), pick("Name", "名称"), pick("Place", "位置"), pick("Told", "响应"),
            pick("Time", "时间"), "", pick("Remark", "备注"),
        ].map { "<th>\($0)</th>" as HTML }
        let title = drill.isWalkTest ? pick("Walk-test sheet", "火灾探测器逐点测试记录") : pick("Drill sheet", "演练记录")
        let markup: HTML = """
            <!doctype html><html lang="\(language == .zh ? "zh-CN" : "en")"><head><meta charset="utf-8">
            <title>\(title) \(drill.number)</title><style>
            @page{size:A4;margin:15mm}body{font:14px/1.5 "Noto Sans CJK SC","Microsoft YaHei",sans-serif;color:#000}
            h1{font-size:20px}table{border-collapse:collapse;width:100%}th,td{border:1px solid #000;padding:2px 6px;
            text-align:left}thead{display:table-header-group}tr{break-inside:avoid}.tick{font-size:18px}
            .sign{display:flex;gap:3em;margin-top:3em;break-inside:avoid}.sign span{flex:1;border-bottom:1px solid #000;
            padding-bottom:2em}</style></head><body><h1>\(title)</h1><p>\(heading)</p><p>\(standing)</p>
            <table><thead><tr>\(heads)</tr></thead><tbody>\(rows)</tbody></table>
            <div class="sign"><span>\(pick("Tested by", "测试人"))</span><span>\(pick("Signature", "签字"))</span>
            <span>\(pick("Date", "日期"))</span></div></body></html>
            """
        return markup.text
    }
}
