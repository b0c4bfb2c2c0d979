import Expressions
import Testing

@testable import Facility

/// Devices that a bridge lists before they speak.
@Suite struct ListedDeviceTests {
    private func site(_ policy: UnknownDevicePolicy, _ listed: [ListedDevice]) throws -> Site {
        var site = Compound.site([
            Compound.hazard("fire.smoke", when: "smoke", severity: .extreme, isLifeSafety: true)
        ])
        site.unknownDevices = policy
        site.listed = listed.sorted { $0.id < $1.id }
        return site
    }

    private func listed(_ id: String, formerly: String? = nil) throws -> ListedDevice {
        let profile = try #require(
            Compound.site([]).profiles.firstIndex { $0.id == "fire.clock" })
        return ListedDevice(id: id, broker: 0, profile: profile, model: "Maker S1", formerly: formerly)
    }

    /// All slices, each a commit.
    private func meetAll(_ night: inout Night) -> Int {
        var (slices, next) = (0, Int?(0))
        while let first = next {
            var effects = Effects()
            next = night.engine.meetListed(from: first, now: night.now, effects: &effects)
            night.commit(effects)
            slices += 1
        }
        return slices
    }

    @Test(
        "Held: with profile and model before it has said a word, in the store soon, and adopted by one word")
    func held() throws {
        var night = Night(try site(.hold, [listed("F9")]))
        _ = meetAll(&night)
        let entry = try #require(night.engine.registryEntries.first)
        #expect(entry.standing == .held)
        #expect(entry.profile == "fire.clock")
        #expect(entry.model == "Maker S1")
        #expect(entry.count == 0)
        night.wait(.milliseconds(Registry.writeEvery))
        #expect(night.store.registry.values.map(\.id) == ["F9"])
        #expect(night.say(.adopt("F9", by: "li", AdoptionDetails())) == .done)
        night.hear("F9", #""smoke":true"#)
        #expect(night.incident()?.device == "F9")
    }

    @Test("Adopted: taken in slices, each device with its row; a second meeting changes nothing")
    func adopted() throws {
        let names = (0..<80).map { "F\(1_000 + $0)" }
        var night = Night(try site(.adopt, names.map { try listed($0) }))
        #expect(meetAll(&night) == 3)
        #expect(night.store.registry.values.filter { $0.standing == .adopted }.count == 80)
        night.hear("F1079", #""smoke":true"#)
        #expect(night.incident()?.device == "F1079")
        let before = night.engine.registryEntries
        _ = meetAll(&night)
        #expect(night.engine.registryEntries == before)
    }

    @Test("Refused and retired devices stay where they are, whatever is listed")
    func refused() throws {
        var night = Night(try site(.refuse, [listed("F9")]))
        _ = meetAll(&night)
        #expect(night.engine.registryEntries.isEmpty)

        night = Night(try site(.adopt, [listed("F9")]))
        _ = meetAll(&night)
        #expect(night.say(.retire("F9", by: "li", why: "broken")) == .done)
        _ = meetAll(&night)
        #expect(night.engine.registryEntries.map(\.standing) == [.retired])
    }

    @Test(
        "Renamed, a device in force is watched under its new name too, at its place, even where strangers are held"
    )
    func renamed() throws {
        var night = Night(try site(.hold, [listed("F9", formerly: "F1")]))
        let old = try #require(night.engine.site.devices.first { $0.id == "F1" })
        _ = meetAll(&night)
        let new = try #require(night.engine.site.devices.last)
        #expect(new.id == "F9")
        #expect(new.place == old.place)
        #expect(night.engine.device("F1") != nil, "only a person retires it")
    }

    @Test("A listed stranger's profile is the list's, whichever reads its message best")
    func profile() throws {
        var device = try listed("F9")
        let other = try #require(Compound.site([]).profiles.indices.first { $0 != device.profile })
        device.profile = other
        var night = Night(try site(.hold, [device]))
        night.hear("F9", #""smoke":true"#)
        #expect(night.engine.registryEntries.map(\.profile) == [night.engine.site.profiles[other].id])
    }

    @Test("A list nobody can read is counted and kept, its beginning only")
    func flaw() throws {
        var night = Night(try site(.hold, []))
        var effects = Effects()
        night.engine.refuseList(
            topic: "z/bridge/devices", payload: Array(repeating: 0x5B, count: 5_000), bytes: 9_000,
            reason: "no list", session: 1, now: night.now, effects: &effects)
        night.commit(effects)
        #expect(night.store.quarantine.map(\.payload.count) == [Engine.keptOfList])
        #expect(night.store.quarantine.map(\.payloadBytes) == [9_000])
        night.wait(.seconds(120))
        #expect(night.losses.contains { $0.cause == .undecodable && $0.subject == "z/bridge/devices" })
    }
}
