import Control
import Facility

/// Every sentence of the page, in both languages side by side, so that neither can say more than the other. Commands
/// borrow its words for states, so that the terminal and the page call one thing by one name.
package enum Words {
    package typealias Text = LocalizedText

    static let product = Text(en: "Gengfu", zh: "更夫")
    static let asOf = Text(en: "as of", zh: "截至")
    static let otherLanguage = Text(en: "中文", zh: "English")
    static let pageStuck = Text(en: "This page has not been renewed since", zh: "本页自以下时刻起未能更新：")

    // The watch itself
    static let unseen = Text(en: "The watch cannot be seen", zh: "看不到值守情况")
    static let unseenAdvice = Text(
        en: "Nothing on this page tells how things stand now. Go and look; call the duty engineer.",
        zh: "本页说明不了现在的情况。请到现场查看，并联系值班工程师。")
    static let lastKnown = Text(
        en: "What was open when it was last seen (it may have changed)", zh: "最后一次看到时未了结的警情（可能已有变化）")
    static func since(_ time: String) -> Text { Text(en: "since \(time)", zh: "自 \(time) 起") }

    static func silence(_ why: CoreSilence) -> Text {
        switch why {
        case .notRunning: Text(en: "the gateway is not running", zh: "网关没有运行")
        case .notPermitted: Text(en: "the console may not open the gateway's socket", zh: "控制台无权打开网关的接口")
        case .timedOut: Text(en: "the gateway does not answer in time", zh: "网关没有按时应答")
        case .busy: Text(en: "too much is asked of the gateway at once", zh: "同时向网关提出的请求过多")
        case .broken(let reason):
            Text(en: "the gateway's answer makes no sense here (\(reason))", zh: "看不懂网关的应答（\(reason)）")
        }
    }

    static func watching(_ devices: DeviceCounts) -> Text {
        guard devices.total > 0 else {
            return Text(en: "No device is registered: nothing is watched", zh: "没有登记任何设备：什么都没有监测")
        }
        var text = Text(
            en: "Watching \(devices.heard) of \(devices.total) devices",
            zh: "监测 \(devices.heard)/\(devices.total) 台")
        if devices.silent > 0 {
            text.en += " · \(devices.silent) silent"
            text.zh += " · \(devices.silent) 台静默"
        }
        if devices.never > 0 {
            text.en += " · \(devices.never) never heard"
            text.zh += " · \(devices.never) 台从未上报"
        }
        return text
    }

    static func coverage(_ counts: CoverageCounts) -> Text {
        var text = Text(
            en: "Hazards by device: \(counts.decidable) decidable, \(counts.weak) on weaker evidence, "
                + "\(counts.undecidable) undecidable",
            zh: "隐患判定：可判定 \(counts.decidable) 项 · 仅弱证据 \(counts.weak) 项 · 无法判定 \(counts.undecidable) 项")
        if counts.undecidableExtreme > 0 {
            text.en += " (\(counts.undecidableExtreme) of them extreme)"
            text.zh += "（其中特别严重 \(counts.undecidableExtreme) 项）"
        }
        return text
    }

    static func openIncidents(_ counts: IncidentCounts) -> Text {
        guard counts.total > 0 else {
            return Text(
                en: "No open incident where the watch can see. What is silent or not watched is unknown.",
                zh: "监测得到的范围内没有未了结的警情；静默与未监测之处情况不明")
        }
        let parts = Severity.allCases.reversed().filter { counts[$0] > 0 }
        var text = Text(
            en: "Open incidents: \(counts.total) ("
                + parts.map { "\(counts[$0]) \(severity($0).en)" }.joined(separator: ", ") + ")",
            zh: "未了结警情 \(counts.total) 起（"
                + parts.map { "\(severity($0).zh) \(counts[$0])" }.joined(separator: " · ") + "）")
        if counts.unconfirmed > 0 {
            text.en += " · \(counts.unconfirmed) unconfirmed"
            text.zh += " · 未核实 \(counts.unconfirmed) 起"
        }
        return text
    }

    static let emergency = Text(
        en: "The store fails: incidents of life safety go out unjournaled", zh: "存储故障：涉及生命安全的警情未存档即已发出")
    static func drill(_ name: String) -> Text {
        Text(en: "Exercise under way: \(name). A real alarm still counts.", zh: "演练进行中：\(name)。真实报警照常处置。")
    }
    static func drillUntil(_ time: String) -> Text {
        Text(en: "It ends at \(time).", zh: "\(time) 结束。")
    }
    static let drillIsReal = Text(en: "This is real: end the exercise", zh: "真警：立即结束演练")

    package static func severity(_ severity: Severity) -> Text {
        switch severity {
        case .extreme: Text(en: "extreme", zh: "特别严重")
        case .severe: Text(en: "severe", zh: "严重")
        case .moderate: Text(en: "moderate", zh: "较重")
        case .minor: Text(en: "minor", zh: "一般")
        }
    }
}
