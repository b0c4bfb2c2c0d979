import Facility

/// Mistakes in a destination file (`deploy/destinations/`).
package enum TemplateMessage: Sendable, Hashable {
    case unknownName(String)
    case unknownTransform(String)
    case openTag
    case unescapedTag
    case foreignTag(String)
    case namelessTag
    case strayEnd(String)
    case unclosedSection(String)
    case notAWord(String)
    case notInAList(String)
    case notAPointer(String)
    case notAPath(String)
    case twoBodies
    case notJSON(sample: String)
    case notATimeFormat(String)
    case unmarkedExercise
    case takesNoExercise(String)
    case unknownSetting(String)
    case missingSetting(String)
    case unusedDictionary(String)
    case hazardsWithoutWord(String)
    case noHeartbeat(String)
    case noBodyInGet

    package var text: LocalizedText {
        switch self {
        case .unknownName(let name):
            LocalizedText(en: "nothing is called `\(name)` here", zh: "此处没有名为 `\(name)` 的内容")
        case .unknownTransform(let name):
            LocalizedText(
                en: "`\(name)(…)` is neither a function nor a dictionary of this file",
                zh: "`\(name)(…)` 既不是函数，也不是本文件的词典")
        case .openTag: LocalizedText(en: "`{{` is never closed by `}}`", zh: "`{{` 没有以 `}}` 结束")
        case .unescapedTag:
            LocalizedText(
                en: "three braces would write a value unescaped; put a blank between `{` and `{{`",
                zh: "三个花括号会不转义地写出内容；请在 `{` 和 `{{` 之间加空格")
        case .foreignTag(let sign):
            LocalizedText(en: "`{{\(sign)…}}` is not used in these files", zh: "这类文件不使用 `{{\(sign)…}}`")
        case .namelessTag:
            LocalizedText(
                en: "no name: letters, digits, `_`, `.` and functions as in `{{unix(at)}}`",
                zh: "没有名称：只用字母、数字、`_`、`.` 和 `{{unix(at)}}` 这样的函数")
        case .strayEnd(let name):
            LocalizedText(
                en: "`{{/\(name)}}` does not close the section opened last", zh: "`{{/\(name)}}` 与最近打开的段不匹配")
        case .unclosedSection(let name):
            LocalizedText(en: "the section `\(name)` is never closed", zh: "段 `\(name)` 没有结束")
        case .notAWord(let name):
            LocalizedText(
                en: "`\(name)` is a list or a group: write a section, or `{{json(\(name))}}`",
                zh: "`\(name)` 是列表或分组：请写成段，或 `{{json(\(name))}}`")
        case .notInAList(let name):
            LocalizedText(en: "`\(name)()` belongs into a list", zh: "`\(name)()` 只能用在列表中")
        case .notAPointer(let text):
            LocalizedText(
                en: "`\(text)` is no JSON Pointer: it begins with `/`, as in `/data/recId`",
                zh: "`\(text)` 不是 JSON Pointer：应以 `/` 开头，如 `/data/recId`")
        case .notAPath(let text):
            LocalizedText(
                en: "`\(text)` is no path: it begins with `/` and has no query",
                zh: "`\(text)` 不是路径：以 `/` 开头，不含查询参数")
        case .twoBodies:
            LocalizedText(en: "a request has one body", zh: "一个请求只有一种正文")
        case .notJSON(let sample):
            LocalizedText(
                en: "this is no JSON once it is filled in (\(sample))", zh: "填入内容后不是合法的 JSON（\(sample)）")
        case .notATimeFormat(let text):
            LocalizedText(
                en: "`\(text)` is no time: use `yyyy MM dd HH mm ss SSS XXX`",
                zh: "`\(text)` 不是时间格式：使用 `yyyy MM dd HH mm ss SSS XXX`")
        case .unmarkedExercise:
            LocalizedText(
                en:
                    "no text says which case is an exercise: use `{{origin}}` or `{{#exercise}}` in the report",
                zh: "没有内容标明演练：请在 report 中使用 `{{origin}}` 或 `{{#exercise}}`")
        case .takesNoExercise(let id):
            LocalizedText(
                en: "the interface `\(id)` cannot mark what is no real case", zh: "接口 `\(id)` 无法标明非真实事件")
        case .unknownSetting(let name):
            LocalizedText(en: "the file asks for no `\(name)`", zh: "文件没有要求 `\(name)`")
        case .missingSetting(let name):
            LocalizedText(en: "the file asks for `\(name)`", zh: "文件要求给出 `\(name)`")
        case .unusedDictionary(let name):
            LocalizedText(en: "nothing uses the dictionary `\(name)`", zh: "没有内容使用词典 `\(name)`")
        case .hazardsWithoutWord(let hazards):
            LocalizedText(
                en: "no word for \(hazards), and no `otherwise`: their cases could not be reported",
                zh: "没有 \(hazards) 的对应词，也没有 `otherwise`：这些事件将无法上报")
        case .noHeartbeat(let id):
            LocalizedText(en: "the interface `\(id)` has no heartbeat", zh: "接口 `\(id)` 没有心跳")
        case .noBodyInGet:
            LocalizedText(en: "a GET has no body", zh: "GET 请求没有正文")
        }
    }
}
