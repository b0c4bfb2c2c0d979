import Facility

/// Why a payload could not be read, in both languages.
///
/// The store keeps the decoder's own English sentence, which is also what makes rows of earlier versions readable. Here
/// each sentence stands with its Chinese one: `{}` is what the payload or the profile says and stays as it is, `{*}` is
/// a sentence itself. `QuarantineReasonTests` hands every reason there is through it.
package enum QuarantineReason {
    /// - Returns: the sentence in both languages; one that nobody knows (a codec's own words) as it is in both.
    package static func text(_ english: String) -> LocalizedText {
        LocalizedText(en: english, zh: chinese(english, depth: 0))
    }

    private static func chinese(_ english: String, depth: Int) -> String {
        guard depth < 4 else { return english }
        for sentence in sentences {
            guard let found = sentence.match(english) else { continue }
            return sentence.chinese(found) { chinese($0, depth: depth + 1) }
        }
        return english
    }

    private static let sentences = (whole + payloads + texts + frames + bytes + codecs).map {
        Sentence(english: $0.0, chinese: $0.1)
    }

    private static let whole = [
        ("malformed: {*}", "报文格式不对：{*}"),
        ("identity: {*}", "设备身份不符：{*}"),
        ("malformed", "报文格式不对"),
        ("not a number: {}", "不是数字：{}"),
        ("not a boolean: {}", "不是布尔值：{}"),
        ("not one of the point's values: {}", "不在该测点的取值之中：{}"),
        ("not in the field's map: {}", "对照表中没有：{}"),
        ("not a value: {}", "不是单个值：{}"),
        ("text longer than {} bytes: {}", "文字超过 {} 字节：有 {} 字节"),
        ("not a unit of the point's quantity: {}", "单位与该测点的量不符：{}"),
        ("more than {} channels in one message", "一条报文超过 {} 个通道"),
        ("time: not a time in the profile's format: {}", "时间与型号写明的格式不符：{}"),
        ("the payload says it is of {}, its topic names `{}`", "报文自称属于 {}，主题指明的是 `{}`"),
        ("the topic is one device's, the payload names another: `{}`", "主题属于一台设备，报文写的是另一台：`{}`"),
        ("unknown device: {}", "未登记的设备：{}"),
        ("no profile maps the topic", "没有型号使用该主题"),
        ("not read", "没有读取"),
        ("gave way: too many messages wait for their codec", "等待解码的报文过多，此条让出"),
        ("ended the program {} times", "处理它时程序中断了 {} 次"),
    ]

    private static let payloads = [
        ("empty payload", "报文为空"),
        ("longer than 1048576 bytes", "超过 1048576 字节"),
        ("nested deeper than 64 levels", "嵌套超过 64 层"),
        ("not UTF-8", "不是 UTF-8"),
        ("a number that JSON or 64 bits cannot hold", "有 JSON 或 64 位放不下的数"),
        ("a string with a broken escape", "字符串的转义写法有误"),
        ("not JSON", "不是 JSON"),
        ("no JSON", "不是 JSON"),
        ("no memory to read it", "内存不足，无法读取"),
        ("JSON without a model that says what it `exposes`", "JSON 中没有带 `exposes` 的型号"),
        ("no list of devices", "不是设备清单"),
        ("{} devices, more than {}", "{} 台设备，超过 {}"),
        ("{} bytes, more than {}", "{} 字节，超过 {}"),
    ]

    private static let texts = [
        ("not what the profile's pattern, pairs or columns say", "与型号写明的格式、键值或列不符"),
        ("a quoted field that is not closed or goes on after its quote", "带引号的字段没有收尾，或引号后还有内容"),
        ("{} columns of {}", "{} 列，应有 {} 列"),
        ("more than {} lines", "超过 {} 行"),
        ("a text longer than {} bytes", "文字超过 {} 字节"),
        ("senml that must not be read by halves: {*}", "SenML 中有必须理解而不认识的内容：{*}"),
        ("the field {}", "字段 {}"),
        ("version {}", "版本 {}"),
        ("a senml pack is an array", "SenML 应为数组"),
        ("more than {} senml records", "SenML 记录超过 {} 条"),
        ("a senml record is an object", "SenML 记录应为对象"),
        ("a senml record with two values", "一条 SenML 记录有两个值"),
        ("a senml `vb` that is no boolean", "SenML 的 `vb` 不是布尔值"),
        ("a senml text that is none: {}", "SenML 的文字字段不是文字：{}"),
        ("a senml number that is none: {}", "SenML 的数字字段不是数字：{}"),
        ("two senml versions in one pack", "同一 SenML 中有两个版本号"),
        ("a senml name that is empty or not of `{}`", "SenML 名称为空，或含 `{}` 以外的字符"),
        ("a senml time beyond the year 9999", "SenML 时间超过 9999 年"),
        ("ocpp without a connectorId", "OCPP 报文没有 connectorId"),
        ("ocpp without a message type", "OCPP 报文没有消息类型"),
        ("an ocpp call without an action", "OCPP 请求没有动作名"),
        ("an ocpp call without a payload", "OCPP 请求没有内容"),
        ("ocpp without a payload", "OCPP 报文没有内容"),
    ]

    private static let frames = [
        ("start: no 0x4040 in {} bytes", "启动符：{} 字节中没有 0x4040"),
        ("truncated: {} of {} bytes, then another frame", "不完整：应 {2} 字节，只有 {1} 字节，随后是另一帧"),
        ("truncated: {} of {} bytes", "不完整：应 {2} 字节，只有 {1} 字节"),
        ("length: stated {}, at most {}", "长度：报文写 {}，上限 {}"),
        ("end: found 0x{}, expected 0x2323", "结束符：实为 0x{}，应为 0x2323"),
        ("checksum: stated 0x{}, computed 0x{}", "校验和：报文写 0x{}，算得 0x{}"),
        ("command: {} is reserved", "控制单元命令：{} 为保留值"),
        ("count: stated {}, found {}", "信息对象数：报文写 {}，实有 {}"),
        ("count: {} bytes are not {} objects", "信息对象数：{} 字节不是 {} 个信息对象"),
        ("text: stated {} bytes, found {}", "文字：报文写 {} 字节，实有 {} 字节"),
        ("count: {} bytes left over", "信息对象数：多出 {} 字节"),
    ]

    private static let bytes = [
        ("no text where the bytes should be", "应有字节文本之处为空"),
        ("not {} at character {}", "第 {2} 个字符不是 {1}"),
        ("{} text cut short", "{} 文本不完整"),
        ("more than {} bytes", "超过 {} 字节"),
        ("shorter than {} bytes: {}", "不足 {} 字节：只有 {} 字节"),
        ("longer than {} bytes: {}", "超过 {} 字节：有 {} 字节"),
        ("starts with {}, not {}", "开头是 {}，应为 {}"),
        ("ends with {}, not {}", "结尾是 {}，应为 {}"),
        ("length: stated {}, is {}", "长度：报文写 {}，实为 {}"),
        ("checksum {}: stated {}, computed {}", "校验 {}：报文写 {}，算得 {}"),
        ("no layout for kind {}", "没有类型 {} 的格式"),
        ("says it has {} items, holds {}", "写明 {} 项，只有 {} 项"),
        ("{} bytes are left after the last item of {} bytes", "最后一项（每项 {2} 字节）之后余 {1} 字节"),
        ("the tag at byte {} goes beyond the end", "第 {} 字节处的标签超出报文末尾"),
        ("unknown tag {} at byte {}", "第 {2} 字节处有未知标签 {1}"),
        ("Modbus exception {} to function {}: {*}", "Modbus 对功能码 {2} 返回异常 {1}：{3}"),
        ("answers function {}, asked was {}", "应答功能码 {}，请求的是 {}"),
        ("answer of unit {}, asked was {}", "从站 {} 应答，请求的是 {}"),
        ("answers no request of the profile", "与型号的任何请求都不符"),
        ("illegal function", "非法功能"),
        ("illegal data address", "非法数据地址"),
        ("illegal data value", "非法数据值"),
        ("server device failure", "从站设备故障"),
        ("acknowledge", "确认"),
        ("server device busy", "从站设备忙"),
        ("memory parity error", "存储奇偶校验错"),
        ("gateway path unavailable", "网关路径不可用"),
        ("gateway target device failed to respond", "网关目标设备无响应"),
        ("not in the standard", "标准中没有"),
    ]

    private static let codecs = [
        (
            "no uplink of The Things Stack, ChirpStack or a gateway like them",
            "不是 The Things Stack、ChirpStack 一类网关的上行报文"
        ),
        ("a frame of {} bytes", "一帧 {} 字节，过长"),
        ("no FPort: {}", "没有 FPort：{}"),
        ("codec: {*}", "解码程序：{*}"),
        (
            "not decoded by the network server, and the profile names no `script`",
            "网络服务器没有解码，型号也没有写 `script`"
        ),
        ("more than {} uplinks wait for their codec", "等待解码的上行报文超过 {} 条"),
        ("the codec's process ended {} times while it ran", "运行时解码进程中断了 {} 次"),
        ("no answer for {} ms", "{} 毫秒没有应答"),
        ("the codec rests: it ran too long {} times", "解码程序暂停：{} 次运行超时"),
        ("the codec ran longer than {} ms", "运行超过 {} 毫秒"),
        ("the codec was not loaded", "解码程序没有载入"),
        ("the codec returned more than {} kB", "返回的内容超过 {} kB"),
        ("no context", "没有运行环境"),
        ("no result", "没有返回结果"),
        ("no memory for a JavaScript context", "内存不足，无法建立 JavaScript 环境"),
        ("no memory for the payload", "内存不足，放不下报文"),
        ("no memory for the result", "内存不足，放不下结果"),
        ("JavaScript stopped without a reason", "JavaScript 中止，没有给出原因"),
    ]
}

/// An English sentence with holes and its Chinese one.
///
/// A hole is `{}`; `{*}` holds a sentence. In the Chinese one the holes follow in the same order, or are named by their
/// number: `{2}` is the second of the English ones.
private struct Sentence {
    let english: String
    let chinese: String

    /// - Returns: what stands in the holes; nil when it is another sentence.
    func match(_ text: String) -> [Substring]? {
        var found: [Substring] = []
        var rest = text[...]
        var pattern = english[...]
        var isOpen = false
        while true {
            let hole = pattern.firstIndex(of: "{") ?? pattern.endIndex
            let fixed = pattern[..<hole]
            if isOpen {
                guard hole < pattern.endIndex else {
                    guard rest.hasSuffix(fixed) else { return nil }
                    return found + [rest.dropLast(fixed.count)]
                }
                guard let range = rest.firstRange(of: fixed) else { return nil }
                found.append(rest[..<range.lowerBound])
                rest = rest[range.upperBound...]
            } else {
                guard rest.hasPrefix(fixed) else { return nil }
                rest = rest.dropFirst(fixed.count)
                if hole == pattern.endIndex { return rest.isEmpty ? found : nil }
            }
            isOpen = true
            guard let end = pattern[hole...].firstIndex(of: "}") else { return nil }
            pattern = pattern[pattern.index(after: end)...]
        }
    }

    func chinese(_ found: [Substring], _ translate: (String) -> String) -> String {
        let holes = english.split(separator: "{", omittingEmptySubsequences: false).dropFirst()
        let said = zip(found, holes).map { text, hole in
            hole.hasPrefix("*") ? translate(String(text)) : String(text)
        }
        var sentence = ""
        var next = 0
        var rest = chinese[...]
        while let start = rest.firstIndex(of: "{"), let end = rest[start...].firstIndex(of: "}") {
            sentence += rest[..<start]
            let number = Int(rest[rest.index(after: start)..<end])
            let position = number.map { $0 - 1 } ?? next
            if said.indices.contains(position) { sentence += said[position] }
            next += 1
            rest = rest[rest.index(after: end)...]
        }
        return sentence + rest
    }
}
