import Foundation
import Testing

@testable import Console
@testable import Control
@testable import Facility

@Suite("Devices nobody has declared, on the page")
struct HeldTests {
    /// What whoever can publish at the broker may call a device and say.
    static let hostile = #"x"><script>alert(1)</script>'/é"# + "\u{1B}[2J\u{202E}"

    static func held(_ id: String, profile: String? = "fire.plain", urgent: Int = 0, payload: String = "{}")
        -> RegistryReport
    {
        var entry = RegistryEntry(id: id, broker: "main", standing: .held, at: Compound.now - .hours(1))
        entry.lastHeard = Compound.now - .minutes(2)
        entry.count = 17
        entry.profile = profile
        entry.sample = .init(topic: "plain/fire/\(id)", payload: payload, bytes: 4_711)
        entry.kept = (0..<urgent).map { _ in
            .init(at: Compound.now, topic: RawBytes([]), payload: RawBytes([]))
        }
        return RegistryReport(entry)
    }

    static func watch(_ held: [RegistryReport]) -> Watch {
        var watch = Compound.watch
        watch.held = held
        watch.heldTotal = held.count
        watch.status.heldDevices = held.count
        return watch
    }

    private func page(_ watch: Watch, _ language: Language = .zh) -> String {
        let context = PageContext(
            language: language, token: "t0ken", nonce: "n0nce", now: Compound.now, person: "li")
        return StatusPage(context: context).document(.seen(watch, at: Compound.now)).text
    }

    @Test("The page lists what each said, since when and how often, with a form for a person of the site")
    func table() {
        let text = page(Self.watch([Self.held("S99", urgent: 1)]), .en)
        for part in [
            "Devices nobody has declared: 1", "S99", "suggested: fire.plain", "heard 17 times",
            "plain/fire/S99", "(4711 bytes)", "its alarms are kept", #"action="/held""#,
            #"<option value="li" selected>"#, #"<option value="3 号楼">"#, #"<option value="fire.plain">"#,
            #"<button name="act" value="adopt">"#, #"<button name="act" value="retire">"#,
        ] {
            #expect(text.contains(part), "\(part)")
        }
        let chinese = page(Self.watch([Self.held("S99", profile: nil)]))
        #expect(chinese.contains("未登记设备：1 台") && chinese.contains("无匹配型号"))
        #expect(!page(Self.watch([])).contains("未登记设备"))
    }

    @Test("A device may call itself what it likes: it stays a text, and visible")
    func names() {
        let text = page(
            Self.watch([
                Self.held(
                    Self.hostile,
                    payload: Self.hostile + String(repeating: "长", count: 9_000))
            ]))
        #expect(!text.contains("<script>alert"))
        #expect(!text.contains("x\"><s"))
        #expect(!text.contains("\u{1B}") && !text.contains("\u{202E}"))
        #expect(text.contains("x&quot;&gt;&lt;script&gt;") && text.contains("\\u{1B}[2J\\u{202E}"))
        #expect(!text.contains(String(repeating: "长", count: HeldTable.payloadLength)))
    }

    @Test("A thousand of them do not make the page long")
    func many() {
        let text = page(Self.watch((0..<1_000).map { Self.held("S\($0)") }))
        #expect(text.contains("另有 950 台"))
        #expect(text.components(separatedBy: #"action="/held""#).count == 1 + HeldTable.rowLimit)
    }

    // MARK: Deeds

    private func open(_ browser: Browser) async throws -> (cookie: String, token: String) {
        let page = try await browser.get("/")
        let cookie = try #require(page.header("set-cookie")?.split(separator: ";").first)
        let token = try #require(page.body.firstMatch(of: /name="token" value="([0-9a-f]{32})"/)?.1)
        return (String(cookie), String(token))
    }

    private func form(
        _ token: String, _ act: String, device: String = hostile, _ more: [(String, String)] = []
    )
        -> [(String, String)]
    {
        [
            ("token", token), ("broker", HeldTable.hex("main")), ("device", HeldTable.hex(device)),
            ("act", act), ("lang", "en"),
        ] + more + (more.contains { $0.0 == "person" } ? [] : [("person", "zhang")])
    }

    @Test("A button takes the very device in, or turns it away, in the person's name")
    func deeds() async throws {
        let core = FakeCore(Self.watch([Self.held(Self.hostile)]))
        try await withConsole(core) { browser in
            let (cookie, token) = try await open(browser)
            #expect(try await browser.get("/").body.contains(HeldTable.hex(Self.hostile)))
            let place = [("profile", " fire.plain "), ("building", "3 号楼"), ("floor", "7")]
            let answer = try await browser.post(
                "/held", form: form(token, "adopt", place), headers: ["Cookie": cookie])
            #expect(answer.status == 303)
            #expect(answer.header("location") == "/?lang=en&said=done#h-devices")
            _ = try await browser.post("/held", form: form(token, "adopt"), headers: ["Cookie": cookie])
            _ = try await browser.post(
                "/held", form: form(token, "retire", [("why", "neighbour's")]), headers: ["Cookie": cookie])
            let name = "main/" + Self.hostile
            #expect(
                core.deeds.map(\.ask) == [
                    .adopt(
                        device: name, AdoptionDetails(profile: "fire.plain", building: "3 号楼", floor: "7")),
                    .adopt(device: name, AdoptionDetails()), .retire(device: name, why: "neighbour's"),
                ])
            #expect(core.deeds.allSatisfy { $0.person == "zhang" })
        }
    }

    @Test("Nobody's deed, another page's and one without what it needs are not asked for")
    func refused() async throws {
        let core = FakeCore(Self.watch([Self.held("S99")]))
        try await withConsole(core) { browser in
            let (cookie, token) = try await open(browser)
            for (act, more, said) in [
                ("adopt", [("person", "")], "person_required"), ("retire", [("why", " ")], "why_required"),
                ("adopt", [("floor", "7")], "building_required"), ("explode", [], "unknown_act"),
                ("adopt", [("profile", String(repeating: "x", count: 121))], "text_too_long"),
            ] as [(String, [(String, String)], String)] {
                let answer = try await browser.post(
                    "/held", form: form(token, act, more), headers: ["Cookie": cookie])
                #expect(answer.header("location")?.contains("said=\(said)#") == true, "\(act) \(more)")
            }
            for device in ["", "zz", "f", "ff"] {
                var fields = form(token, "adopt")
                fields[2].1 = device
                let answer = try await browser.post("/held", form: fields, headers: ["Cookie": cookie])
                #expect(answer.header("location")?.contains("said=unknown_device") == true, "\(device)")
            }
            for headers in [[:], ["Cookie": cookie, "Origin": "http://evil.example"]] {
                let answer = try await browser.post("/held", form: form(token, "adopt"), headers: headers)
                #expect(answer.status == 403)
            }
            #expect(core.deeds.isEmpty)
        }
    }
}
