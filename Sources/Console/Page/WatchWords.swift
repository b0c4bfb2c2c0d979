import Control
import Facility

/// The words about devices, brokers, destinations and the store.
extension Words {
    static let devices = Text(en: "Devices", zh: "设备")
    static let device = Text(en: "Device", zh: "设备")
    static let kind = Text(en: "Kind", zh: "类型")
    static let place = Text(en: "Place", zh: "位置")
    static let standing = Text(en: "State", zh: "状态")
    static let lastHeard = Text(en: "Last heard", zh: "最后上报")
    static let points = Text(en: "Unknown points", zh: "未知测点")
    static let value = Text(en: "Value", zh: "数值")
    static let quality = Text(en: "Quality", zh: "质量")
    package static let unknown = Text(en: "unknown", zh: "未知")
    static let never = Text(en: "never", zh: "从未")
    static let noSuchDevice = Text(
        en: "There is no such device, or the gateway does not answer.", zh: "没有这台设备，或网关没有应答。")
    static let noPlace = Text(en: "no building given", zh: "未登记楼栋")

    package static func standing(_ standing: DeviceReport.Standing) -> Text {
        switch standing {
        case .heard: Text(en: "heard", zh: "有信号")
        case .silent: Text(en: "SILENT: state unknown", zh: "静默，情况不明")
        case .never: Text(en: "NEVER HEARD: state unknown", zh: "从未上报，情况不明")
        }
    }

    /// The conversation with a device that speaks only when asked, in one line.
    package static func poll(_ poll: PollReport) -> Text {
        let dead = poll.deadRounds
        return Text(
            en: "asked \(poll.requests) times: \(poll.answers) answers, \(poll.timeouts) time-outs, "
                + "\(poll.late) late, \(poll.strays) not asked for"
                + (dead > 0 ? "; \(dead) rounds on end without an answer" : ""),
            zh:
                "已询问 \(poll.requests) 次：应答 \(poll.answers)，超时 \(poll.timeouts)，迟到 \(poll.late)，未询问 \(poll.strays)"
                + (dead > 0 ? "；连续 \(dead) 轮无应答" : ""))
    }

    /// The kinds of facility that are shipped; one of somebody's own stands there by its id.
    package static func facility(_ id: String) -> Text {
        switch id {
        case "elevator": Text(en: "lifts", zh: "电梯")
        case "fire": Text(en: "fire equipment", zh: "消防设施")
        case "water": Text(en: "water supply", zh: "二次供水")
        case "charging": Text(en: "charging", zh: "充电设施")
        default: Text(en: id, zh: id)
        }
    }

    /// By `Quality.name`; a word of a newer gateway stands as it is.
    package static func quality(_ name: String) -> Text {
        switch name {
        case Quality.good.name: Text(en: "good", zh: "可信")
        case Quality.suspect.name: Text(en: "suspect", zh: "可疑")
        case Quality.stale.name: Text(en: "stale", zh: "过时")
        case Quality.outOfRange.name: Text(en: "out of range", zh: "超出量程")
        case Quality.stuck.name: Text(en: "stuck", zh: "数值卡死")
        case Quality.clockSuspect.name: Text(en: "device clock doubtful", zh: "设备时钟不可信")
        default: Text(en: name, zh: name)
        }
    }

    static func building(_ heard: Int, of total: Int) -> Text {
        heard == total
            ? Text(en: "\(heard) of \(total) heard", zh: "\(heard)/\(total) 台有信号")
            : Text(
                en: "\(heard) of \(total) heard · \(total - heard) unknown",
                zh: "\(heard)/\(total) 台有信号 · \(total - heard) 台情况不明")
    }

    static func moreDevices(_ count: Int) -> Text {
        Text(
            en: "… and \(count) more devices that this page does not list", zh: "……另有 \(count) 台设备本页未列出")
    }

    static let watch = Text(en: "The watch itself", zh: "值守系统自身")
    static let sessions = Text(en: "Broker sessions", zh: "消息服务器连接")
    static let contract = Text(en: "What the broker keeps for us", zh: "消息服务器的保证")
    static let destinations = Text(en: "Destinations", zh: "上报去向")
    static let store = Text(en: "Store", zh: "存储")
    static let losses = Text(en: "Lost for good", zh: "已确定丢失")
    static let rejections = Text(en: "Readings refused", zh: "被拒读数")
    static let none = Text(en: "none recorded", zh: "没有记录到")
    static let noDestination = Text(en: "No destination: nobody is told.", zh: "没有上报去向：不会告知任何一方。")
    static let noSession = Text(en: "No broker: nothing is heard.", zh: "没有消息服务器：什么也听不到。")

    package static func session(_ state: SessionReport.State) -> Text {
        switch state {
        case .connected: Text(en: "connected", zh: "已连接")
        case .draining: Text(en: "catching up", zh: "正在补收")
        case .connecting: Text(en: "connecting: hears nothing", zh: "连接中，听不到")
        case .lost: Text(en: "LOST: hears nothing", zh: "已断开，听不到")
        }
    }

    /// By `SessionReport.kind`.
    package static func sessionKind(_ kind: String) -> Text {
        switch kind {
        case "urgent": Text(en: "urgent", zh: "紧急")
        case "telemetry": Text(en: "telemetry", zh: "遥测")
        default: Text(en: kind, zh: kind)
        }
    }

    static func sessionPresent(_ present: Bool?) -> Text {
        switch present {
        case true?: Text(en: "the broker had kept our session", zh: "消息服务器保留了会话")
        case false?: Text(en: "the broker had NOT kept our session", zh: "消息服务器没有保留会话")
        case nil: Text(en: "never connected", zh: "从未连接")
        }
    }

    static func verdict(_ holds: Bool?) -> Text {
        switch holds {
        case true?: Text(en: "holds", zh: "成立")
        case false?: Text(en: "DOES NOT HOLD", zh: "不成立")
        case nil: Text(en: "unknown", zh: "未知")
        }
    }

    static func waiting(_ count: Int, oldestSeconds: Double?) -> Text {
        guard count > 0 else { return Text(en: "nothing waits", zh: "没有待发") }
        let age = oldestSeconds.map { Int($0.rounded()) } ?? 0
        return Text(en: "\(count) waiting, the oldest for \(age) s", zh: "待发 \(count) 件，最久 \(age) 秒")
    }

    package static let pathLost = Text(en: "PATH LOST", zh: "通道中断")
    static let lifeSafetyPath = Text(en: "life-safety path", zh: "生命安全通道")
    /// When the way to a destination was last proven, and what stood in the way since; nil: an older gateway.
    package static func proof(_ destination: DestinationReport, now: Timestamp) -> Text? {
        guard let isOverdue = destination.isProofOverdue else { return nil }
        var text: Text
        if let at = destination.provenAt {
            let age = age(seconds: max(0, (now - at).seconds))
            let isLink = destination.proofMeans == .link
            text = Text(
                en: (isOverdue ? "NOT PROVEN for \(age.en)" : "proven \(age.en) ago")
                    + (isLink ? " (the link alone)" : ""),
                zh: (isOverdue ? "已 \(age.zh)未验证通道" : "\(age.zh)前验证过通道") + (isLink ? "（仅链路）" : ""))
        } else {
            text =
                isOverdue
                ? Text(en: "NEVER PROVEN", zh: "通道从未验证") : Text(en: "not proven yet", zh: "通道尚未验证")
        }
        guard let trouble = destination.proofTrouble else { return text }
        text.en += "; last time: \(trouble.en)"
        text.zh += "；上次验证失败：\(trouble.zh)"
        return text
    }

    private static func age(seconds: Double) -> Text {
        switch seconds {
        case ..<3_600: Text(en: "\(Int(seconds / 60)) min", zh: "\(Int(seconds / 60)) 分钟")
        case ..<172_800: Text(en: "\(Int(seconds / 3_600)) h", zh: "\(Int(seconds / 3_600)) 小时")
        default: Text(en: "\(Int(seconds / 86_400)) days", zh: "\(Int(seconds / 86_400)) 天")
        }
    }

    static func refusedDeliveries(_ count: Int) -> Text { Text(en: "\(count) refused", zh: "被拒 \(count) 件") }

    static func store(_ ring: RingReport) -> Text {
        let megabytes = (ring.bytes >> 20, ring.limitBytes >> 20)
        let p99 = ring.commitP99Microseconds.map { "\((($0 / 100).rounded() / 10)) ms" }
        return Text(
            en: "\(megabytes.0) MiB taken, never above \(megabytes.1); commit p99 \(p99 ?? "unknown")",
            zh: "预先占用 \(megabytes.0) MiB，不超过 \(megabytes.1) MiB；写入耗时 p99 \(p99 ?? "未知")")
    }

    static let commitsFail = Text(en: "COMMITS FAIL", zh: "无法写入")
    static let oldestReading = Text(en: "oldest reading kept", zh: "最早的读数")

    package static func cause(_ cause: Loss.Cause) -> Text {
        switch cause {
        case .rateLimit: Text(en: "a device talked too fast", zh: "设备上报过快")
        case .evicted: Text(en: "evicted for space", zh: "空间不足被淘汰")
        case .incidentLimit: Text(en: "more incidents than can be held", zh: "警情过多无法容纳")
        case .identity: Text(en: "said to be another device's", zh: "报文自称属于其他设备")
        case .undecodable: Text(en: "could not be read", zh: "无法解析")
        case .unknownDevice: Text(en: "unknown device", zh: "未登记设备")
        case .tooLarge: Text(en: "too large", zh: "报文过大")
        case .blind: Text(en: "while we were blind", zh: "监测中断期间")
        case .brokerSessionLost: Text(en: "broker lost our session", zh: "消息服务器丢失会话")
        case .quarantineFull: Text(en: "quarantine full", zh: "隔离区已满")
        case .pendingFull: Text(en: "too many waited for their codec", zh: "等待解码的消息过多")
        case .damaged: Text(en: "damaged store", zh: "存储损坏")
        }
    }

    /// Why readings were refused, by `RejectionReason.Kind.name`.
    static func rejection(_ reason: String) -> Text {
        switch reason {
        case RejectionReason.Kind.malformed.name: Text(en: "malformed payload", zh: "报文无法解析")
        case RejectionReason.Kind.notANumber.name: Text(en: "not a number", zh: "不是数字")
        case RejectionReason.Kind.notABoolean.name: Text(en: "not a boolean", zh: "不是真假值")
        case RejectionReason.Kind.unknownValue.name: Text(en: "unknown value", zh: "未知的取值")
        case RejectionReason.Kind.unmapped.name: Text(en: "not in the profile's map", zh: "型号未列出的取值")
        case RejectionReason.Kind.notAValue.name: Text(en: "not a value", zh: "不是单个值")
        case RejectionReason.Kind.tooLong.name: Text(en: "text too long", zh: "文本过长")
        case RejectionReason.Kind.unit.name: Text(en: "unit not of the point", zh: "单位与测点不符")
        case RejectionReason.Kind.tooManyChannels.name: Text(en: "too many channels", zh: "通道过多")
        case RejectionReason.Kind.identity.name: Text(en: "claims to be another device", zh: "自称是其他设备")
        case RejectionReason.Kind.time.name: Text(en: "time not readable", zh: "时间无法解析")
        default: Text(en: reason, zh: reason)
        }
    }
}
