import Expressions
import Facility

/// The way out, printed below a mistake.
package enum HelpMessage: Sendable, Hashable {
    case didYouMean([String])
    case known([String])
    case lastOneCounts
    case checkIndentation
    case saveAsUTF8
    case secretsInFiles
    case variablesOnlyWhere
    case deviceLevel
    case useAge
    case writeInUnit(String)
    case listEverySpelling
    case quoteCode
    case contactRoles

    package var text: LocalizedText {
        switch self {
        case .contactRoles:
            LocalizedText(
                en:
                    "roles: \(Role.allCases.map { "`\($0.rawValue)` \($0.name.en)" }.joined(separator: ", "))",
                zh: "可写：\(Role.allCases.map { "`\($0.rawValue)` \($0.name.zh)" }.joined(separator: "、"))")
        case .didYouMean(let words):
            LocalizedText(
                en: "did you mean \(Self.quoted(words, " or "))?", zh: "是不是想写 \(Self.quoted(words, " 或 "))？")
        case .known(let words):
            LocalizedText(
                en: "known here: \(Self.quoted(words, ", "))", zh: "此处可写：\(Self.quoted(words, "、"))")
        case .lastOneCounts:
            LocalizedText(en: "keep one of the two", zh: "两处只保留一处")
        case .checkIndentation:
            LocalizedText(
                en: "check the indentation, quotes and brackets here and on the line above",
                zh: "检查这一行和上一行的缩进、引号和括号")
        case .saveAsUTF8:
            LocalizedText(
                en: "save it as \"CSV UTF-8\"; spreadsheets in Chinese otherwise write GBK",
                zh: "请另存为“CSV UTF-8（逗号分隔）”，中文表格软件默认保存为 GBK")
        case .secretsInFiles:
            LocalizedText(
                en: "write the secret into a file and its path here, or use `credential` with systemd",
                zh: "把密钥写入文件并在此写文件路径，或用 systemd 的 `credential`")
        case .variablesOnlyWhere:
            LocalizedText(
                en: "`${NAME}` is replaced only in hosts, ports, addresses and paths",
                zh: "`${NAME}` 只在主机、端口、网址和路径中替换")
        case .deviceLevel:
            LocalizedText(
                en: """
                    one level says `{device}`, as in `gengfu/fire/{device}/state`, or the profile has one `device`
                    """,
                zh: "有一级写 `{device}`，如 `gengfu/fire/{device}/state`；或型号以 `device` 指明唯一的设备")
        case .useAge:
            LocalizedText(
                en: "put the end into the condition: `point && age(point) < duration('10m')`",
                zh: "把结束写进条件：`point && age(point) < duration('10m')`")
        case .writeInUnit(let unit):
            LocalizedText(en: "the point is kept in \(unit)", zh: "该测点以 \(unit) 保存")
        case .listEverySpelling:
            LocalizedText(
                en: "list every spelling the device sends; `null` means no reading",
                zh: "列出设备会发送的每种写法；`null` 表示没有读数")
        case .quoteCode:
            LocalizedText(en: "put codes in quotes: \"01076\"", zh: "代码要加引号：\"01076\"")
        }
    }

    /// At most twelve words, so that it stays one readable line.
    private static func quoted(_ words: [String], _ separator: String) -> String {
        words.prefix(12).map { "`\($0)`" }.joined(separator: separator) + (words.count > 12 ? " …" : "")
    }
}

extension HelpMessage {
    /// What was probably meant, or else what can be written.
    static func nearest(to word: String, among known: [String], otherwiseKnown: [String]? = nil)
        -> HelpMessage?
    {
        // Of one or two letters anything is near.
        let near = word.count < 3 ? [] : Spelling.suggestions(for: word, among: known)
        if !near.isEmpty { return .didYouMean(Array(near.prefix(2))) }
        let all = otherwiseKnown ?? known
        return all.isEmpty ? nil : .known(all)
    }

    /// What was probably meant; nil when nothing is near, for names of which there may be thousands.
    static func nearestOnly(to word: String, among known: [String]) -> HelpMessage? {
        guard word.count >= 3, known.count <= 2_000 else { return nil }
        let near = Spelling.suggestions(for: word, among: known)
        return near.isEmpty ? nil : .didYouMean(Array(near.prefix(2)))
    }

    static func nearestUnit(to unit: String) -> HelpMessage? {
        let near = Units.suggestions(for: unit)
        return near.isEmpty ? nil : .didYouMean(near)
    }
}
