/// What about a binary message does not fit its layout: with the numbers that tell whether the device, the wire
/// between or the profile is to be mended.
package enum ByteMisfit: Sendable, Equatable {
    /// The text that should spell the bytes does not.
    case spelling(PayloadBytes.Mistake)
    /// Fewer bytes than the layout's fixed fields and checks take.
    case shorter(than: Int, found: Int)
    case longer(than: Int, found: Int)
    /// The first bytes, at most eight of them in one number.
    case start(stated: UInt64, found: UInt64, width: Int)
    case end(stated: UInt64, found: UInt64, width: Int)
    /// The message's own length field says another length than it has.
    case length(stated: Int, found: Int)
    case check(ByteCheck.Kind, stated: UInt64, computed: UInt64)
    /// No layout of the profile is for this kind of message.
    case kind(UInt64, width: Int)
    /// A group says it has more items than the message holds.
    case group(stated: Int, fits: Int)
    /// After the last whole item of a group that goes on to the end some bytes are left.
    case remainder(bytes: Int, itemSize: Int)
    /// A tag's value, or the tag or length itself, goes beyond the end.
    case tagCutShort(at: Int)
    /// The profile does not know the tag, and there is no way past it or a rule against it.
    case unknownTag(UInt64, width: Int, at: Int)
    /// A Modbus device answers that it cannot (Modbus Application Protocol V1.1b3, section 7).
    case exception(UInt8, function: UInt8)
    /// The Modbus answer is to another function than the profile asks.
    case function(UInt8, expected: UInt8)
    /// The Modbus answer comes from another unit address than the profile asks.
    case unit(UInt8, expected: UInt8)
    /// It answers none of the profile's requests.
    case noRequest

    /// The sentence in both languages.
    package var sentence: LocalizedText { frameSentence ?? contentSentence }

    private var frameSentence: LocalizedText? {
        switch self {
        case .spelling(let mistake): mistake.sentence
        case .shorter(let least, let found):
            LocalizedText(
                en: "shorter than \(least) bytes: \(found)", zh: "不足 \(least) 字节：只有 \(found) 字节")
        case .longer(let most, let found):
            LocalizedText(en: "longer than \(most) bytes: \(found)", zh: "超过 \(most) 字节：有 \(found) 字节")
        case .start(let stated, let found, let width):
            LocalizedText(
                en: "starts with \(Self.hex(found, width)), not \(Self.hex(stated, width))",
                zh: "开头是 \(Self.hex(found, width))，应为 \(Self.hex(stated, width))")
        case .end(let stated, let found, let width):
            LocalizedText(
                en: "ends with \(Self.hex(found, width)), not \(Self.hex(stated, width))",
                zh: "结尾是 \(Self.hex(found, width))，应为 \(Self.hex(stated, width))")
        case .length(let stated, let found):
            LocalizedText(
                en: "length: stated \(stated), is \(found)", zh: "长度：报文写 \(stated)，实为 \(found)")
        case .check(let kind, let stated, let computed):
            LocalizedText(
                en: "checksum \(kind.rawValue): stated \(Self.hex(stated, kind.width)), "
                    + "computed \(Self.hex(computed, kind.width))",
                zh: "校验 \(kind.rawValue)：报文写 \(Self.hex(stated, kind.width))，"
                    + "算得 \(Self.hex(computed, kind.width))")
        default: nil
        }
    }

    private var contentSentence: LocalizedText {
        switch self {
        case .kind(let kind, let width):
            LocalizedText(
                en: "no layout for kind \(Self.hex(kind, width))", zh: "没有类型 \(Self.hex(kind, width)) 的格式")
        case .group(let stated, let fits):
            LocalizedText(
                en: "says it has \(stated) items, holds \(fits)", zh: "写明 \(stated) 项，只有 \(fits) 项")
        case .remainder(let bytes, let size):
            LocalizedText(
                en: "\(bytes) bytes are left after the last item of \(size) bytes",
                zh: "最后一项（每项 \(size) 字节）之后余 \(bytes) 字节")
        case .tagCutShort(let at):
            LocalizedText(
                en: "the tag at byte \(at) goes beyond the end", zh: "第 \(at) 字节处的标签超出报文末尾")
        case .unknownTag(let tag, let width, let at):
            LocalizedText(
                en: "unknown tag \(Self.hex(tag, width)) at byte \(at)",
                zh: "第 \(at) 字节处有未知标签 \(Self.hex(tag, width))")
        case .exception(let code, let function):
            LocalizedText(
                en: "Modbus exception \(code) to function \(function): \(Self.exceptionName(code).en)",
                zh: "Modbus 对功能码 \(function) 返回异常 \(code)：\(Self.exceptionName(code).zh)")
        case .function(let found, let expected):
            LocalizedText(
                en: "answers function \(found), asked was \(expected)", zh: "应答功能码 \(found)，请求的是 \(expected)")
        case .unit(let found, let expected):
            LocalizedText(
                en: "answer of unit \(found), asked was \(expected)", zh: "从站 \(found) 应答，请求的是 \(expected)")
        case .noRequest: LocalizedText(en: "answers no request of the profile", zh: "与型号的任何请求都不符")
        default: frameSentence ?? LocalizedText(en: "", zh: "")
        }
    }

    /// Names of Modbus Application Protocol V1.1b3, section 7.
    private static func exceptionName(_ code: UInt8) -> LocalizedText {
        switch code {
        case 1: LocalizedText(en: "illegal function", zh: "非法功能")
        case 2: LocalizedText(en: "illegal data address", zh: "非法数据地址")
        case 3: LocalizedText(en: "illegal data value", zh: "非法数据值")
        case 4: LocalizedText(en: "server device failure", zh: "从站设备故障")
        case 5: LocalizedText(en: "acknowledge", zh: "确认")
        case 6: LocalizedText(en: "server device busy", zh: "从站设备忙")
        case 8: LocalizedText(en: "memory parity error", zh: "存储奇偶校验错")
        case 10: LocalizedText(en: "gateway path unavailable", zh: "网关路径不可用")
        case 11: LocalizedText(en: "gateway target device failed to respond", zh: "网关目标设备无响应")
        default: LocalizedText(en: "not in the standard", zh: "标准中没有")
        }
    }

    /// `0x17`, with as many digits as `width` bytes have.
    package static func hex(_ value: UInt64, _ width: Int) -> String {
        let digits = String(value, radix: 16, uppercase: true)
        return "0x" + String(repeating: "0", count: max(0, 2 * min(width, 8) - digits.utf8.count)) + digits
    }
}

extension PayloadBytes.Mistake {
    /// The sentence in both languages.
    package var sentence: LocalizedText {
        switch self {
        case .nothing: LocalizedText(en: "no text where the bytes should be", zh: "应有字节文本之处为空")
        case .badCharacter(let spelling, let at):
            LocalizedText(
                en: "not \(spelling.rawValue) at character \(at)", zh: "第 \(at) 个字符不是 \(spelling.rawValue)")
        case .cutShort(let spelling):
            LocalizedText(en: "\(spelling.rawValue) text cut short", zh: "\(spelling.rawValue) 文本不完整")
        case .tooMany(let limit): LocalizedText(en: "more than \(limit) bytes", zh: "超过 \(limit) 字节")
        }
    }
}
