import Control
import Facility

/// The words about devices that the sheet does not have.
extension Words {
    static func held(_ count: Int) -> Text {
        Text(en: "Devices nobody has declared: \(count)", zh: "未登记设备：\(count) 台")
    }

    static let heldAdvice = Text(
        en: "They speak, and nobody watches what they say.", zh: "正在上报，但没有纳入监测。")
    static func moreHeld(_ count: Int) -> Text {
        Text(
            en: "… and \(count) more: gengfu devices list --held",
            zh: "……另有 \(count) 台：gengfu devices list --held")
    }

    package static let suggested = Text(en: "suggested:", zh: "建议型号：")
    package static let noProfile = Text(en: "no profile reads it", zh: "无匹配型号")
    static let urgentKept = Text(en: "its alarms are kept", zh: "已保留其报警报文")
    package static func heardTimes(_ count: Int) -> Text {
        Text(en: "heard \(count) times", zh: "共收到 \(count) 条")
    }

    package static let firstHeard = Text(en: "first heard", zh: "首次收到")
    static let bytes = Text(en: "bytes", zh: "字节")
    static let profile = Text(en: "profile (empty: the suggested one)", zh: "型号（留空用建议型号）")
    static let buildingName = Text(en: "building", zh: "楼栋")
    static let floor = Text(en: "floor (needs a building)", zh: "楼层（须写楼栋）")
    static let whyRetired = Text(en: "why, when it is turned away", zh: "不纳入的原因")
    static let adopt = Text(en: "Take it in", zh: "纳入监测")
    static let retire = Text(en: "Turn it away", zh: "不予纳入")

    static let registry = Text(en: "Beside the sheet, and unread", zh: "表外设备与未解析报文")
    static let heldDevices = Text(en: "devices held", zh: "待定设备")
    static let adoptedDevices = Text(en: "devices adopted", zh: "已纳入的表外设备")
    static let retiredDevices = Text(en: "devices retired", zh: "已停用设备")
    static let pendingDecodes = Text(en: "messages wait for their codec", zh: "等待解码的报文")
    static let restingCodecs = Text(en: "codecs rest", zh: "暂停的解码程序")
    static let quarantineRows = Text(en: "payloads in quarantine", zh: "隔离区报文")
    static let pollRequests = Text(en: "questions asked of devices", zh: "轮询请求")
    static let pollAnswers = Text(en: "answers", zh: "轮询应答")
    static let pollTimeouts = Text(en: "questions without an answer", zh: "轮询超时")

    /// Why a device is not watched, on `gengfu devices show`.
    package static func whyBeside(_ standing: RegistryEntry.Standing, by person: String, why: String) -> Text
    {
        switch standing {
        case .held:
            Text(
                en: "held: the sheet has no device of this name, so nothing it says is watched",
                zh: "待定：设备表中没有此设备，其上报未纳入监测")
        case .adopted: Text(en: "adopted by \(person)", zh: "由 \(person) 纳入监测")
        case .retired:
            Text(en: "retired by \(person): \(why)", zh: "由 \(person) 停用：\(why)")
        }
    }

    /// How it is taken in.
    package static func howToAdopt(_ device: String, profile: String?) -> Text {
        let choice = profile == nil ? " --profile PROFILE" : ""
        return Text(
            en: "to take it in: gengfu devices adopt '\(device)'\(choice) --by PERSON --building … --floor …",
            zh: "纳入监测：gengfu devices adopt '\(device)'\(choice) --by 人员 --building 楼栋 --floor 楼层")
    }
}
