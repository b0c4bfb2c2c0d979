import Facility

/// Mistakes in a `hazards.test.yaml`, and what comes of its cases.
package enum HazardTestMessage: Sendable, Hashable {
    case notAValue(String, point: String)
    case seriesTooLong(limit: Int)
    case tooManySteps(limit: Int)
    case pointNotGiven(String, profile: String)
    case unspeakable(String, point: String, profile: String)
    case collision(pointer: String, topic: String)
    case unknownHazard(String, facility: String)
    case unknownProfile(String, facility: String)
    case unknownDevice(String)
    case profileMissing(device: String)
    case nobodysTopic(String)
    case noneIsAlone
    case zoneOfDevice(String)
    case oneWord
    case duplicateCase(String, line: Int)
    case differs(name: String, at: String, expected: String, found: String)
    case nothingToSay(name: String, at: String, word: String)
    case notDone(name: String, at: String, word: String, expected: String, found: String)
    case passed(cases: Int, hazards: Int)
    case failed(failed: Int, cases: Int)
    case withoutCase(String)
    case noCases(String)

    package var text: LocalizedText { mistake ?? outcome }

    private var mistake: LocalizedText? {
        switch self {
        case .notAValue(let token, let point):
            LocalizedText(en: "`\(token)` is no value of `\(point)`", zh: "`\(token)` 不是 `\(point)` 的值")
        case .seriesTooLong(let limit):
            LocalizedText(en: "a series of more than \(limit) steps", zh: "序列超过 \(limit) 步")
        case .tooManySteps(let limit):
            LocalizedText(en: "a case of more than \(limit) messages", zh: "一个用例的报文超过 \(limit) 条")
        case .pointNotGiven(let point, let profile):
            LocalizedText(
                en: "devices of `\(profile)` do not tell `\(point)`", zh: "`\(profile)` 的设备不提供 `\(point)`")
        case .unspeakable(let value, let point, let profile):
            LocalizedText(
                en: "a device of `\(profile)` has no spelling for `\(point)` = \(value)",
                zh: "`\(profile)` 的设备无法表达 `\(point)` = \(value)")
        case .collision(let pointer, let topic):
            LocalizedText(
                en: "`\(pointer)` of `\(topic)` is written twice; write this case with `messages`",
                zh: "`\(topic)` 的 `\(pointer)` 被写了两次；此用例请改用 `messages`")
        case .unknownHazard(let id, let facility):
            LocalizedText(en: "\(facility) has no hazard `\(id)`", zh: "\(facility) 没有隐患 `\(id)`")
        case .unknownProfile(let id, let facility):
            LocalizedText(en: "\(facility) has no profile `\(id)`", zh: "\(facility) 没有型号 `\(id)`")
        case .unknownDevice(let id):
            LocalizedText(en: "this case has no device `\(id)`", zh: "此用例没有设备 `\(id)`")
        case .profileMissing(let device):
            LocalizedText(
                en: "`\(device)` needs a `profile`, its own or the case's",
                zh: "`\(device)` 需要 `profile`：写在设备或用例上")
        case .nobodysTopic(let topic):
            LocalizedText(en: "no device of this case sends `\(topic)`", zh: "此用例没有设备发送 `\(topic)`")
        case .noneIsAlone:
            LocalizedText(en: "`none` stands alone, for no incident at all", zh: "`none` 单独书写，表示没有任何警情")
        case .zoneOfDevice(let zone):
            LocalizedText(en: "no device of this case stands in zone `\(zone)`", zh: "此用例没有设备在分区 `\(zone)`")
        case .oneWord:
            LocalizedText(
                en: "one of `acknowledge`, `confirm`, `refute`, `clear` is said at a time",
                zh: "一次只写 `acknowledge`、`confirm`、`refute`、`clear` 之一")
        case .duplicateCase(let name, let line):
            LocalizedText(
                en: "the case \"\(name)\" is already on line \(line)", zh: "用例“\(name)”已在第 \(line) 行")
        default: nil
        }
    }

    private var outcome: LocalizedText {
        switch self {
        case .differs(let name, let at, let expected, let found):
            LocalizedText(
                en: "\"\(name)\" at \(at): expected \(expected); came \(found)",
                zh: "“\(name)”在 \(at)：应为 \(expected)；实际为 \(found)")
        case .nothingToSay(let name, let at, let word):
            LocalizedText(
                en: "\"\(name)\" at \(at): nothing to \(word): no such incident is open",
                zh: "“\(name)”在 \(at)：无法 \(word)：没有这样的未了结警情")
        case .notDone(let name, let at, let word, let expected, let found):
            LocalizedText(
                en: "\"\(name)\" at \(at): \(word) was to be \(expected); it was \(found)",
                zh: "“\(name)”在 \(at)：\(word) 应为 \(expected)；实际为 \(found)")
        case .passed(let cases, let hazards):
            LocalizedText(
                en: "\(cases) cases of \(hazards) hazards come out as written",
                zh: "\(hazards) 种隐患的 \(cases) 个用例全部一致")
        case .failed(let failed, let cases):
            LocalizedText(en: "\(failed) of \(cases) cases differ", zh: "\(cases) 个用例中有 \(failed) 个不一致")
        case .withoutCase(let hazards):
            LocalizedText(en: "no case proves \(hazards)", zh: "没有用例验证 \(hazards)")
        case .noCases(let directory):
            LocalizedText(
                en: "no facility below `\(directory)` has a `hazards.test.yaml`",
                zh: "`\(directory)` 下没有设施带 `hazards.test.yaml`")
        default: mistake ?? LocalizedText(en: "", zh: "")
        }
    }
}
