import Foundation
import Testing

@testable import Console
@testable import Control
@testable import Facility

/// The console over real HTTP, before a core that is played.
@Suite struct ConsoleServerTests {
    @Test("The page is Chinese unless asked otherwise, and tells a browser to trust nothing but itself")
    func page() async throws {
        try await withConsole(FakeCore()) { browser in
            let page = try await browser.get("/")
            #expect(page.status == 200)
            #expect(page.header("content-type") == "text/html; charset=utf-8")
            #expect(page.body.contains("监测 430/434 台"))
            let policy = try #require(page.header("content-security-policy"))
            #expect(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"))
            #expect(!policy.contains("unsafe"))
            #expect(page.header("x-content-type-options") == "nosniff")
            #expect(page.header("cache-control") == "no-store")
            let cookie = try #require(page.header("set-cookie"))
            #expect(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"))
            let english = try await browser.get("/?lang=en")
            #expect(english.body.contains("Watching 430 of 434 devices"))
            let other = try await browser.get("/")
            #expect(other.header("content-security-policy") != policy, "a nonce serves once")
        }
    }

    @Test("An unknown address is a plain 404 with the same headers")
    func notFound() async throws {
        try await withConsole(FakeCore()) { browser in
            let answer = try await browser.get("/etc/passwd")
            #expect(answer.status == 404)
            #expect(answer.header("x-frame-options") == "DENY")
        }
    }

    @Test("Health is 200 only while the core answers and commits, and the body says why not")
    func health() async throws {
        let core = FakeCore()
        try await withConsole(core) { browser in
            #expect(try await browser.get("/healthz").status == 200)
            core.change { $0.status.ring.failingSince = Compound.now }
            let failing = try await browser.get("/healthz")
            #expect(failing.status == 503 && failing.body.contains("commits_failing"))
            core.change { $0.status.emergencySince = Compound.now }
            #expect(try await browser.get("/healthz").body.contains("emergency_mode"))
            core.fallSilent(.notRunning)
            let silent = try await browser.get("/healthz")
            #expect(silent.status == 503 && silent.body.contains("core_not_running"))
        }
    }

    @Test("A silent core leaves the page standing, red, and the metrics at zero")
    func silent() async throws {
        let core = FakeCore()
        core.fallSilent(.timedOut)
        try await withConsole(core) { browser in
            let page = try await browser.get("/")
            #expect(page.status == 200 && page.body.contains("看不到值守情况"))
            let metrics = try await browser.get("/metrics")
            #expect(metrics.body.contains("gengfu_up 0"))
            #expect(!metrics.body.contains("gengfu_devices"))
        }
    }

    @Test("A device's page shows its points, any name in its address")
    func device() async throws {
        let core = FakeCore()
        let name = "L 1/东&<b>"
        core.change { watch in
            watch.devices.append(
                Compound.device(name, .silent, values: [PointReport(point: "car.floor", value: nil)]))
        }
        try await withConsole(core) { browser in
            let page = try await browser.get("/device?id=\(DeviceTables.percentEncoded(name))")
            #expect(page.body.contains("car.floor") && page.body.contains("L 1/东&amp;&lt;b&gt;"))
            #expect(try await browser.get("/device?id=nobody").body.contains("没有这台设备"))
        }
    }

    @Test("The console answers to addresses, to localhost and to the names it was given, and to no other")
    func hosts() async throws {
        try await withConsole(
            FakeCore(), settings: ConsoleSettings(port: 0, hostNames: ["box.lan"])
        ) { browser in
            for host in ["127.0.0.1", "192.168.1.5:8080", "localhost:1", "[::1]:8080", "BOX.lan:8080"] {
                let answer = try await browser.get("/healthz", headers: ["Host": host])
                #expect(answer.status == 200, "\(host)")
            }
            for host in ["evil.example", "127.0.0.1.evil.example", "1.2.3.4.5", "box.lan.evil.example:8080"] {
                let answer = try await browser.get("/", headers: ["Host": host])
                #expect(answer.status == 421, "\(host)")
            }
        }
    }
}
