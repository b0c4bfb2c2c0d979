import Control
import Facility

/// The words about incidents and deeds.
extension Words {
    static let incidents = Text(en: "Incidents", zh: "警情")
    package static let unconfirmed = Text(en: "unconfirmed", zh: "未核实")
    package static let confirmed = Text(en: "confirmed real", zh: "已核实")
    package static let refuted = Text(en: "false alarm", zh: "已判误报")
    package static let quiet = Text(en: "quiet now, not cleared", zh: "现已平息，尚未解除")
    package static let active = Text(en: "going on", zh: "仍在持续")
    package static let ended = Text(en: "ended", zh: "已结束")
    static let weak = Text(en: "weak evidence", zh: "弱证据")
    static let historic = Text(en: "from the backlog", zh: "补传的历史警情")
    static let unjournaled = Text(en: "unjournaled", zh: "未存档")
    /// The terminal says it too.
    package static func suppressed(_ number: Int64) -> Text {
        Text(en: "told to nobody: works \(number)", zh: "检修\(number)期间，未通知")
    }
    /// The terminal says these too.
    package static func partOf(_ parent: IncidentID) -> Text {
        Text(en: "part of outage \(parent.number)", zh: "并入集中失联 \(parent.number)")
    }
    package static func outage(_ outage: OutageReport) -> Text {
        let (name, left, all) = (outage.causeName, outage.standing, outage.devices)
        return Text(
            en: "\(name.en): \(left) cases open of \(all) devices",
            zh: "\(name.zh)：\(all) 台设备，未恢复 \(left) 起")
    }
    package static func rollCall(_ lines: [RollCallReport]) -> Text {
        let open = lines.count { $0.found == nil }
        return Text(
            en: "roll-call: \(open) of \(lines.count) cars to be called at",
            zh: "点名：\(lines.count) 台，未点 \(open) 台")
    }
    package static func rollCallFloor(_ floor: String) -> Text {
        Text(en: "floor \(floor)", zh: "\(floor) 层")
    }
    package static func rescueCode(_ code: String) -> Text {
        Text(en: "rescue code \(code)", zh: "识别码 \(code)")
    }
    package static let rollCallUnknown = Text(
        en: "nobody knows whether somebody is in it", zh: "是否有人不明")
    package static let returned = Text(en: "back", zh: "已恢复")
    package static let gone = Text(en: "still gone", zh: "未恢复")
    static let waits = Text(en: "waiting for others of the same cause", zh: "等待归并")
    static let children = Text(en: "What it took", zh: "涉及设备")
    static let callCars = Text(en: "Call at every car", zh: "逐台点名")
    package static let exercise = Text(en: "EXERCISE", zh: "演练")
    static let test = Text(en: "TEST", zh: "测试")
    static let raised = Text(en: "raised", zh: "发现")
    static let going = Text(en: "going to look:", zh: "前往查看：")
    static let evidence = Text(en: "Because", zh: "依据")
    static let advice = Text(en: "What to do", zh: "怎么办")
    static let call = Text(en: "Call, in this order", zh: "依次联系")
    static let told = Text(en: "Told", zh: "已告知")
    static let nobodyTold = Text(en: "nobody has been told yet", zh: "尚未告知任何一方")
    static func moreIncidents(_ count: Int) -> Text {
        Text(en: "… and \(count) more open incidents", zh: "……另有 \(count) 起未了结警情未列出")
    }

    static let who = Text(en: "Who are you?", zh: "您是谁？")
    static let noPeople = Text(
        en: "The site names no people: nobody can act here.", zh: "本小区没有登记人员，无法在此操作。")
    static let howKnown = Text(
        en: "how it is known, if nobody went to look", zh: "核实依据（无人到场查看时填写）")
    static let remark = Text(en: "remark; a false alarm needs its cause", zh: "备注；误报必须写明原因")
    static let nightCard = Text(en: "Night card", zh: "夜间卡")
    static let noSuchIncident = Text(en: "There is no such incident.", zh: "没有这起警情。")
    static let pin = Text(en: "PIN, if you have one", zh: "PIN（有则填写）")
    static let people = Text(en: "people", zh: "人数")
    static func called(_ count: Int) -> Text {
        Text(en: "called \(count) times, nobody has answered", zh: "已呼叫 \(count) 次，无人应答")
    }
    static func lookBy(_ time: String) -> Text {
        Text(en: "to say what was found by \(time)", zh: "须在 \(time) 前反馈现场情况")
    }
    static let falseCauses: [Text] = [
        Text(en: "cooking smoke", zh: "烹饪油烟"), Text(en: "smoking", zh: "吸烟"),
        Text(en: "building dust", zh: "施工粉尘"), Text(en: "steam", zh: "水汽"),
        Text(en: "test or maintenance", zh: "测试或维保"), Text(en: "faulty device", zh: "设备故障"),
    ]

    static func act(_ act: IncidentReport.Act) -> Text {
        switch act {
        case .acknowledge: Text(en: "I am going to look", zh: "我去查看")
        case .confirm: Text(en: "It is real", zh: "属实")
        case .refute: Text(en: "False alarm", zh: "误报")
        case .clear: Text(en: "Clear", zh: "解除")
        case .comment: Text(en: "Add remark", zh: "添加备注")
        case .shelve: Text(en: "Shelve", zh: "搁置")
        case .answered: Text(en: "Spoken with them", zh: "已应答被困人员")
        case .arrived: Text(en: "Crew is there", zh: "救援已到场")
        case .released: Text(en: "All released", zh: "人员已解救")
        }
    }

    package static func handling(_ handling: Handling) -> Text {
        switch handling {
        case .open: Text(en: "not yet sent", zh: "未上报")
        case .reported: Text(en: "reported", zh: "已上报")
        case .accepted: Text(en: "accepted", zh: "受理")
        case .dispatched: Text(en: "dispatched", zh: "派遣")
        case .signed: Text(en: "signed", zh: "签收")
        case .handling: Text(en: "being handled", zh: "处置中")
        case .resolved: Text(en: "resolved", zh: "办结")
        case .verified: Text(en: "verified", zh: "核查")
        case .closed: Text(en: "closed", zh: "结案")
        case .rejected: Text(en: "rejected", zh: "驳回")
        case .postponed: Text(en: "postponed", zh: "延期")
        case .suspended: Text(en: "suspended", zh: "挂账")
        }
    }

    /// What came of a deed, by the word in the address; a word that is not ours says only that it failed.
    static func outcome(_ code: String) -> Text {
        switch code {
        case "done": Text(en: "Done and written down.", zh: "已完成并记录。")
        case "already_so": Text(en: "It was so already; nothing changed.", zh: "此前已如此，没有变化。")
        case "cause_required": Text(en: "Not done: a false alarm needs its cause.", zh: "未执行：误报必须写明原因。")
        case "text_required": Text(en: "Not done: the remark is empty.", zh: "未执行：备注是空的。")
        case "text_too_long": Text(en: "Not done: the remark is too long.", zh: "未执行：备注太长。")
        case "person_required", "unknown_person":
            Text(en: "Not done: say who you are.", zh: "未执行：请选择您的姓名。")
        case "unknown_incident": Text(en: "Not done: there is no such incident.", zh: "未执行：没有这起警情。")
        case "already_ended": Text(en: "Not done: it has ended already.", zh: "未执行：这起警情已经结束。")
        case "still_active":
            Text(
                en: "Not cleared: it is still going on, or nobody knows.", zh: "未解除：情况仍在持续，或情况不明。")
        case "not_latched": Text(en: "Not done: it ends by itself.", zh: "未执行：该警情会自行结束。")
        case "look_first":
            Text(en: "Not done: go and look first, or say how you know.", zh: "未执行：请先应答并查看现场。")
        case "roll_call_is_open":
            Text(en: "Not done: call at every car first.", zh: "未执行：请先逐台点名。")
        case "pin_required": Text(en: "Not done: your PIN is needed.", zh: "未执行：需要您的 PIN。")
        case "pin_wrong": Text(en: "Not done: the PIN is wrong.", zh: "未执行：PIN 不对。")
        case "pin_wait":
            Text(en: "Not done: too many wrong PINs, wait.", zh: "未执行：PIN 多次输错，请稍候再试。")
        case "impossible_order":
            Text(en: "Not done: that order is impossible.", zh: "未执行：先后次序不可能。")
        case "already_decided":
            Text(en: "Not done: it has been decided otherwise.", zh: "未执行：已有相反的结论。")
        case "same_person":
            Text(en: "Not done: two persons sign a handover.", zh: "未执行：交班人和接班人不能是同一人。")
        case "unknown_siren": Text(en: "Not done: there is no such siren.", zh: "未执行：没有这个警铃。")
        case "siren_unreachable":
            Text(
                en: "The siren's broker is not reached: it was not switched on, or may still sound.",
                zh: "无法连接警铃所在的消息服务器：警铃没有开启，或可能仍在响。")
        case "core_silent":
            Text(
                en: "Unknown whether it was done: the gateway did not answer. Look before doing it again.",
                zh: "不知是否执行：网关没有应答。请先查看再重试。")
        case "unknown_device": Text(en: "Not done: there is no such device.", zh: "未执行：没有这台设备。")
        case "unknown_profile", "profile_required":
            Text(en: "Not done: name a profile that reads it.", zh: "未执行：请写明可解析其报文的型号。")
        case "building_required": Text(en: "Not done: a floor needs its building.", zh: "未执行：填写楼层须写楼栋。")
        case "why_required":
            Text(en: "Not done: say why it is turned away.", zh: "未执行：请写明不纳入的原因。")
        case "device_declared":
            Text(en: "Not done: another device has this name.", zh: "未执行：已有同名设备。")
        default: Text(en: "Not done: the gateway refused.", zh: "未执行：网关拒绝。")
        }
    }

    static let expired = Text(
        en: "This form is no longer valid. Nothing was done. Open the page again.",
        zh: "此表单已失效，没有执行任何操作。请重新打开页面。")
    static let back = Text(en: "Back to the watch", zh: "返回值守页")
}
