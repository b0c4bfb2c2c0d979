import Facility
import Testing

@Suite("XML is written whole and read with care")
struct XMLTests {
    private func failure(_ text: String) -> XMLReader.Failure? {
        do throws(XMLReader.Failure) { _ = try XMLReader.root(of: text.utf8) } catch { return error }
        return nil
    }

    @Test("What is written is read back, whatever a device is called")
    func there() throws {
        var text = XMLText()
        text.open("a", ["xmlns": "urn:x", "名": "<\"&'>\n\t"])
        text.element("b", "一 & <二> ]]> \r\n")
        text.element("c", optional: nil)
        text.element("c", optional: "")
        text.open("d")
        text.close()
        text.close()
        let root = try XMLReader.root(of: text.text.utf8)
        #expect(root.namespace == "urn:x" && root.attributes == ["名": "<\"&'>\n\t"])
        #expect(root.children.map(\.name) == ["b", "d"])
        #expect(root.child("b")?.text == "一 & <二> ]]> \r\n")
    }

    @Test(
        "Characters XML has none of become the replacement character",
        arguments: ["\u{0}", "\u{B}", "\u{1F}", "\u{FFFE}"])
    func impossible(sign: String) {
        #expect(XMLText.escaped("a\(sign)b") == "a\u{FFFD}b")
    }

    @Test("Prefixes, comments, instructions, sections and references are understood")
    func whole() throws {
        let root = try XMLReader.root(
            of: """
                \u{FEFF}<?xml version='1.0' encoding='utf-8'?><!-- a --><?b c?>
                <p:a xmlns:p='urn:p' xmlns="urn:d"><b>x<![CDATA[<&]]>&#x4E00;&amp;<!-- c -->y</b><p:c/><d xmlns=""/></p:a >
                <!-- end -->
                """.utf8)
        #expect(root.name == "a" && root.namespace == "urn:p")
        #expect(root.value("b") == "x<&一&y")
        #expect(root.children.map(\.namespace) == ["urn:d", "urn:p", nil])
    }

    private static let harmful: [(String, XMLReader.Failure)] = [
        (#"<!DOCTYPE a SYSTEM "http://127.0.0.1:8080/x"><a/>"#, XMLReader.Failure.documentType),
        (#"<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>"#, .documentType),
        (#"<a><!ENTITY b "c"></a>"#, .documentType), ("<a>&b;</a>", .unknownEntity),
        ("<a>&" + String(repeating: "b", count: 1_000), .unknownEntity),
        (String(repeating: "<a>", count: 33), .tooDeep),
        ("<a>" + String(repeating: "<b/>", count: 5_000) + "</a>", .tooMany),
        ("<a>" + String(repeating: "x", count: 65_536) + "</a>", .tooLong), ("<a>\u{0}</a>", .notUTF8),
        (#"<?xml version="1.0" encoding="UTF-7"?><a/>"#, .notUTF8), ("", .notWellFormed),
        ("<a>", .notWellFormed),
        ("<a></b>", .notWellFormed), ("<a/><b/>", .notWellFormed), ("<a b='1' b='2'/>", .notWellFormed),
        ("<p:a/>", .notWellFormed), ("<a>&#0;</a>", .notWellFormed), ("<a b=<'/>", .notWellFormed),
        ("<a", .notWellFormed), ("<a b", .notWellFormed), ("<a b='x", .notWellFormed),
        ("<a><!-- ", .notWellFormed),
        ("<a>&#x110000;</a>", .notWellFormed), ("x", .notWellFormed),
    ]

    @Test("A document that could harm is one refusal", arguments: harmful)
    func hostile(text: String, expected: XMLReader.Failure) {
        #expect(failure(text) == expected)
    }

    @Test("Every cut and every changed byte of a document is read or refused, never a crash")
    func mutilated() {
        let whole = Array(
            #"<?xml version="1.0"?><a xmlns:p="u" b='c'><p:d>x&amp;y<![CDATA[z]]></p:d><!-- e --></a>"#.utf8)
        var read = 0
        for end in whole.indices { if (try? XMLReader.root(of: whole[..<end])) != nil { read += 1 } }
        for position in whole.indices {
            for byte: UInt8 in [0x00, 0x20, 0x22, 0x26, 0x27, 0x2F, 0x3C, 0x3E, 0x3B, 0x80, 0xFF] {
                var changed = whole
                changed[position] = byte
                if (try? XMLReader.root(of: changed)) != nil { read += 1 }
            }
        }
        #expect(read > 0 && read < whole.count * 11)
    }
}
