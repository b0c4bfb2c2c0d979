import Facility

/// What the tools for profiles find and print: `gengfu profiles test`, `lint` and `new`.
package enum ToolingMessage: Sendable, Hashable {
    case expected
    case found
    case wholePayload
    case skipped(count: Int)
    case unmapped(String, pointers: [String])
    case withoutRange(String)
    case unitNotWritten(String, unit: String)
    case topicWithoutExample(String)
    case valuesNeverExampled(String, values: [String])
    case mapLacks(String, value: String)
    case lifeNotUrgent(String, points: [String])
    case timeNeverExampled
    case lintClean
    case lintFindings(Int)
    case nothingToDraft
    case drafted(messages: Int, topics: Int, points: Int)
    case noSuchFacility(String)
    case draftFails

    package var text: LocalizedText { lintText ?? otherText }

    private var lintText: LocalizedText? {
        switch self {
        case .unmapped(let topic, let pointers):
            LocalizedText(
                en: "`\(topic)`: no point reads \(Self.listed(pointers))",
                zh: "`\(topic)`：没有测点读取 \(Self.listed(pointers))")
        case .withoutRange(let point):
            LocalizedText(
                en: "`\(point)` has no range: no value of it looks wrong", zh: "`\(point)` 没有范围：任何值都不会被怀疑")
        case .unitNotWritten(let point, let unit):
            LocalizedText(
                en: "`\(point)`: the device's unit is not written, so it counts as \(unit)",
                zh: "`\(point)`：没有写设备的单位，按 \(unit) 处理")
        case .topicWithoutExample(let topic):
            LocalizedText(en: "`\(topic)` has no example", zh: "`\(topic)` 没有示例")
        case .valuesNeverExampled(let point, let values):
            LocalizedText(
                en: "`\(point)`: no example yields \(Self.listed(values))",
                zh: "`\(point)`：没有示例得出 \(Self.listed(values))")
        case .mapLacks(let point, let value):
            LocalizedText(
                en: "`\(point)`: no spelling in the map means \(value); what is not listed is refused",
                zh: "`\(point)`：对照表中没有写法表示 \(value)；未列出的写法会被拒收")
        case .lifeNotUrgent(let topic, let points):
            LocalizedText(
                en: "`\(topic)` tells of danger to life (\(Self.listed(points))) and is not `urgent`",
                zh: "`\(topic)` 涉及生命安全（\(Self.listed(points))），却没有 `urgent`")
        case .timeNeverExampled:
            LocalizedText(
                en: "no example has `observed_at`: nothing proves that the time is read",
                zh: "没有示例写 `observed_at`：无法证明时间读得对")
        default: nil
        }
    }

    private var otherText: LocalizedText {
        switch self {
        case .expected: LocalizedText(en: "expected", zh: "应为")
        case .found: LocalizedText(en: "decoded", zh: "解码得")
        case .wholePayload: LocalizedText(en: "payload", zh: "报文")
        case .skipped(let count):
            LocalizedText(
                en: "not run, because they need the codec process: \(count)", zh: "未运行（需要解码进程）：\(count)")
        case .lintClean: LocalizedText(en: "nothing to remark", zh: "没有可提醒之处")
        case .lintFindings(let count): LocalizedText(en: "remarks: \(count)", zh: "提醒 \(count) 处")
        case .nothingToDraft:
            LocalizedText(
                en: "no message in it that a profile could read as JSON or as one value",
                zh: "没有可按 JSON 或单个值读取的报文")
        case .drafted(let messages, let topics, let points):
            LocalizedText(
                en: "from \(messages) messages: \(topics) topics, \(points) points; look at every `# guess`",
                zh: "由 \(messages) 条报文得出 \(topics) 个主题、\(points) 个测点；请核对每处 `# guess`")
        case .noSuchFacility(let name):
            LocalizedText(en: "no facility `\(name)` in the profiles", zh: "型号目录中没有设施 `\(name)`")
        case .draftFails:
            LocalizedText(
                en: "the draft does not load; mend it before use", zh: "草稿无法载入，使用前请修正")
        default: lintText ?? LocalizedText(en: "", zh: "")
        }
    }

    private static func listed(_ words: [String]) -> String {
        words.prefix(12).joined(separator: " ") + (words.count > 12 ? " … (\(words.count))" : "")
    }
}
