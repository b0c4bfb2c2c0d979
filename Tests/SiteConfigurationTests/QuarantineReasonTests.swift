import CodecWire
import Expressions
import Facility
import Testing

@testable import SiteConfiguration

/// What a person reads about a payload that nobody could read, in Chinese as in English.
@Suite("Why a payload could not be read")
struct QuarantineReasonTests {
    @Test("Every reason of a decoder has its Chinese sentence, with the same data")
    func everyReason() {
        for kind in RejectionReason.Kind.allCases {
            let ofKind = Self.reasons.filter { $0.kind == kind }
            #expect(!ofKind.isEmpty, "\(kind)")
            for reason in ofKind {
                let text = QuarantineReason.text(reason.text)
                #expect(text.en == reason.text)
                #expect(Self.isChinese(text.zh), "\(text.en) → \(text.zh)")
                // Words of a sentence of ours that were left standing; what the payload says is in capitals here.
                let left = text.zh.matches(of: /[a-z]{4,}/).map { String($0.output) }
                #expect(left.allSatisfy(Self.terms.contains), "\(text.zh)")
                for datum in ["XX", "YY", "71", "83", "0x4D", "0x5B"] where text.en.contains(datum) {
                    #expect(text.zh.contains(datum), "\(text.zh)")
                }
            }
        }
    }

    @Test("The number stands where it belongs when the order of the words differs")
    func order() {
        #expect(
            QuarantineReason.text("malformed: truncated: 71 of 83 bytes, then another frame").zh
                == "报文格式不对：不完整：应 83 字节，只有 71 字节，随后是另一帧")
        #expect(
            QuarantineReason.text("malformed: Modbus exception 2 to function 3: illegal data address").zh
                == "报文格式不对：Modbus 对功能码 3 返回异常 2：非法数据地址")
    }

    @Test(
        "What is refused beside the decoders is told in Chinese too",
        arguments: [
            "unknown device: XX", "no profile maps the topic", "not read", "malformed",
            "gave way: too many messages wait for their codec", "ended the program 2 times",
            "no list of devices", "71 devices, more than 10", "71 bytes, more than 10", "no JSON",
            "malformed: codec: more than 71 uplinks wait for their codec",
            "malformed: codec: the codec's process ended 2 times while it ran",
            "malformed: codec: no answer for 71 ms",
            "malformed: codec: the codec rests: it ran too long 3 times",
            "malformed: codec: the codec ran longer than 71 ms", "malformed: codec: the codec was not loaded",
            "malformed: codec: the codec returned more than 71 kB", "malformed: codec: no context",
            "malformed: codec: no result", "malformed: codec: JavaScript stopped without a reason",
        ])
    func beside(english: String) {
        let text = QuarantineReason.text(english)
        #expect(Self.isChinese(text.zh))
        #expect(!text.zh.contains("codec") && !text.zh.contains("more"), "\(text.zh)")
    }

    @Test("A codec's own words stay as they are")
    func ownWords() {
        #expect(QuarantineReason.text("malformed: codec: TypeError: x").zh == "报文格式不对：解码程序：TypeError: x")
        #expect(
            QuarantineReason.text("somebody else's words")
                == LocalizedText(
                    en: "somebody else's words", zh: "somebody else's words"))
        #expect(QuarantineReason.text("").zh == "")
        #expect(QuarantineReason.text(String(repeating: "malformed: ", count: 999)).zh.count > 1)
    }

    private static func isChinese(_ text: String) -> Bool {
        text.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) }
    }

    /// Names of the field that have no Chinese spelling.
    private static let terms: Set<String> = [
        "senml", "crc16modbus", "base64", "connectorId", "connector", "script", "odbus", "enML", "hings",
        "tack",
        "hirp", "tack", "hirpStack", "base",
    ]

    /// One of every case; the switches below do not compile when one is forgotten.
    private static let reasons: [RejectionReason] =
        malformations.map { .malformed($0) } + [
            .notANumber(found: "XX"), .notABoolean(found: "XX"), .unknownValue(found: "XX"),
            .unmapped(found: "XX"), .notAValue(found: "XX"), .tooLong(bytes: 71), .time(found: "XX"),
            .unit(found: "XX"), .tooManyChannels,
        ]

    private static let malformations: [RejectionReason.Malformation] =
        [
            .empty, .tooLong, .tooDeep, .notUTF8, .badNumber, .badString, .notJSON, .noMemory, .noMatch,
            .badQuotes, .notUnderstood("the field XX"), .notUnderstood("version 71"),
            .identity(claimed: "XX", expected: "YY"),
        ] + forms.map { .wrongForm($0) } + misfits.map { .misfit($0) } + frames.map { .frame($0) }
        + units.map { .unit($0) } + uplinks.map { .uplink($0) }

    private static let forms = [
        "a text longer than 71 bytes", "71 columns of 83", "more than 71 lines", "a senml pack is an array",
        "more than 71 senml records", "a senml record is an object", "a senml record with two values",
        "a senml `vb` that is no boolean", "a senml text that is none: XX", "a senml number that is none: XX",
        "two senml versions in one pack", "a senml name that is empty or not of `A-Za-z0-9-:./_`",
        "a senml time beyond the year 9999", "ocpp without a connectorId", "ocpp without a message type",
        "an ocpp call without an action", "an ocpp call without a payload", "ocpp without a payload",
    ]

    private static let misfits: [ByteMisfit] =
        [
            .spelling(.nothing), .spelling(.badCharacter(.hex, at: 71)), .spelling(.cutShort(.hex)),
            .spelling(.tooMany(limit: 71)), .shorter(than: 71, found: 83), .longer(than: 71, found: 83),
            .start(stated: 0x4D, found: 0x5B, width: 1), .end(stated: 0x4D, found: 0x5B, width: 1),
            .length(stated: 71, found: 83), .kind(0x4D, width: 1), .group(stated: 71, fits: 83),
            .remainder(bytes: 71, itemSize: 83), .tagCutShort(at: 71), .unknownTag(0x4D, width: 1, at: 71),
            .function(71, expected: 83), .unit(71, expected: 83), .noRequest,
        ] + [1, 2, 3, 4, 5, 6, 8, 10, 11, 99].map { .exception($0, function: 83) }

    private static let frames: [GB26875.FrameProblem] = [
        .noStart(bytes: 71), .truncated(found: 71, needed: 83), .interrupted(found: 71, needed: 83),
        .tooLong(stated: 71), .wrongEnd(0x71, 0x83), .wrongChecksum(stated: 0x71, computed: 0x83),
        .unknownCommand(71),
    ]

    private static let units: [GB26875.ApplicationUnit.Problem] = [
        .count(stated: 71, found: 83), .length(bytes: 71, stated: 83), .textTooLong(stated: 71, found: 83),
        .leftOver(bytes: 71),
    ]

    private static let uplinks: [UplinkProblem] = [
        .noUplink, .tooLong(bytes: 71), .badPort(found: "XX"), .claims(device: "XX"), .codec("no result"),
        .notDecoded,
    ]
}
