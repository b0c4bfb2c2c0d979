import Facility

/// Mistakes in `hazards.yaml`.
package indirect enum HazardMessage: Sendable, Hashable {
    case duplicateHazard(String, where: String)
    case signMissing
    case twoSigns
    case anyOfAndSign(String)
    case durationWithSilence
    case extremeExpires(String)
    case lifeSafetyHeldOff(String)
    case lifeSafetyScheduled(String)
    case lifeSafetyGrouped(String)
    case extremeGrouped(String)
    case rollCallLooksBack
    case severityWithoutSteps
    case notADay(String)
    case notATimeOfDay(String)
    case notANamedNumber(String)
    case numberNameTaken(String)
    case unknownHazard(String)
    case unknownNumber(String, hazard: String)
    case overrideUnfit(String, Message)
    case overrideOfSeveral(String)
    case overrideOfNone(String)
    case lifeSafetyShadowed(String)
    case lifeSafetyMilder(String)
    case overrideEverywhere
    case tooManyVariants(limit: Int)
    case holidaysUnknown(String)
    case lifeSafetySuppressed(String)
    case secondTriggerNeedsZone
    case numberOutside(function: String, from: Int, to: Int)
    case zoneReadsPoints(String)
    case zoneNeedsSources
    case silenceOfZone
    case placeLooksAlong
    case placeCountsElsewhere
    case allOfMany(String)
    case invalidMatterCode(String)
    case silentLifeSafety
    case noContactRole(String)
    case contactTwice(String)

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
        case .lifeSafetyHeldOff(let id):
            LocalizedText(
                en: "`\(id)` concerns life: every occurrence is a case of its own, without `hold_off`",
                zh: "`\(id)` 关乎生命：每次发生都是新的事件，不能用 `hold_off`")
        case .lifeSafetyScheduled(let id):
            LocalizedText(
                en: "`\(id)` concerns life: it is watched at every hour, without `schedule`",
                zh: "`\(id)` 关乎生命：任何时间都要监测，不能用 `schedule`")
        case .lifeSafetyGrouped(let id):
            LocalizedText(
                en: "`\(id)` concerns life: it is never part of an outage, without `grouped`",
                zh: "`\(id)` 关乎生命：不得并入集中失联，不能用 `grouped`")
        case .extremeGrouped(let id):
            LocalizedText(
                en: "`\(id)` can be extreme: it is never part of an outage, without `grouped`",
                zh: "`\(id)` 可达特别严重：不得并入集中失联，不能用 `grouped`")
        case .rollCallLooksBack:
            LocalizedText(
                en: "a roll-call asks what was last said: points only, no windows",
                zh: "点名只看最后上报的值：只能用测点，不能用时间窗")
        case .severityWithoutSteps:
            LocalizedText(
                en: "a severity is a word, or conditions by severity: `{severe: …, extreme: …}`",
                zh: "严重程度写一个词，或按程度写条件：`{severe: …, extreme: …}`")
        case .notADay(let word):
            LocalizedText(
                en: "`\(word)` is no day: `mon`, `mon-fri`, `sat` or `holiday`",
                zh: "`\(word)` 不是日子：应为 `mon`、`mon-fri`、`sat` 或 `holiday`")
        case .notATimeOfDay(let text):
            LocalizedText(
                en: "`\(text)` is no time of day from `00:00` to `24:00`",
                zh: "`\(text)` 不是 `00:00` 至 `24:00` 之间的时刻")
        case .notANamedNumber(let text):
            LocalizedText(
                en: "`\(text)` is no number such as `degC(60)`, `2.5` or `duration('5m')`",
                zh: "`\(text)` 不是数值：应如 `degC(60)`、`2.5` 或 `duration('5m')`")
        case .numberNameTaken(let name):
            LocalizedText(
                en: "`\(name)` cannot name a number: one small word that means nothing else in a condition",
                zh: "`\(name)` 不能作数值名：应为一个小写单词，且在条件中没有别的含义")
        case .unknownHazard(let id):
            LocalizedText(en: "there is no hazard `\(id)`", zh: "没有隐患 `\(id)`")
        case .unknownNumber(let name, let hazard):
            LocalizedText(
                en: "`\(hazard)` has no number `\(name)` under `let`",
                zh: "`\(hazard)` 的 `let` 中没有数值 `\(name)`")
        case .overrideUnfit(let hazard, let message):
            LocalizedText(
                en: "does not fit `\(hazard)`: \(message.text.en)", zh: "与 `\(hazard)` 不符：\(message.text.zh)")
        case .overrideOfSeveral(let key):
            LocalizedText(
                en: "the hazard has several signs, each with its own `\(key)`",
                zh: "该隐患有多个判据，各有自己的 `\(key)`")
        case .overrideOfNone(let key):
            LocalizedText(en: "the hazard has no `\(key)` to change", zh: "该隐患没有可改的 `\(key)`")
        case .lifeSafetyShadowed(let id):
            LocalizedText(
                en: "`\(id)` concerns life: a site cannot silence it", zh: "`\(id)` 关乎生命：站点不能将其静默")
        case .lifeSafetyMilder(let id):
            LocalizedText(
                en: "`\(id)` concerns life: a site cannot make it milder",
                zh: "`\(id)` 关乎生命：站点不能降低其严重程度")
        case .overrideEverywhere:
            LocalizedText(
                en: "says nowhere where: `building`, `profile` or `device`",
                zh: "没有写明范围：`building`、`profile` 或 `device`")
        case .tooManyVariants(let limit):
            LocalizedText(
                en: "more than \(limit) different settings of hazards", zh: "隐患的不同设置超过 \(limit) 种")
        case .holidaysUnknown(let id):
            LocalizedText(
                en: "`\(id)` speaks of holidays and `holidays` lists none",
                zh: "`\(id)` 涉及节假日，但 `holidays` 没有列出")
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
                en: "a place's hazard is itself the second trigger", zh: "分区、楼层等范围的隐患本身就是第二触发")
        case .zoneReadsPoints(let name):
            LocalizedText(
                en:
                    "a place has no points of its own: count devices, `count(\"…\") >= 2`; here stands `\(name)`",
                zh: "分区、楼层等范围没有自己的测点，应统计设备：`count(\"…\") >= 2`；此处写了 `\(name)`")
        case .zoneNeedsSources:
            LocalizedText(
                en:
                    "a place's condition counts devices: `sources('fire.alarm', duration('3m')) >= 2`, "
                    + "`all('water.pump_fault')`",
                zh:
                    "范围隐患的条件要统计设备数：`sources('fire.alarm', duration('3m')) >= 2`、"
                    + "`all('water.pump_fault')`")
        case .placeLooksAlong:
            LocalizedText(
                en: "`upstream` and `downstream` look from a device: `scope: device`",
                zh: "`upstream` 与 `downstream` 从设备看起，只用于 `scope: device`")
        case .placeCountsElsewhere:
            LocalizedText(
                en:
                    "a place counts its own devices; only a device says where: `count('fire.hot', 'building')`",
                zh: "范围隐患只统计本范围的设备；只有设备隐患才写统计范围：`count('fire.hot', 'building')`")
        case .allOfMany(let text):
            LocalizedText(
                en: "`all` takes one hazard or a condition, not `\(text)`",
                zh: "`all` 只能写一个隐患或一个条件，不能写 `\(text)`")
        case .silenceOfZone: LocalizedText(en: "silence is a device's, not a place's", zh: "静默针对设备，不针对范围")
        case .invalidMatterCode(let code):
            LocalizedText(
                en: "`\(code)` is no matter code of GB/T 47678.5: five digits",
                zh: "`\(code)` 不是 GB/T 47678.5 事项代码：应为五位数字")
        case .noContactRole(let word):
            LocalizedText(en: "`\(word)` is nobody's role", zh: "没有“\(word)”这种联系角色")
        case .contactTwice(let word):
            LocalizedText(en: "`\(word)` is listed twice", zh: "“\(word)”列了两次")
        case .silentLifeSafety:
            LocalizedText(en: "silence is a state of its own, never a danger to life", zh: "静默是单独的状态，不是生命危险")
        }
    }
}
