import Facility

/// What `gengfu explain` says around the facts of an incident.
package enum ExplainMessage: Sendable, Hashable {
    case incident(String)
    case device(String, place: String)
    case zone(String)
    /// Both by the clocks named.
    case since(String, raised: String)
    case clocks(String)
    case weak
    case condition
    case partTrue
    case partFalse
    case partUnknown
    case partError
    case silence(seconds: String)
    case valuesAtRaise
    case readingsBefore
    case readingsAfter
    case noReadings
    case steps
    case by(String)

    package var text: LocalizedText {
        switch self {
        case .incident(let id): LocalizedText(en: "incident \(id)", zh: "事件 \(id)")
        case .device(let device, let place):
            LocalizedText(
                en: "device \(device)" + (place.isEmpty ? "" : " at \(place)"),
                zh: "设备 \(device)" + (place.isEmpty ? "" : "，位于 \(place)"))
        case .zone(let zone): LocalizedText(en: "zone \(zone)", zh: "分区 \(zone)")
        case .since(let since, let raised):
            LocalizedText(
                en: "since \(since) by the device's time, raised \(raised) by the gateway's",
                zh: "始于 \(since)（设备时间），发现于 \(raised)（网关时间）")
        case .clocks(let zone): LocalizedText(en: "times are \(zone)", zh: "时间为 \(zone)")
        case .weak: LocalizedText(en: "raised on weak evidence", zh: "依据弱证据发现")
        case .condition: LocalizedText(en: "what held when it was raised:", zh: "发现时的判定：")
        case .silence(let seconds):
            LocalizedText(en: "not a word for \(seconds) s", zh: "\(seconds) 秒没有上报")
        case .valuesAtRaise: LocalizedText(en: "values when it was raised:", zh: "发现时的数值：")
        case .readingsBefore: LocalizedText(en: "readings before:", zh: "此前读数：")
        case .readingsAfter: LocalizedText(en: "readings after:", zh: "此后读数：")
        case .noReadings: LocalizedText(en: "none kept", zh: "没有保存")
        case .steps: LocalizedText(en: "its steps:", zh: "经过：")
        case .by(let person): LocalizedText(en: "by \(person)", zh: "由 \(person)")
        default: truth
        }
    }

    /// Of a part of the condition.
    private var truth: LocalizedText {
        switch self {
        case .partTrue: LocalizedText(en: "true", zh: "成立")
        case .partFalse: LocalizedText(en: "false", zh: "不成立")
        case .partUnknown: LocalizedText(en: "unknown", zh: "未知")
        default: LocalizedText(en: "failed, counts as unknown", zh: "无法计算，按未知")
        }
    }
}

/// The words for the steps of an incident, by `Transition.Step.name`.
package enum StepWord {
    /// nil: a destination's word, which is one of `Handling`.
    package static func text(_ name: String) -> LocalizedText? {
        words[name] ?? Milestone(rawValue: name)?.name
    }

    /// What a step is about in words: `look` of a step `late`, `zhang call` of a step `called`; of any other step the
    /// detail itself.
    package static func detail(_ detail: String, of name: String) -> LocalizedText {
        let same = LocalizedText(en: detail, zh: detail)
        switch name {
        case "late": return ResponseDeadline(rawValue: detail)?.name ?? same
        case "called":
            // A person's id may hold a space, a route's word never.
            let words = detail.split(separator: " ")
            guard let route = words.last.flatMap({ CallRoute(rawValue: String($0)) }) else { return same }
            let person = words.dropLast().joined(separator: " ")
            return LocalizedText(en: "\(person), \(route.name.en)", zh: "\(person)，\(route.name.zh)")
        case "ticked":
            let words = detail.split(separator: " ")
            guard let found = words.last.flatMap({ RollCall.Finding(rawValue: String($0)) }) else {
                return same
            }
            let device = words.dropLast().joined(separator: " ")
            return LocalizedText(en: "\(device): \(found.name.en)", zh: "\(device)：\(found.name.zh)")
        default: return same
        }
    }

    private static let words: [String: LocalizedText] = [
        "raised": LocalizedText(en: "raised", zh: "发现"),
        "severity_changed": LocalizedText(en: "severity_changed", zh: "程度改变"),
        "acknowledged": LocalizedText(en: "acknowledged", zh: "有人前往查看"),
        "confirmed": LocalizedText(en: "confirmed", zh: "核实属实"),
        "refuted": LocalizedText(en: "refuted", zh: "判为误报"),
        "quiet": LocalizedText(en: "quiet", zh: "平息"),
        "active": LocalizedText(en: "active again", zh: "再次出现"),
        "cleared": LocalizedText(en: "cleared", zh: "解除"),
        "expired": LocalizedText(en: "expired", zh: "到期自动解除"),
        "reopened": LocalizedText(en: "reopened", zh: "重新打开"),
        "withdrawn": LocalizedText(en: "withdrawn", zh: "撤销"),
        "commented": LocalizedText(en: "commented", zh: "备注"),
        "shelved": LocalizedText(en: "shelved", zh: "搁置"),
        "emerged": LocalizedText(en: "still stands, and is told now", zh: "仍然存在，开始报告"),
        "supervised": LocalizedText(en: "supervised", zh: "督办"),
        "urged": LocalizedText(en: "urged", zh: "催办"),
        "rated": LocalizedText(en: "rated", zh: "评价"),
        "redone": LocalizedText(en: "to be done again", zh: "重办"),
        "overdue": LocalizedText(en: "not accepted in time", zh: "未按时受理"),
        "called": LocalizedText(en: "called", zh: "呼叫"),
        "late": LocalizedText(en: "late", zh: "逾期"),
        "grouped": LocalizedText(en: "part of an outage", zh: "并入集中失联"),
        "ungrouped": LocalizedText(en: "a case of its own again", zh: "移出集中失联"),
        "roll_called": LocalizedText(en: "cars to be called at", zh: "需逐台点名"),
        "ticked": LocalizedText(en: "car called at", zh: "已点名"),
        "grown": LocalizedText(en: "the fire grows", zh: "火情扩大"),
        "point_changed": LocalizedText(en: "a point of this fire", zh: "本案报警点变化"),
    ]
}

extension Transition.Step {
    /// What the step is about: the destination, the cause, the new severity.
    package func detail(in language: Language) -> String? {
        switch self {
        case .severityChanged(let severity): severity.text[language]
        case .refuted(let cause): cause
        case .handled(let destination, _), .overdue(let destination), .followed(let destination, _):
            destination
        case .called(let person, let route): "\(person) \(route.name[language])"
        case .late(let deadline): deadline.name[language]
        case .grouped(let storm): storm.description
        case .rollCalled(let open): String(open)
        case .grown(let point): point.description
        case .pointChanged(let point, let step): "\(point) \(step)"
        case .ticked(let device, let found): "\(device) \(found.name[language])"
        default: nil
        }
    }
}

extension Severity {
    /// The word for a person.
    package var text: LocalizedText {
        switch self {
        case .extreme: LocalizedText(en: "extreme", zh: "特别严重")
        case .severe: LocalizedText(en: "severe", zh: "严重")
        case .moderate: LocalizedText(en: "moderate", zh: "较重")
        case .minor: LocalizedText(en: "minor", zh: "一般")
        }
    }
}
