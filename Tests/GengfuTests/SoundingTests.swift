import Control
import Facility
import Foundation
import Ring
import Testing

@testable import MQTT

/// People are woken from the box itself: no browser, no internet, and soon no broker either.
extension GatewayTests {
    @Suite("Waking from the box itself")
    struct Sounding {
        @Test(
            "An extreme incident sounds within 2 s, and goes on, with the broker killed 1 s after its PUBACK, the platform out of reach and no console"
        )
        func withinTwoSeconds() throws {
            let house = try SoundingHouse()
            try house.open()
            let listener = try YardListener(house.yard, in: house.folder, topic: "yard/siren/set")
            // Beyond the time in which what arrives may be from before the connection.
            #expect(Patience.wait(15) { self.isSettled(house) })
            let begun = SoundingHouse.uptime
            house.raise("smoke-1")
            // Its PUBACK leaves in the turn of the commit that stored the case.
            #expect(Patience.wait { house.fire != nil })
            let acknowledged = SoundingHouse.uptime
            #expect(Patience.wait(10) { SoundingHouse.uptime - acknowledged >= 1 })
            house.main.kill9()
            let killed = SoundingHouse.uptime
            #expect(Patience.wait { house.count("tone-danger.wav") >= 1 })
            let first = try #require(house.played.first { $0.file == "tone-danger.wav" })
            #expect(first.at - begun < 2, "\(first.at - begun) s")
            #expect(Patience.wait { house.count("speech-zh.wav") >= 1 }, "\(house.gateway.log.suffix(2_000))")
            let speech = try #require(house.played.first { $0.file == "speech-zh.wav" })
            house.report(
                tone: first.at - begun, speech: speech.at - begun, acknowledged: acknowledged - begun,
                killed: killed - begun)
            #expect(Patience.wait { self.howls(listener) == 1 })
            // An expiry of ten seconds, of which some may be gone, never retained, QoS 1.
            let order = try #require(listener.heard.first { $0.hasSuffix(" ON") }).split(separator: " ")
            #expect(try (1...10).contains(#require(Int(order[0]))))
            #expect(order[1...] == ["0", "1", "ON"])
            #expect(Patience.wait(30) { house.count("tone-danger.wav") >= 3 }, "nobody has answered yet")
            try house.acknowledge()
            #expect(Patience.wait { listener.heard.last?.hasSuffix(" OFF") == true })
            #expect(howls(listener) == 1)
            let silence = house.played.count
            let since = SoundingHouse.uptime
            #expect(Patience.wait(20) { SoundingHouse.uptime - since > 8 })
            // A sentence may have begun while the answer was on its way.
            #expect(house.played.count - silence <= 1)
            let audit = try RingReader(directory: house.gateway.store).audit(limit: 1_000)
            for action in ["siren_on", "siren_on_result", "siren_off", "siren_off_result"] {
                #expect(audit.contains { $0.action == action && $0.by == "siren" }, "\(action)")
            }
        }

        @Test("Restarted in mid-alarm the loudspeaker goes on, and the siren does not")
        func restart() throws {
            let house = try SoundingHouse()
            try house.open()
            let listener = try YardListener(house.yard, in: house.folder, topic: "yard/siren/set")
            #expect(Patience.wait(15) { self.isSettled(house) })
            house.raise("smoke-1")
            #expect(Patience.wait { house.count("tone-danger.wav") >= 1 && self.howls(listener) == 1 })
            // Until the delivery is settled: from then on the outbox alone would not bring it back.
            #expect(Patience.wait { house.fire?.handling["speaker"] == .reported })
            house.gateway.kill9()
            let before = house.count("tone-danger.wav")
            try house.gateway.start()
            #expect(Patience.wait { house.count("tone-danger.wav") > before })
            #expect(Patience.wait(30) { house.count("tone-danger.wav") > before + 1 })
            #expect(Patience.wait { listener.heard.last?.hasSuffix(" OFF") == true })
            #expect(howls(listener) == 1)
            try house.acknowledge()
            house.gateway.stop()
        }

        @Test(
            "A siren that is not automatic waits for a person, by name, and is switched off when its time is up"
        )
        func pressed() throws {
            let house = try SoundingHouse(automatic: false, clockRate: 20)
            try house.open()
            let listener = try YardListener(house.yard, in: house.folder, topic: "yard/siren/set")
            house.raise("smoke-1")
            #expect(Patience.wait { house.count("tone-danger.wav") >= 1 })
            #expect(howls(listener) == 0)
            #expect(house.gateway.ask(.siren("siren", isOn: true)) == nil, "nobody pressed")
            #expect(house.gateway.ask(.siren("siren", isOn: true), person: "stranger") == nil)
            #expect(house.gateway.ask(.siren("speaker", isOn: true), person: "guard") == nil)
            // Refused, and nothing ordered, until its broker is connected.
            #expect(
                Patience.wait { house.gateway.ask(.siren("siren", isOn: true), person: "guard") == .done })
            #expect(Patience.wait { self.howls(listener) == 1 })
            #expect(listener.heard.contains { $0.hasSuffix(" 0 1 ON") })
            #expect(Patience.wait { listener.heard.last?.hasSuffix(" 0 1 OFF") == true })
            let audit = try RingReader(directory: house.gateway.store).audit(limit: 1_000)
            #expect(audit.contains { $0.action == "siren_pressed_on" && $0.by == "guard" })
            house.yard.kill9()
            #expect(
                Patience.wait { house.gateway.ask(.siren("siren", isOn: true), person: "guard") == nil },
                "a siren out of reach was not switched on, and nobody is told that it was")
        }

        @Test("A broker that is gone is said calmly within 100 s, until a person has heard of it")
        func lostPath() throws {
            let house = try SoundingHouse(clockRate: 30)
            try house.open()
            #expect(house.count("tone-notice.wav") == 0)
            let killed = try #require(house.gateway.status?.now)
            house.main.kill9()
            #expect(Patience.wait { house.count("tone-notice.wav") >= 1 })
            let said = try #require(house.gateway.status?.now)
            #expect((said - killed).seconds <= 100, "\((said - killed).seconds) s")
            #expect(house.count("tone-danger.wav") == 0)
            #expect(house.gateway.ask(.hush, person: "guard") == .done)
            let audit = try RingReader(directory: house.gateway.store).audit(limit: 1_000)
            #expect(audit.contains { $0.action == "paths_hushed" && $0.by == "guard" })
        }

        /// How often it was switched on; it is switched off at every start as well.
        private func howls(_ listener: YardListener) -> Int {
            listener.heard.count { $0.hasSuffix(" ON") }
        }

        /// Whether the connection is older than the time in which a siren takes what arrives for a backlog.
        private func isSettled(_ house: SoundingHouse) -> Bool {
            guard let status = house.gateway.status else { return false }
            return status.sessions.allSatisfy { (status.now - $0.since).seconds > 6 }
        }
    }
}
