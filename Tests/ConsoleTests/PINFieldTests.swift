import Foundation
import Testing

@testable import Console
@testable import Control
@testable import Facility

/// Somebody with a PIN can do everything the page has a button for.
@Suite("The PIN in the console's forms")
struct PINFieldTests {
    /// A compound with an incident, a held device and a drill, where `zhang` has a PIN or nobody has.
    private static func watch(hasPIN: Bool) -> Watch {
        var watch = HeldTests.watch([HeldTests.held("S99")])
        watch.people = [
            PersonReport(id: "li", name: "李四", role: "duty", hasPIN: false),
            PersonReport(id: "zhang", name: "张三", role: "duty", hasPIN: hasPIN),
        ]
        watch.incidents = [Compound.incident()]
        watch.incidentTotal = 1
        watch.status.drill = "building:3 号楼, li"
        watch.status.drillEndsAt = Compound.now + .minutes(30)
        return watch
    }

    /// The forms of a page by where they go.
    private func forms(_ page: String) -> [String: String] {
        var forms: [String: String] = [:]
        for part in page.components(separatedBy: #"<form method="post" action=""#).dropFirst() {
            guard let path = part.components(separatedBy: "\"").first else { continue }
            forms[path] = part.components(separatedBy: "</form>").first
        }
        return forms
    }

    @Test("Where somebody has a PIN every form asks for it, and where nobody has none does")
    func field() async throws {
        for hasPIN in [true, false] {
            try await withConsole(FakeCore(Self.watch(hasPIN: hasPIN))) { browser in
                let shown = forms(try await browser.get("/").body)
                #expect(shown.keys.sorted() == ["/deed", "/drill", "/held"])
                for (path, form) in shown {
                    #expect(form.contains(#"<input type="password" name="pin""#) == hasPIN, "\(path)")
                }
            }
        }
    }

    @Test(
        "The PIN of each form goes to the core with the deed; without one none does",
        arguments: [
            ("/deed", [("incident", Compound.fire.description), ("act", "acknowledge")]),
            ("/held", [("broker", "6d61696e"), ("device", "533939"), ("act", "adopt")]),
            ("/drill", [("act", "real")]),
        ] as [(String, [(String, String)])])
    func carried(path: String, fields: [(String, String)]) async throws {
        let core = FakeCore(Self.watch(hasPIN: true))
        try await withConsole(core) { browser in
            let page = try await browser.get("/")
            let cookie = try #require(page.header("set-cookie")?.split(separator: ";").first)
            let token = try #require(page.body.firstMatch(of: /name="token" value="([0-9a-f]{32})"/)?.1)
            let form = fields + [("token", String(token)), ("person", "zhang"), ("lang", "en")]
            for more in [[("pin", "24+68")], []] {
                let answer = try await browser.post(
                    path, form: form + more, headers: ["Cookie": String(cookie)])
                #expect(answer.header("location")?.contains("said=done") == true)
            }
            #expect(core.deeds.map(\.person) == ["zhang", "zhang"])
            #expect(core.deeds.map(\.pin) == ["24+68", nil])
        }
    }
}
