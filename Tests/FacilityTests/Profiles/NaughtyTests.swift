import Expressions
import Testing

@testable import Facility

/// Texts that break programs, in every place where a stranger can put one.
@Suite("Naughty strings survive, or are refused with a reason")
struct NaughtyTests {
    static let texts: [String] = [
        // Nothing, almost nothing, and what looks like something else
        "", " ", "\t", "\u{A0}", "\u{FEFF}", "\u{200B}", "null", "undefined", "nil", "NaN", "-Infinity",
        "true", "0", "-0",
        "1e400", "0x1F", "1_000", "١٢٣", "1,5",
        // Controls and the ends of lines
        "a\u{0}b", "\u{7}\u{8}\u{1B}[31m", "a\r\nb", "\u{85}", "\u{2028}\u{2029}", "\u{7F}",
        // Letters that are not what they seem
        "é", "e\u{301}", "Ångström", "ﬁ", "İstanbul", "ß", "ǅ", "K", "𝒜𝓁𝒶𝓇𝓂", "１２３", "电梯困人", "𠮷野家", "𪚥𪚥",
        "啊\u{FE00}",
        // Directions, joiners, marks upon marks
        "\u{202E}abc\u{202C}", "שלום", "مرحبا ١", "क्षि", "Z" + String(repeating: "\u{335}", count: 60), "👨‍👩‍👧‍👦",
        "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🇨🇳🇨",
        "\u{FFFD}", "\u{FFFE}", "\u{10FFFF}", "\u{E000}",
        // Words of other languages than ours
        "'; DROP TABLE journal; --", "$(reboot)", "`id`", "%s%n%x", "{{7*7}}", "${jndi:x}",
        "<script>alert(1)</script>",
        "]]>", "&lt;", "../../etc/passwd", "C:\\con\\nul", "=1+1", "{device}", "{\"a\":1}", "- a: [", "~0~1",
        "\\u0000",
        "\"", "\\", "'",
        // Long
        String(repeating: "长", count: 85), String(repeating: "a", count: 256),
        String(repeating: "a", count: 257),
        String(repeating: "漏", count: 10_000),
    ]

    /// Bytes that are no text at all.
    static let broken: [[UInt8]] = [
        [0x80], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xFF, 0xFE], [0xE7, 0x94],
        [0x61, 0xC3],
        [0xF8, 0x88, 0x80, 0x80, 0x80],
    ]

    private static let point = Point(name: "text", facility: 0, kind: .text)

    private static func route(_ topic: String, _ codec: Codec) -> TopicRoute {
        TopicRoute(
            topic: TopicPattern(topic), urgent: false, codec: codec,
            fields: [Field(point: PointIndex(0), at: codec == .json ? "/v" : "")])
    }

    private static func decoder(device: String) -> PayloadDecoder {
        let profile = Profile(
            id: "x.y", name: LocalizedText(en: "", zh: ""), facility: 0,
            routes: [route("j/{device}", .json), route("t/{device}", .text), route("p/pre{device}/x", .json)])
        let device = Device(id: device, name: device, profile: 0, place: Place(building: "", gridCode: ""))
        return PayloadDecoder(profiles: [profile], devices: [device], points: [point])
    }

    private static func decode(
        _ decoder: inout PayloadDecoder, _ topic: [UInt8], _ payload: [UInt8]
    ) -> (DecodeOutcome, [Reading]) {
        var readings: [Reading] = []
        let bytes = payload + [UInt8](repeating: 0, count: MessageBatch.padding)
        let outcome = topic.withUnsafeBytes { topic in
            bytes.withUnsafeBytes {
                decoder.decode(
                    topic: topic, payload: UnsafeRawBufferPointer(rebasing: $0[..<payload.count]),
                    urgent: false,
                    receivedAt: Timestamp(milliseconds: 1_773_028_800_000), into: &readings)
            }
        }
        return (outcome, readings)
    }

    /// As JSON, every character that is not plain ASCII escaped by its UTF-16 units, or none.
    private static func quoted(_ text: String, escaped: Bool) -> String {
        var result = "\""
        if escaped {
            for unit in text.utf16 {
                let digits = String(unit, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }
            return result + "\""
        }
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\" + String(Character(scalar))
            case "\u{0}"..<" ":
                result += "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    @Test(
        "A text in JSON is the same text afterwards, byte for byte, up to 256 of them",
        arguments: [true, false])
    func values(escaped: Bool) {
        var decoder = Self.decoder(device: "d")
        for text in Self.texts {
            let payload = Array(#"{"v":\#(Self.quoted(text, escaped: escaped))}"#.utf8)
            let (outcome, readings) = Self.decode(&decoder, Array("j/d".utf8), payload)
            #expect(outcome.disposition == .decoded)
            guard text.utf8.count <= 256 else {
                #expect(outcome.rejections.map(\.reason) == [.tooLong(bytes: text.utf8.count)])
                continue
            }
            guard case .string(let found)? = readings.first?.value else {
                Issue.record("no reading of \(text.debugDescription)")
                continue
            }
            // Not `==`, to which é and e with an accent are one.
            #expect(found.utf8.elementsEqual(text.utf8), "\(text.debugDescription)")
        }
    }

    @Test("A bare text loses the blanks at its ends and nothing else; an empty one is refused")
    func bare() {
        var decoder = Self.decoder(device: "d")
        for text in Self.texts where text.utf8.count <= 256 {
            let (outcome, readings) = Self.decode(&decoder, Array("t/d".utf8), Array(text.utf8))
            if text.isEmpty {
                #expect(outcome.rejections.map(\.reason) == [.malformed(.empty)])
                continue
            }
            guard case .string(let found)? = readings.first?.value else {
                #expect(outcome.disposition == .malformed, "\(text.debugDescription)")
                continue
            }
            let bytes = Array(text.utf8)
            let kept = bytes.drop { $0 == 32 || (9...13).contains($0) }
            let end = kept.lastIndex { $0 != 32 && !(9...13).contains($0) }
            #expect(Array(found.utf8) == end.map { Array(kept[...$0]) } ?? [])
        }
    }

    @Test("What is no text is no JSON and no reading, and says so")
    func notText() {
        var decoder = Self.decoder(device: "d")
        for bytes in Self.broken {
            let payload = Array(#"{"v":""#.utf8) + bytes + Array(#""}"#.utf8)
            let (outcome, readings) = Self.decode(&decoder, Array("j/d".utf8), payload)
            #expect(outcome.disposition == .malformed)
            #expect(outcome.rejections.first?.reason.text.hasPrefix("malformed: ") == true)
            #expect(readings.isEmpty)
            let (bare, _) = Self.decode(&decoder, Array("t/d".utf8), bytes)
            #expect(bare.disposition == .malformed)
        }
        for escape in [#"\ud800"#, #"\udc00\ud800"#, #"\u12"#, #"\x41"#] {
            let (outcome, readings) = Self.decode(
                &decoder, Array("j/d".utf8), Array(#"{"v":"\#(escape)"}"#.utf8))
            #expect(outcome.disposition == .malformed, "\(escape)")
            #expect(readings.isEmpty)
        }
    }

    @Test("A device of any name is found by it, and by no name that only looks alike")
    func devices() {
        for name in Self.texts where !name.isEmpty && !name.contains("/") {
            var decoder = Self.decoder(device: name)
            for topic in ["j/\(name)", "p/pre\(name)/x"] {
                let (outcome, readings) = Self.decode(&decoder, Array(topic.utf8), Array(#"{"v":"a"}"#.utf8))
                #expect(outcome.disposition == .decoded, "\(topic.prefix(40).debugDescription)")
                #expect(readings.count == 1)
            }
        }
        var composed = Self.decoder(device: "é")
        let (outcome, _) = Self.decode(&composed, Array("j/e\u{301}".utf8), Array(#"{"v":"a"}"#.utf8))
        #expect(outcome.disposition != .decoded)
    }

    @Test("A stranger of any name is named in at most 128 bytes, broken text mended")
    func strangers() {
        var decoder = Self.decoder(device: "nobody")
        for name in Self.texts.map({ Array($0.utf8) }) + Self.broken {
            let (outcome, _) = Self.decode(&decoder, Array("j/".utf8) + name, Array(#"{"v":"a"}"#.utf8))
            switch outcome.disposition {
            case .unmapped: #expect(name.isEmpty || name.contains(0x2F))
            // A byte of no text is written as U+FFFD, three bytes long.
            case .unknownDevice(let found): #expect(!found.isEmpty && found.utf8.count <= 3 * 128)
            default: Issue.record("\(outcome.disposition)")
            }
        }
    }

    @Test("A topic of any bytes and any length is nobody's")
    func topics() {
        var decoder = Self.decoder(device: "d")
        let odd: [[UInt8]] =
            Self.texts.map { Array($0.utf8) } + Self.broken + [
                [], Array("/".utf8), Array("//".utf8), Array("j/".utf8), Array("j/d/".utf8),
                Array("/j/d".utf8),
                Array("$SYS/d".utf8), Array("j/+".utf8), Array("j/#".utf8), Array("J/d".utf8),
                [UInt8](repeating: 0x2F, count: 65_535), [UInt8](repeating: 0x61, count: 65_535),
            ]
        for topic in odd {
            let (outcome, readings) = Self.decode(&decoder, topic, Array(#"{"v":"a"}"#.utf8))
            #expect(outcome.disposition != .decoded)
            #expect(readings.isEmpty)
        }
    }

    @Test("The journal gives every text back as it was")
    func journal() {
        let writer = JournalWriter(numbering: Numbering(devices: 1, points: 1))
        var bytes: [UInt8] = []
        let kept = Self.texts.filter { $0.utf8.count <= 256 }
        for text in kept {
            let reading = Reading(
                device: DeviceIndex(0), point: PointIndex(0), value: .string(text),
                observedAt: .init(milliseconds: 1),
                receivedAt: .init(milliseconds: 2))
            writer.append([reading], to: &bytes)
        }
        var reader = JournalReader(bytes)
        var found: [[UInt8]] = []
        while let entry = reader.next() {
            guard case .readings(let message) = entry, case .string(let text)? = message.readings.first?.value
            else {
                continue
            }
            found.append(Array(text.utf8))
        }
        #expect(reader.damage == nil)
        #expect(found == kept.map { Array($0.utf8) })
    }
}
