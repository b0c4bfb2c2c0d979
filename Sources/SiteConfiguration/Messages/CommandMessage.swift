import Facility

/// What the commands print besides diagnostics.
package enum CommandMessage: Sendable, Hashable {
    case configurationFaultless(devices: Int, hazards: Int)
    case configurationFaulty(errors: Int, warnings: Int)
    case warningsOnly(warnings: Int)
    case examplesPassed(examples: Int, profiles: Int)
    case examplesFailed(failed: Int, examples: Int)
    case exampleDiffers(point: String, expected: String, found: String)
    case decidable
    case weakEvidence
    case undecidable
    case hazardHeading
    case overridePlace
    case overrideKey
    case overrideValue
    case overrideWas
    case everywhere
    case whomToCall

    package var text: LocalizedText {
        switch self {
        case .configurationFaultless(let devices, let hazards):
            LocalizedText(
                en: "configuration is in order: \(devices) devices, \(hazards) hazards",
                zh: "配置无误：\(devices) 台设备，\(hazards) 种隐患")
        case .configurationFaulty(let errors, let warnings):
            LocalizedText(
                en: "errors: \(errors), warnings: \(warnings); the configuration is not put in force",
                zh: "错误 \(errors) 处，警告 \(warnings) 处；配置不会生效")
        case .warningsOnly(let warnings):
            LocalizedText(en: "in order with warnings: \(warnings)", zh: "可以使用，警告 \(warnings) 处")
        case .examplesPassed(let examples, let profiles):
            LocalizedText(
                en: "\(examples) examples of \(profiles) profiles decode as written",
                zh: "\(profiles) 个型号的 \(examples) 个示例全部解码一致")
        case .examplesFailed(let failed, let examples):
            LocalizedText(
                en: "\(failed) of \(examples) examples differ", zh: "\(examples) 个示例中有 \(failed) 个不一致")
        case .exampleDiffers(let point, let expected, let found):
            LocalizedText(
                en: "\(point): expected \(expected), decoded \(found)",
                zh: "\(point)：应为 \(expected)，解码得 \(found)")
        case .decidable: LocalizedText(en: "decidable", zh: "可判")
        case .weakEvidence: LocalizedText(en: "weak", zh: "弱")
        case .undecidable: LocalizedText(en: "undecidable", zh: "不可判")
        case .hazardHeading: LocalizedText(en: "hazard", zh: "隐患")
        case .overridePlace: LocalizedText(en: "where", zh: "范围")
        case .overrideKey: LocalizedText(en: "number", zh: "数值")
        case .overrideValue: LocalizedText(en: "here", zh: "本站点")
        case .overrideWas: LocalizedText(en: "as shipped", zh: "原定")
        case .whomToCall: LocalizedText(en: "call, in this order:", zh: "依次联系：")
        case .everywhere: LocalizedText(en: "everywhere", zh: "全站")
        }
    }
}
