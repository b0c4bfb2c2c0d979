import Facility

/// Mistakes in `hazards.yaml`.
package enum HazardMessage: Sendable, Hashable {
    case duplicateHazard(String, where: String)
    case signMissing
    case twoSigns
    case anyOfAndSign(String)
    case durationWithSilence
    case extremeExpires(String)
    case expiryUnsupported
    case lifeSafetySuppressed(String)
    case secondTriggerNeedsZone
    case numberOutside(function: String, from: Int, to: Int)
    case zoneReadsPoints(String)
    case zoneNeedsSources
    case silenceOfZone
    case invalidMatterCode(String)
    case silentLifeSafety

    package var text: LocalizedText {
        switch self {
        case .duplicateHazard(let id, let place):
            LocalizedText(en: "`\(id)` is already declared in \(place)", zh: "`\(id)` 已在 \(place) 声明")
        case .signMissing:
            LocalizedText(
                en: "a hazard needs a sign: `when`, `silent` or a list `any_of`",
                zh: "隐患需要判据：`when`、`silent` 或列表 `any_of`")
        case .twoSigns:
            LocalizedText(
                en: "`when` and `silent` are two signs: list them under `any_of`",
                zh: "`when` 与 `silent` 是两个判据：请列在 `any_of` 下")
        case .anyOfAndSign(let key):
            LocalizedText(en: "`\(key)` belongs into an entry of `any_of`", zh: "`\(key)` 应写在 `any_of` 的条目里")
        case .durationWithSilence:
            LocalizedText(en: "`silent` says itself how long", zh: "`silent` 本身就是时长，不再需要 `for`")
        case .extremeExpires(let id):
            LocalizedText(
                en: "`\(id)` is extreme: only a person ends it, it never expires",
                zh: "`\(id)` 为特别严重：只能由人解除，不会自动过期")
        case .expiryUnsupported:
            LocalizedText(en: "a hazard ends when its condition does, not by the clock", zh: "隐患随条件结束，不按时间过期")
        case .lifeSafetySuppressed(let id):
            LocalizedText(
                en: "`\(id)` concerns life: it is never suppressed by `unless`",
                zh: "`\(id)` 关乎生命：不能用 `unless` 抑制")
        case .numberOutside(let function, let low, let high):
            LocalizedText(
                en: "the number in `\(function)` must be from \(low) to \(high)",
                zh: "`\(function)` 中的数必须在 \(low) 到 \(high) 之间")
        case .secondTriggerNeedsZone:
            LocalizedText(
                en: "a zone's hazard is itself the second trigger", zh: "分区隐患本身就是第二触发")
        case .zoneReadsPoints(let name):
            LocalizedText(
                en: "a zone has no points of its own: `\(name)`", zh: "分区没有自己的测点：`\(name)`")
        case .zoneNeedsSources:
            LocalizedText(
                en: "a zone's condition counts devices: `sources('fire.alarm', duration('3m')) >= 2`",
                zh: "分区的条件要统计设备数：`sources('fire.alarm', duration('3m')) >= 2`")
        case .silenceOfZone: LocalizedText(en: "silence is a device's, not a zone's", zh: "静默针对设备，不针对分区")
        case .invalidMatterCode(let code):
            LocalizedText(
                en: "`\(code)` is no matter code of GB/T 47678.5: five digits",
                zh: "`\(code)` 不是 GB/T 47678.5 事项代码：应为五位数字")
        case .silentLifeSafety:
            LocalizedText(en: "silence is a state of its own, never a danger to life", zh: "静默是单独的状态，不是生命危险")
        }
    }
}
