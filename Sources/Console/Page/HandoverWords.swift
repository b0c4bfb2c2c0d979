import Facility

/// The words of a change of shift, and of what a person may press beside the box.
extension Words {
    static let handover = Text(en: "Handover of the shift", zh: "交接班")
    static let onDuty = Text(en: "On duty by the roster", zh: "排班当值")
    static let nobodyOnDuty = Text(en: "nobody", zh: "当前无人当班")
    static let signedOn = Text(en: "Signed on", zh: "在岗签到")
    static let nobodySigned = Text(en: "nobody yet", zh: "尚无交接班记录")
    static func until(_ time: String) -> Text { Text(en: "until \(time)", zh: "至 \(time)") }
    static let openIncidentList = Text(en: "Open incidents", zh: "未了结警情")
    static let shelvedList = Text(en: "Shelved", zh: "已搁置")
    static let disabledList = Text(en: "Out of service", zh: "停用设备")
    static let worksList = Text(
        en: "Works announced (nobody is told of what happens there)", zh: "检修中（期间不通知）")
    static let silentList = Text(en: "Silent devices", zh: "失联设备")
    static let nobodyGoes = Text(en: "nobody is going", zh: "无人应答")
    static func moreOfList(_ count: Int) -> Text { Text(en: "… and \(count) more", zh: "……另有 \(count) 项") }
    static let nothingThere = Text(en: "none", zh: "无")
    static let whoGoes = Text(en: "Goes off duty", zh: "交班人")
    static let whoTakesOver = Text(en: "Takes over", zh: "接班人")
    static let pinOfWhoGoes = Text(en: "PIN of who goes", zh: "交班人 PIN")
    static let pinOfWhoTakesOver = Text(en: "PIN of who takes over", zh: "接班人 PIN")
    static let noteForNext = Text(en: "What else the next one must know", zh: "其他交代事项")
    static let bothSign = Text(en: "Both sign: hand over", zh: "双方签字，完成交接")
    static let signedAt = Text(en: "Date and time", zh: "日期时间")

    static let beside = Text(en: "Loudspeaker and sirens", zh: "本机扬声器与警铃")
    static let besideAdvice = Text(
        en:
            "Hushing concerns lost paths only, until the path is back; an alarm falls silent when somebody answers it. A "
            + "siren switched on here falls silent by itself after its longest time.",
        zh: "消音只针对线路中断提示，线路恢复后再断会重新提示；警情提示音由应答停止。在此开启的警铃到最长时间自动停止。")
    static let hush = Text(en: "Hush about lost paths", zh: "线路中断提示消音")
    static let sirenOn = Text(en: "sound it", zh: "开启")
    static let sirenOff = Text(en: "silence it", zh: "停止")

    static let firePoints = Text(en: "Points of this fire", zh: "本起火情的报警点")
    static func grown(_ count: Int) -> Text {
        Text(en: "the fire grows: \(count) points", zh: "火情扩大：\(count) 个报警点")
    }
    static func toldWith(_ number: Int64) -> Text {
        Text(en: "with incident \(number)", zh: "并入第\(number)号警情")
    }
}
