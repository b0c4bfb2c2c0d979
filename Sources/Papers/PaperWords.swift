import Facility

/// Words that several papers share.
enum PaperWords {
    static let whole = LocalizedText(en: "All", zh: "合计")
    static let beside = LocalizedText(en: "What was not seen or not told", zh: "未监测与未通知时间")
    static let siteItself = LocalizedText(en: "common parts", zh: "公共区域")

    static let withinLimits = LocalizedText(
        en: "Inside the limits (values on line are for reference only)", zh: "在线指标达标情况（在线值仅供参考）")
    static let forReference = LocalizedText(
        en:
            "Values on line are for reference only and no proof of drinking-water quality; the laboratory's report is.",
        zh: "在线值仅供参考，不作为水质合格的依据，以检测机构报告为准。")

    static func provisional(_ time: String) -> LocalizedText {
        LocalizedText(
            en: "Provisional: the period is not over; as known at \(time).",
            zh: "暂行稿：统计期未结束，数据截至 \(time)。")
    }

    static func keptSince(_ time: String) -> LocalizedText {
        LocalizedText(
            en: "Incomplete: the store holds ended incidents only since \(time).",
            zh: "不完整：存储中已了结警情仅保留自 \(time) 起。")
    }

    static func dark(_ kind: DarkSpan.Kind) -> LocalizedText {
        switch kind {
        case .blind: LocalizedText(en: "gateway blind", zh: "网关失明")
        case .silent: LocalizedText(en: "devices silent", zh: "设备静默")
        case .shelved: LocalizedText(en: "incidents shelved", zh: "警情搁置")
        case .suppressed: LocalizedText(en: "works, not told", zh: "检修期不通知")
        case .disabled: LocalizedText(en: "devices disabled", zh: "设备停用屏蔽")
        }
    }

    /// The columns of `cells(dark:)`.
    static let darkColumns = DarkSpan.Kind.allCases.map { kind in
        Paper.Column(kind.rawValue + "_hours", dark(kind).en, dark(kind).zh, .hours)
    }

    static func cells(dark: [DarkSpan.Kind: Interval]) -> [Paper.Cell] {
        DarkSpan.Kind.allCases.map { .hours(dark[$0] ?? .zero) }
    }

    static let darkNote = LocalizedText(
        en: "Hours are of one device or one incident each; two devices silent for an hour are two hours.",
        zh: "时间按单台设备、单起警情累计：两台设备各静默1小时计2小时。")

    static func excluded(_ count: Int) -> LocalizedText {
        LocalizedText(
            en: "Exercises, tests and hazards on trial are not counted: \(count) in this period.",
            zh: "演练、测试及试运行规则不计入统计，本期共 \(count) 起。")
    }

    static func confirmation(_ incident: Incident) -> LocalizedText {
        switch incident.confirmation {
        case .unconfirmed: LocalizedText(en: "undecided", zh: "未判明")
        case .confirmedByPerson: LocalizedText(en: "real", zh: "属实")
        case .confirmedBySecondTrigger: LocalizedText(en: "real by a second trigger", zh: "双触发核实")
        case .refuted(_, let cause):
            LocalizedText(en: "false alarm: \(cause)", zh: "误报：\(cause)")
        }
    }

    /// Building, unit, floor and spot.
    static func place(_ place: Place) -> String {
        [place.building, place.unit, place.floor, place.spot].filter { !$0.isEmpty }.joined(separator: " ")
    }

    static func step(_ step: Transition.Step, zone: ZoneRules) -> LocalizedText {
        switch step {
        case .raised: LocalizedText(en: "raised", zh: "报警")
        case .severityChanged(let severity):
            LocalizedText(en: "severity \(severity.rawValue)", zh: "等级变为 \(severity.rawValue)")
        case .acknowledged: LocalizedText(en: "going to look", zh: "应答，前往查看")
        case .confirmed: LocalizedText(en: "found real", zh: "核实属实")
        case .refuted(let cause): LocalizedText(en: "false alarm: \(cause)", zh: "判为误报：\(cause)")
        case .quiet: LocalizedText(en: "quiet", zh: "平息")
        case .active: LocalizedText(en: "holds again", zh: "再次出现")
        case .cleared: LocalizedText(en: "cleared", zh: "解除")
        case .expired: LocalizedText(en: "expired", zh: "到期了结")
        case .reopened: LocalizedText(en: "reopened", zh: "重新打开")
        case .withdrawn: LocalizedText(en: "withdrawn", zh: "撤销")
        case .commented: LocalizedText(en: "remark", zh: "备注")
        case .shelved(let until):
            LocalizedText(
                en: "shelved until \(Digits.wall(until, zone))", zh: "搁置至 \(Digits.wall(until, zone))")
        case .handled(let destination, let handling):
            LocalizedText(
                en: "\(destination): \(handling.rawValue)", zh: "\(destination)：\(name(handling))")
        case .overdue(let destination):
            LocalizedText(en: "\(destination): overdue", zh: "\(destination)：超时")
        case .followed(let destination, let event):
            LocalizedText(en: "\(destination): \(event.rawValue)", zh: "\(destination)：\(name(event))")
        case .emerged: LocalizedText(en: "told now", zh: "检修结束，恢复通知")
        case .called(let person, let route):
            LocalizedText(
                en: "called \(person) (\(route.name.en))", zh: "呼叫 \(person)（\(route.name.zh)）")
        case .late(let deadline): deadline.name
        case .grouped(let storm):
            LocalizedText(en: "part of outage \(storm.number)", zh: "并入集中失联 \(storm.number)")
        case .ungrouped: LocalizedText(en: "a case of its own again", zh: "移出集中失联，单独处理")
        case .rollCalled(let open):
            LocalizedText(en: "roll-call: \(open) cars", zh: "点名：\(open) 台轿厢")
        case .ticked(let device, let found):
            LocalizedText(en: "\(device): \(found.name.en)", zh: "\(device)：\(found.name.zh)")
        case .grown(let point):
            LocalizedText(
                en: "the fire grows: incident \(point.number)", zh: "火情扩大：第\(point.number)号警情并入本案")
        case .pointChanged(let point, let step):
            LocalizedText(
                en: "incident \(point.number) of this fire: \(step)",
                zh: "本案第\(point.number)号警情：\(Self.word(ofStep: step))")
        case .milestone(let milestone, let people):
            LocalizedText(
                en: milestone.name.en + (people.map { ", \($0) people" } ?? ""),
                zh: milestone.name.zh + (people.map { "，\($0) 人" } ?? ""))
        }
    }

    private static func word(ofStep step: String) -> String {
        switch step {
        case "quiet": "信号消失"
        case "active": "再次报警"
        case "refuted": "判为误报"
        case "confirmed": "核实属实"
        case "acknowledged": "有人前往查看"
        case "cleared": "解除"
        case "withdrawn": "撤销"
        case "reopened": "重新打开"
        case "severity_changed": "程度改变"
        default: step
        }
    }

    /// What the engine notes of itself is a code and a number; what people note stays as they wrote it.
    static func note(_ transition: Transition) -> LocalizedText {
        let note = transition.note ?? ""
        guard transition.by == nil else { return LocalizedText(en: note, zh: note) }
        if note.hasPrefix("round "), let round = Int(note.dropFirst(6)) {
            return LocalizedText(en: note, zh: "第\(round)轮")
        }
        if note.hasPrefix("unanswered: "), let number = note.split(separator: "-").last {
            return LocalizedText(en: "nobody answers no. \(number)", zh: "第\(number)号警情无人应答")
        }
        return LocalizedText(en: note, zh: note)
    }

    private static func name(_ handling: Handling) -> String {
        switch handling {
        case .open: "未上报"
        case .reported: "上报"
        case .accepted: "受理"
        case .dispatched: "派遣"
        case .signed: "签收"
        case .handling: "处置"
        case .resolved: "办结"
        case .verified: "核查"
        case .closed: "结案"
        case .rejected: "驳回"
        case .postponed: "延期"
        case .suspended: "挂账"
        }
    }

    private static func name(_ event: FollowUp) -> String {
        switch event {
        case .supervised: "督办"
        case .urged: "催办"
        case .rated: "评价"
        case .redone: "重办"
        }
    }
}
