import Foundation
import Testing

@testable import Console
@testable import Control
@testable import Facility

/// What a button does, and what it does not do for anybody else.
@Suite struct DeedTests {
    /// A browser that has opened the page: its cookie and its token.
    private func open(_ browser: Browser) async throws -> (cookie: String, token: String) {
        let page = try await browser.get("/")
        let cookie = try #require(page.header("set-cookie")?.split(separator: ";").first)
        let token = try #require(page.body.firstMatch(of: /name="token" value="([0-9a-f]{32})"/)?.1)
        return (String(cookie), String(token))
    }

    private func form(_ token: String, _ act: String, text: String = "", person: String = "zhang") -> [(
        String, String
    )] {
        [
            ("token", token), ("incident", Compound.fire.description), ("act", act), ("person", person),
            ("text", text), ("lang", "en"),
        ]
    }

    @Test(
        "Each button asks the core for its deed in the person's name",
        arguments: [
            ("acknowledge", "", .acknowledge(Compound.fire)),
            ("confirm", "open flames & smoke", .confirm(Compound.fire, note: "open flames & smoke")),
            ("confirm", "", .confirm(Compound.fire, note: nil)),
            ("refute", "烹饪油烟", .refute(Compound.fire, cause: "烹饪油烟")),
            ("clear", "", .clear(Compound.fire, note: nil)),
            ("comment", "在路上", .comment(Compound.fire, text: "在路上")),
        ] as [(String, String, ControlRequest.Ask)])
    func deeds(act: String, text: String, ask: ControlRequest.Ask) async throws {
        let core = FakeCore()
        try await withConsole(core) { browser in
            let (cookie, token) = try await open(browser)
            let answer = try await browser.post(
                "/deed", form: form(token, act, text: text), headers: ["Cookie": cookie])
            #expect(answer.status == 303)
            #expect(answer.header("location") == "/?lang=en&said=done#i-longhu-3a9c04e7d1-42")
            #expect(core.deeds == [FakeCore.Asked(ask: ask, person: "zhang", language: .en)])
            #expect(answer.header("set-cookie")?.contains("=zhang") == true, "the name is remembered")
        }
    }

    @Test(
        "A false alarm says its cause, and beside it how that is known; with other acts the note is not lost")
    func noted() async throws {
        let core = FakeCore()
        try await withConsole(core) { browser in
            let (cookie, token) = try await open(browser)
            let page = try await browser.get("/?lang=zh")
            #expect(page.body.contains("name=\"note\""))
            for act in ["refute", "confirm"] {
                let filled = form(token, act, text: "烹饪油烟") + [("note", "住户电话确认")]
                _ = try await browser.post("/deed", form: filled, headers: ["Cookie": cookie])
            }
            let asked: [ControlRequest.Ask] = [
                .refute(Compound.fire, cause: "烹饪油烟", note: "住户电话确认"),
                .confirm(Compound.fire, note: "烹饪油烟 住户电话确认"),
            ]
            #expect(core.deeds.map(\.ask) == asked)
        }
    }

    @Test("Only a page that renews itself before somebody's eyes counts as watched, and is told seldom")
    func watched() async throws {
        let core = FakeCore()
        func told() -> Int { core.asked.count { $0.ask == .watched } }
        try await withConsole(core, now: { core.now }) { browser in
            _ = try await browser.get("/")
            _ = try await browser.get("/healthz")
            #expect(told() == 0)
            for _ in 0..<3 { _ = try await browser.get("/", headers: ["Gengfu-Seen": "1"]) }
            #expect(told() == 1)
            core.pass(.seconds(6))
            _ = try await browser.get("/", headers: ["Gengfu-Seen": "1"])
            #expect(told() == 2)
        }
    }

    @Test(
        "A false alarm without its cause, a deed without a person and an act that is none are not asked for")
    func incomplete() async throws {
        let core = FakeCore()
        try await withConsole(core) { browser in
            let (cookie, token) = try await open(browser)
            for (act, person, said) in [
                ("refute", "zhang", "cause_required"), ("confirm", "", "person_required"),
                ("shelve", "zhang", "unknown_act"), ("explode", "zhang", "unknown_act"),
            ] {
                let answer = try await browser.post(
                    "/deed", form: form(token, act, text: " ", person: person), headers: ["Cookie": cookie])
                #expect(answer.header("location")?.contains("said=\(said)") == true, "\(act)")
            }
            #expect(core.deeds.isEmpty)
        }
    }

    @Test("A form that another page sends does nothing")
    func forged() async throws {
        let core = FakeCore()
        try await withConsole(core) { browser in
            let (cookie, token) = try await open(browser)
            let (otherCookie, otherToken) = try await open(browser)
            let right = form(token, "acknowledge")
            let attempts: [(form: [(String, String)], headers: [String: String])] = [
                (right, [:]), (right, ["Cookie": otherCookie]),
                (form(otherToken, "acknowledge"), ["Cookie": cookie]),
                (form("", "acknowledge"), ["Cookie": cookie]),
                (right, ["Cookie": cookie, "Origin": "http://evil.example"]),
                (right, ["Cookie": cookie, "Origin": "null"]),
                (right, ["Cookie": cookie, "Sec-Fetch-Site": "cross-site"]),
            ]
            for attempt in attempts {
                let answer = try await browser.post("/deed", form: attempt.form, headers: attempt.headers)
                #expect(answer.status == 403)
                #expect(answer.body.contains("Nothing was done"))
            }
            #expect(core.deeds.isEmpty)
            let own = [
                "Cookie": cookie, "Origin": "http://127.0.0.1:\(browser.port)",
                "Sec-Fetch-Site": "same-origin",
            ]
            #expect(try await browser.post("/deed", form: right, headers: own).status == 303)
            #expect(core.deeds.count == 1)
        }
    }

    @Test("What the core refuses is said in words, and a silent core leaves the outcome open")
    func refused() async throws {
        let core = FakeCore()
        try await withConsole(core) { browser in
            let (cookie, token) = try await open(browser)
            core.answerDeeds(with: .failure(ControlFailure(code: "still_active", message: "")))
            let refused = try await browser.post(
                "/deed", form: form(token, "clear"), headers: ["Cookie": cookie])
            #expect(refused.header("location")?.contains("said=still_active") == true)
            core.fallSilent(.timedOut)
            let open = try await browser.post(
                "/deed", form: form(token, "clear"), headers: ["Cookie": cookie])
            #expect(open.header("location")?.contains("said=core_silent") == true)
            #expect(try await browser.get("/?said=core_silent").body.contains("不知是否执行"))
        }
    }

    @Test("A form that is too large or none at all is refused")
    func tooLarge() async throws {
        let core = FakeCore()
        try await withConsole(core) { browser in
            let (cookie, token) = try await open(browser)
            let large = form(token, "comment", text: String(repeating: "x", count: 20_000))
            #expect(try await browser.post("/deed", form: large, headers: ["Cookie": cookie]).status == 413)
            #expect(try await browser.post("/deed", form: [("a", "b")]).status == 400)
            #expect(core.deeds.isEmpty)
        }
    }

    @Test("The thousand-and-first browser takes the place of the one not seen longest")
    func sessions() {
        let sessions = FormSessions()
        let (first, firstCookie) = sessions.token(for: nil)
        let (second, secondCookie) = sessions.token(for: nil)
        for _ in 2..<FormSessions.limit { _ = sessions.token(for: nil) }
        _ = sessions.token(for: firstCookie)
        _ = sessions.token(for: nil)
        #expect(sessions.accepts(first, from: firstCookie))
        #expect(!sessions.accepts(second, from: secondCookie))
        #expect(!sessions.accepts(first, from: nil))
    }
}
