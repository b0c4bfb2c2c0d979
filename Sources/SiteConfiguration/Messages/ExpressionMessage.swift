import Expressions
import Facility

/// Mistakes in conditions. The room `Expressions` says in data what is wrong; its own sentence is the English
/// one, the Chinese one is here.
package enum ExpressionMessage: Sendable, Hashable {
    case issue(ExpressionIssue.Kind)

    package var text: LocalizedText {
        switch self {
        case .issue(let kind): LocalizedText(en: kind.description, zh: kind.chinese)
        }
    }
}

extension ExpressionIssue.Kind {
    var chinese: String { chineseReading ?? chineseName ?? chineseType ?? chineseUnit }

    private var chineseReading: String? {
        switch self {
        case .empty: "表达式是空的"
        case .sourceTooLong(let bytes, let limit): "表达式长 \(bytes) 字节，超过上限 \(limit)"
        case .tooDeep(let limit): "嵌套超过 \(limit) 层"
        case .syntax(let expected, let found):
            "应为\(expected.chinese)，实际为\(found.isEmpty ? "结尾" : " `\(found)`")"
        case .invalidCharacter(let character): "`\(character)` 在此没有意义"
        case .unterminatedString: "文本缺少右引号"
        case .invalidEscape(let escape): "`\(escape)` 不是转义"
        case .invalidNumber(let number): "`\(number)` 不是数字"
        case .numberOutOfRange(let number): "`\(number)` 超出 64 位"
        case .reservedWord(let word): "`\(word)` 是保留字"
        case .insteadWrite(let found, let instead): "请写 `\(instead)`，不要写 `\(found)`"
        case .unsupported(.messages): "不支持消息构造 `名称{…}`"
        default: nil
        }
    }

    private var chineseName: String? {
        switch self {
        case .unknownName(let name, let suggestions): "未知的名称 `\(name)`" + Self.chineseHint(suggestions)
        case .unknownFunction(let name, let suggestions): "未知的函数 `\(name)`" + Self.chineseHint(suggestions)
        case .noSuchField(let field, let type): "\(type) 没有字段 `\(field)`"
        case .missingQuotes(let word): "`\(word)` 是文本，请写 `'\(word)'`"
        case .notAnEnumValue(let value, let allowed, let suggestions):
            "`\(value)` 不是可用的取值：" + allowed.prefix(12).map { "`\($0)`" }.joined(separator: "、")
                + (allowed.count > 12 ? "……" : "") + Self.chineseHint(suggestions)
        case .wrongCallForm(let function, let isMember):
            isMember ? "`\(function)` 应写作 `x.\(function)(…)`" : "`\(function)` 应写作 `\(function)(…)`"
        default: nil
        }
    }

    private var chineseType: String? {
        switch self {
        case .noOverload(let operation, let types):
            "`\(operation)` 不能用于 \(types.map(\.description).joined(separator: "、"))"
                + Self.chineseConversion(types)
        case .wrongArgumentCount(let function, let expected, let found):
            "`\(function)` 要 \(expected.map(String.init).joined(separator: " 或 ")) 个参数，实际 \(found) 个"
        case .wrongArgument(let function, let position, let expected):
            "`\(function)` 的第 \(position) 个参数应为\(expected.chinese)"
        case .wrongResult(let expected, let found): "结果是 \(found)，应为 \(expected)"
        case .invalidDuration(let text): "`\(text)` 不是时长，应如 `90s`、`5m`、`1h30m`"
        case .durationTooFine(let text): "`\(text)` 比毫秒还细"
        case .invalidTimestamp(let text): "`\(text)` 不是 RFC 3339 时间，应如 `2026-03-09T10:15:30Z`"
        case .invalidPattern(let pattern, let reason): "`\(pattern)` 不是模式：\(reason.chinese)"
        case .duplicateKey(let key): "键 `\(key)` 出现两次"
        case .invalidPresenceTest: "`has` 只接名称或字段，如 `has(car.speed)`"
        case .invalidMacroVariable(let function):
            "`\(function)` 的第一个参数应为新名称，如 `list.\(function)(x, x > 1)` 中的 `x`"
        case .unknownZone(let zone): "`\(zone)` 不是时区，应如 `UTC`、`+08:00`、`Asia/Shanghai`"
        case .alwaysFails(let error): "这里总会出错：\(error.chinese)"
        default: nil
        }
    }

    private var chineseUnit: String {
        switch self {
        case .bareNumberBesideUnit(let unit, let literals):
            "以 \(unit) 计的量旁边是没有单位的数字"
                + (literals.isEmpty ? "" : "：请写 " + literals.map { "`\($0)(…)`" }.joined(separator: " 或 "))
        case .unitMismatch(let expected, let found): "\(expected) 与 \(found) 不能相比"
        case .scalePointForDifference(let unit): "以 \(unit) 计的差值旁边是零点不同的单位：请用 \(unit) 书写"
        default: ""
        }
    }

    private static func chineseHint(_ suggestions: [String]) -> String {
        suggestions.isEmpty ? "" : "，是不是 " + suggestions.map { "`\($0)`" }.joined(separator: " 或 ") + "？"
    }

    private static func chineseConversion(_ types: [ValueType]) -> String {
        guard types.count == 2, types[0] != types[1], types.allSatisfy(\.isNumber) else { return "" }
        return "；两边请写成同一种数字，如小数旁写 `2.0`"
    }
}

extension ExpressionIssue.Expectation {
    fileprivate var chinese: String {
        switch self {
        case .operand: "一个值"
        case .operatorOrEnd: "运算符或结尾"
        case .closing(let symbol): " `\(symbol)`"
        case .colon: " `:`"
        case .fieldName: "字段名"
        }
    }
}

extension ExpressionIssue.ArgumentKind {
    fileprivate var chinese: String {
        switch self {
        case .point: "测点名"
        case .pointOfType(let types): "测点名，其类型为 " + types.map(\.description).joined(separator: "、")
        case .points(let limit): "2 到 \(limit) 个不同测点的列表，如 `[car.speed, car.load]`"
        case .duration: "时长，如 `duration('5m')`"
        case .text: "引号中的文本"
        case .number: "数字"
        }
    }
}

extension PatternFailure {
    var chinese: String {
        switch self {
        case .unclosedGroup: "`(` 没有闭合"
        case .unopenedGroup: "`)` 没有开头"
        case .unclosedClass: "`[` 没有闭合"
        case .nothingToRepeat: "没有可重复的内容"
        case .unsupported(let what): "不支持 `\(what)`"
        case .badRepetition: "重复次数应为 `{n}`、`{n,}` 或 `{n,m}`，n ≤ m ≤ 1000"
        case .badRange: "范围的上限小于下限"
        case .repeatedGroup(let name): "分组 `\(name)` 重名"
        case .tooLarge: "过大"
        }
    }
}

extension EvaluationError {
    fileprivate var chinese: String {
        switch self {
        case .divisionByZero: "除数为零"
        case .modulusByZero: "对零取余"
        case .overflow: "溢出"
        case .noSuchOverload: "类型不符"
        case .noSuchKey: "没有这个键"
        case .indexOutOfRange: "下标越界"
        case .invalidConversion: "无法转换"
        case .invalidMapKey: "键无效"
        case .invalidPattern: "模式无效"
        case .textTooLong: "文本过长"
        case .unknownName: "名称未声明"
        case .unknownFunction: "函数不存在"
        case .unknownZone: "时区未知"
        case .tooLarge: "结果过大"
        case .tooManySteps: "步数过多"
        case .invalidArgument: "参数无效"
        }
    }
}
