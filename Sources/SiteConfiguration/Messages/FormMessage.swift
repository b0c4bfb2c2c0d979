import Facility

/// Mistakes in the form of a file, whatever it is about.
package enum FormMessage: Sendable, Hashable {
    case cannotRead(ReadFailure)
    case notUTF8(line: Int)
    case emptyFile
    case fileTooLarge(limit: Int)
    case tooManyValues(limit: Int)
    case notYAML(YAMLProblem)
    case duplicateKey(String)
    case keyIsNotText
    case unknownKey(String)
    case missingKey(String)
    case wrongType(expected: ValueWord, found: ValueWord)
    case emptyText
    case outOfRange(from: String, to: String)
    case notADuration(String)
    case notASize(String)
    case notAChoice(String)
    case needsBothLanguages
    case emptyList
    case unknownVariable(String)
    case openVariable

    package var text: LocalizedText {
        switch self {
        case .cannotRead(let failure):
            LocalizedText(en: "cannot be read: \(failure.text.en)", zh: "无法读取：\(failure.text.zh)")
        case .notUTF8(let line):
            LocalizedText(en: "line \(line) is not UTF-8", zh: "第 \(line) 行不是 UTF-8 编码")
        case .emptyFile: LocalizedText(en: "the file is empty", zh: "文件是空的")
        case .fileTooLarge(let limit):
            LocalizedText(en: "larger than \(limit) bytes", zh: "文件超过 \(limit) 字节")
        case .tooManyValues(let limit):
            LocalizedText(en: "more than \(limit) values", zh: "值的数量超过 \(limit)")
        case .notYAML(let problem):
            LocalizedText(
                en: "not readable as YAML: \(problem.text)",
                zh: "不是正确的 YAML：\(problem.chinese ?? problem.text)")
        case .duplicateKey(let key):
            LocalizedText(en: "`\(key)` is written again below", zh: "`\(key)` 在下面又写了一次")
        case .keyIsNotText: LocalizedText(en: "a key must be a text", zh: "键必须是文本")
        case .unknownKey(let key): LocalizedText(en: "unknown key `\(key)`", zh: "未知的键 `\(key)`")
        case .missingKey(let key): LocalizedText(en: "`\(key)` is missing", zh: "缺少 `\(key)`")
        case .wrongType(let expected, let found):
            LocalizedText(
                en: "expected \(expected.text.en), found \(found.text.en)",
                zh: "应为\(expected.text.zh)，实际为\(found.text.zh)")
        case .emptyText: LocalizedText(en: "this text is empty", zh: "文本不能为空")
        case .outOfRange(let from, let to):
            LocalizedText(en: "must be from \(from) to \(to)", zh: "必须在 \(from) 到 \(to) 之间")
        case .notADuration(let text):
            LocalizedText(
                en: "`\(text)` is no length of time such as `5s`, `90s`, `5m` or `1h30m`",
                zh: "`\(text)` 不是时长，应写作 `5s`、`90s`、`5m` 或 `1h30m`")
        case .notASize(let text):
            LocalizedText(
                en: "`\(text)` is no size such as `256MiB` or `2GiB`",
                zh: "`\(text)` 不是容量，应写作 `256MiB` 或 `2GiB`")
        case .notAChoice(let text): LocalizedText(en: "`\(text)` is not a choice here", zh: "此处不能写 `\(text)`")
        case .needsBothLanguages:
            LocalizedText(
                en: "a name is written in both languages: `{en: …, zh: …}`",
                zh: "名称要写两种语言：`{en: …, zh: …}`")
        case .emptyList: LocalizedText(en: "this list is empty", zh: "列表不能为空")
        case .unknownVariable(let name):
            LocalizedText(en: "the environment has no variable `\(name)`", zh: "环境变量 `\(name)` 不存在")
        case .openVariable:
            LocalizedText(en: "`${` has no closing `}`", zh: "`${` 没有对应的 `}`")
        }
    }
}

/// What kind of thing is written somewhere.
package enum ValueWord: Sendable, Hashable {
    case text, number, boolean, duration, list, mapping, nothing

    package var text: LocalizedText {
        switch self {
        case .text: LocalizedText(en: "a text", zh: "文本")
        case .number: LocalizedText(en: "a number", zh: "数字")
        case .boolean: LocalizedText(en: "`true` or `false`", zh: " `true` 或 `false`")
        case .duration: LocalizedText(en: "a length of time such as `90s`", zh: "时长（如 `90s`）")
        case .list: LocalizedText(en: "a list", zh: "列表")
        case .mapping: LocalizedText(en: "a mapping `key: value`", zh: "键值表（`键: 值`）")
        case .nothing: LocalizedText(en: "nothing", zh: "空值")
        }
    }
}

/// Why a file cannot be read.
package enum ReadFailure: Sendable, Hashable {
    case missing, isFolder, denied, notText

    package var text: LocalizedText {
        switch self {
        case .missing: LocalizedText(en: "no such file", zh: "文件不存在")
        case .isFolder: LocalizedText(en: "it is a folder", zh: "是一个目录")
        case .denied: LocalizedText(en: "permission denied", zh: "没有权限")
        case .notText: LocalizedText(en: "not a text of at most 64 KiB", zh: "不是 64 KiB 以内的文本")
        }
    }
}
