import Facility
import Foundation
import SiteConfiguration
import Testing

/// What whoever writes a destination file is told of his mistakes.
@Suite("A destination file")
struct DestinationFileTests {
    private func diagnostics(_ text: String, hazards: [String] = []) throws -> [Diagnostic] {
        let file = NSTemporaryDirectory() + "gengfu-destination-\(UUID().uuidString).yaml"
        try text.write(toFile: file, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: file) }
        return DestinationFileLoader.load(file: file, settings: ["code": "1"], hazards: hazards).diagnostics
    }

    private func told(_ text: String, hazards: [String] = []) throws -> [String] {
        try diagnostics(text, hazards: hazards).map { said in
            let help = said.help.map { " (\($0.text.en))" } ?? ""
            return "\(said.line):\(said.column) \(said.message.text.en)\(help)"
        }
    }

    @Test("Every mistake is told where it stands, all of them in one run, with the way out")
    func mistakes() throws {
        let told = try told(
            """
            interface: city
            settings: {code: ~, agent: ~}
            times: {format: "YYYY-mm-dd", time_zone: Asia/Shanghai}
            dictionaries:
              kind: {fire.*: 1}
            answer:
              code: code
              means: {sucess: 0}
            actions:
              report:
                path: v1/cases
                headers: {X-Id: "{{incidnt}}"}
                json: |
                  {"a": "{{hazrd_name.zh}}",
                   "b": {{kind(hazard)}}, "c": "{{kinds(hazard)}}",
                   "d": "{{#contacts}}{{nme}}{{/contacts}}",
                   "e": "{{contacts}}", "f": {{{note}}} }
              query:
                pth: /x
              close:
                like: report
                json: '{"a": "{{#note}}"}'
            """)
        #expect(
            Array(told.prefix(8)) == [
                "2:21 the file asks for `agent`",
                "3:17 `YYYY-mm-dd` is no time: use `yyyy MM dd HH mm ss SSS XXX`",
                "7:9 `code` is no JSON Pointer: it begins with `/`, as in `/data/recId`",
                "8:11 `sucess` is not a choice here (did you mean `success`?)",
                "11:11 `v1/cases` is no path: it begins with `/` and has no query",
                "12:24 nothing is called `incidnt` here (did you mean `incident`?)",
                "14:16 nothing is called `hazrd_name.zh` here (did you mean `hazard_name.zh` or "
                    + "`hazard_name.en`?)",
                "15:39 `kinds(…)` is neither a function nor a dictionary of this file (did you mean `kind`?)",
            ])
        #expect(told.count == 13)
        #expect(told[8].hasPrefix("16:29 nothing is called `nme` here"))
        #expect(told[9].hasPrefix("17:16 `contacts` is a list or a group"))
        #expect(told[10].hasPrefix("17:36 three braces would write a value unescaped"))
        #expect(told[11] == "19:5 unknown key `pth` (did you mean `path`?)")
        #expect(told[12] == "22:22 the section `note` is never closed")
    }

    @Test("A body that is no JSON for some case is found before the night it happens")
    func noJSON() throws {
        let file = { (body: String) in
            "interface: city\nactions:\n  report:\n    path: /r\n    json: '\(body)'\n"
        }
        #expect(try told(file(#"{"a": {{json(note)}}}"#)).isEmpty)
        #expect(try told(file(#"{"a": "{{note}}"}"#)).isEmpty)
        #expect(try told(file(#"{"a": {{position.longitude}}}"#)).joined().contains("(bare)"))
        #expect(try told(file(#"{"a": {{note}}}"#)).joined().contains("no JSON"))
        #expect(try told(file(#"{"a": 1,}"#)).joined().contains("(complete)"))
    }

    @Test("A hazard of the site without a word in a dictionary is a warning, with a word or `otherwise` none")
    func words() throws {
        let file = { (table: String) in
            """
            interface: city
            dictionaries:
              kind: {\(table)}
            actions:
              report: {path: /r, json: '{"k": "{{kind(hazard)}}"}'}
            """
        }
        let hazards = ["fire.alarm", "water.leak"]
        #expect(
            try told(file("fire.*: 1"), hazards: hazards) == [
                "3:3 no word for water.leak, and no `otherwise`: their cases could not be reported"
            ])
        #expect(try told(file("fire.*: 1, otherwise: 9"), hazards: hazards).isEmpty)
        #expect(try told(file("fire.*: 1, water.leak: 2"), hazards: hazards).isEmpty)
    }

    @Test("What says that it marks exercises must do so")
    func exercises() throws {
        let file = { (body: String) in
            "interface: city\nexercise: marked\nactions:\n  report: {path: /r, json: '\(body)'}\n"
        }
        #expect(
            try told(file(#"{"a": "{{hazard}}"}"#)).joined().contains(
                "no text says which case is an exercise"))
        #expect(try told(file(#"{"a": "{{origin}}"}"#)).isEmpty)
    }

    @Test(
        "Every shipped file is read without a word",
        arguments: [
            ("reference", [:]), ("form", ["app_id": "1"]), ("work-order-12345", [:]),
            (
                "egova",
                [
                    "sender_code": "a", "rec_type_id": "1", "rec_type_name": "a", "event_source_id": "1",
                    "event_source_name": "a", "agent": "a", "district_id": "1", "district_name": "a",
                ]
            ),
        ] as [(String, [String: String])])
    func shipped(name: String, settings: [String: String]) throws {
        let template = try Repository.template(name, settings: settings)
        #expect(template.actions[.report] != nil)
    }
}
