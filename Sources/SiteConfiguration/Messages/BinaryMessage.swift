import Facility

/// Mistakes in the layout of a binary message and in what a profile polls.
package enum BinaryMessage: Sendable, Hashable {
    case notWhole(String)
    case widthNeeded(type: String)
    case widthUnfit(type: String)
    case bitsBeyond(bytes: Int)
    case bitsNotAscending
    case onlyForBits(type: String)
    case tooManyNothings(limit: Int)
    case atOrRegister
    case registerWithoutRegisters
    case registerOutside(from: Int, to: Int)
    case pointerWithoutJSON
    case bytesNotKnown(String)
    case kindWithoutKinds
    case kindsWithoutKind
    case kindTwice(String)
    case tagTwice(String)
    case timeTypeNeeded
    case requestOrRegisters
    case requestTwice(String)
    case placeholderMissing(String)
    case pollTooFast

    package var text: LocalizedText { valueText ?? structureText }

    private var valueText: LocalizedText? {
        switch self {
        case .notWhole(let text):
            LocalizedText(
                en: "`\(text)` is no whole number such as `12` or `0x0C`",
                zh: "`\(text)` 不是整数，应如 `12` 或 `0x0C`")
        case .widthNeeded(let type):
            LocalizedText(en: "type \(type) needs a `width` in bytes", zh: "类型 \(type) 需要 `width`（字节数）")
        case .widthUnfit(let type):
            LocalizedText(en: "type \(type) says its width itself", zh: "类型 \(type) 自带宽度")
        case .bitsBeyond(let bytes):
            LocalizedText(
                en: "a value of \(bytes) bytes has bits 0 to \(8 * bytes - 1)",
                zh: "\(bytes) 字节的值只有第 0 至 \(8 * bytes - 1) 位")
        case .bitsNotAscending:
            LocalizedText(
                en: "bits are two numbers, the lower one first: `[0, 4]`", zh: "位范围是两个数，小的在前：`[0, 4]`")
        case .onlyForBits(let type):
            LocalizedText(en: "type \(type) has no bits to choose", zh: "类型 \(type) 不能按位取值")
        case .tooManyNothings(let limit):
            LocalizedText(en: "at most \(limit) values mean nothing", zh: "表示无读数的值最多 \(limit) 个")
        case .atOrRegister:
            LocalizedText(
                en: "a value stands `at` a byte or in a `register`", zh: "值的位置写 `at` 或 `register` 之一")
        case .registerWithoutRegisters:
            LocalizedText(
                en: "this topic has no `registers` to count from", zh: "该主题没有写 `registers`，无从计算寄存器位置")
        case .registerOutside(let from, let to):
            LocalizedText(
                en: "the block holds registers \(from) to \(to)", zh: "该数据块只有寄存器 \(from) 至 \(to)")
        case .pointerWithoutJSON:
            LocalizedText(
                en: "there is no JSON around these bytes: `bytes` names none",
                zh: "这些字节不在 JSON 中：`bytes` 没有写指针")
        default: nil
        }
    }

    private var structureText: LocalizedText {
        switch self {
        case .bytesNotKnown(let text):
            LocalizedText(
                en:
                    "`\(text)` says not where bytes are: `raw`, `hex`, `base64`, `{hex: /data}`, `{base64: /data}`",
                zh: "`\(text)` 未说明字节在何处：`raw`、`hex`、`base64`、`{hex: /data}`、`{base64: /data}`")
        case .kindWithoutKinds:
            LocalizedText(
                en: "`kind` chooses among `kinds`, which are missing", zh: "`kind` 用于选择 `kinds`，但没有写")
        case .kindsWithoutKind:
            LocalizedText(
                en: "`kinds` need a `kind`: where the message says which one it is",
                zh: "`kinds` 需要 `kind`：报文何处写明类型")
        case .kindTwice(let kind): LocalizedText(en: "kind \(kind) is written twice", zh: "类型 \(kind) 写了两次")
        case .tagTwice(let tag): LocalizedText(en: "tag \(tag) is written twice", zh: "标签 \(tag) 写了两次")
        case .timeTypeNeeded:
            LocalizedText(
                en: "a time in the bytes has a `type`: bcd, date, u32, u64",
                zh: "字节中的时间要写 `type`：bcd、date、u32、u64")
        case .requestOrRegisters:
            LocalizedText(
                en: "a request is `function` and `start`, or the bytes of a `request`",
                zh: "请求写 `function` 和 `start`，或写 `request` 的字节")
        case .requestTwice(let name):
            LocalizedText(en: "request `\(name)` is written twice", zh: "请求 `\(name)` 写了两次")
        case .placeholderMissing(let text):
            LocalizedText(en: "`\(text)` lacks `{device}`", zh: "`\(text)` 中缺少 `{device}`")
        case .pollTooFast:
            LocalizedText(
                en: "all requests with their time-outs take longer than `every`",
                zh: "全部请求加上超时长于 `every`")
        default: valueText ?? LocalizedText(en: "", zh: "")
        }
    }
}
