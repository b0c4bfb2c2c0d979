import Expressions
import Testing

@testable import Facility

/// Devices that speak and that the sheet does not have.
@Suite struct RegistryTests {
    private func site(_ policy: UnknownDevicePolicy) -> Site {
        var site = Compound.site([
            Compound.hazard("fire.smoke", when: "smoke", severity: .extreme, isLifeSafety: true),
            Compound.hazard("fire.warm", when: "temperature > 50.0"),
        ])
        site.unknownDevices = policy
        return site
    }

    @Test("Held: listed with a sample and the profile that reads it best, and nothing of it is judged")
    func held() throws {
        var night = Night(site(.hold))
        night.hear("F9", #""smoke":true"#)
        night.wait(.seconds(2))
        night.hear("F9", #""temperature":20"#)
        let entry = try #require(night.engine.registryEntries.first)
        #expect(night.engine.registryEntries.count == 1)
        #expect(entry.standing == .held)
        #expect(entry.profile == "fire.clock")
        #expect(entry.count == 2)
        #expect(entry.firstHeard == Night.start)
        #expect(entry.lastHeard == Night.start + .seconds(2))
        #expect(entry.sample?.topic == "f/F9")
        #expect(entry.sample?.payload.contains("20") == true)
        #expect(night.steps.isEmpty)
        #expect(night.engine.device("F9") == nil)
    }

    @Test("Adopted by a person it is watched; what it had cried before is raised as history")
    func adoptedByPerson() throws {
        var night = Night(site(.hold))
        night.hear("F9", #""smoke":true"#)
        night.wait(.seconds(60))
        #expect(night.say(.adopt("F9", by: "li", AdoptionDetails())) == .done)
        #expect(night.steps == ["60.0 raised F9"])
        #expect(night.incident()?.isHistoric == true)
        #expect(night.engine.device("F9")?.points.map(\.value) == ["true"])
        #expect(night.engine.registryEntries.map(\.standing) == [.adopted])
        #expect(night.say(.adopt("F9", by: "li", AdoptionDetails())) == .alreadySo)

        night.hear("F9", #""temperature":60"#)
        #expect(night.incident(2)?.hazard == "fire.warm")
        #expect(night.incident(2)?.isHistoric == false)
    }

    @Test("Adopted by itself, its first message is an incident that says its place is unknown, in one commit")
    func adoptedByItself() throws {
        var night = Night(site(.adopt))
        night.hear("F9", #""smoke":true"#)
        #expect(night.steps == ["0.0 raised F9"])
        #expect(night.incident()?.isHistoric == false)
        #expect(night.incident()?.evidence.contains { $0.contains("place unknown") } == true)
        #expect(night.store.registry.values.map(\.profile) == ["fire.clock"])
        #expect(night.store.journal.count == 1)
    }

    @Test("What a person said of its place is in the incident's report, not the warning")
    func described() {
        var night = Night(site(.hold))
        night.hear("F9", #""temperature":20"#)
        let details = AdoptionDetails(name: "hall", building: "3", floor: "1")
        #expect(night.say(.adopt("F9", by: "li", details)) == .done)
        night.hear("F9", #""smoke":true"#)
        #expect(night.incident()?.evidence.contains { $0.contains("place unknown") } == false)
        #expect(night.engine.device("F9")?.name == "hall")
        #expect(night.engine.device("F9")?.place.gridCode == "350203001001001")
    }

    @Test("Refused: counted, not listed")
    func refused() {
        var night = Night(site(.refuse))
        night.hear("F9", #""smoke":true"#)
        #expect(night.engine.registryEntries.isEmpty)
        #expect(night.engine.registryCounts.unjudged == 1)
        #expect(night.steps.isEmpty)
    }

    @Test("A profile that does not read it is refused, and so is a name that nobody spoke")
    func refusals() {
        var night = Night(site(.hold))
        night.hear("F9", #""smoke":true"#)
        #expect(
            night.say(.adopt("F9", by: "li", AdoptionDetails(profile: "no.such")))
                == .refused(.unknownProfile))
        #expect(night.say(.adopt("F77", by: "li", AdoptionDetails())) == .refused(.unknownDevice))
        #expect(night.engine.device("F9") == nil)
    }

    @Test("A babbling network pushes out the quietest held devices, never the adopted ones")
    func bounded() {
        var night = Night(site(.hold))
        night.hear("F9", #""smoke":false"#)
        #expect(night.say(.adopt("F9", by: "li", AdoptionDetails())) == .done)
        for number in 0..<Registry.heldLimit + 6 {
            night.wait(.milliseconds(1))
            night.hear("F\(1_000 + number)", #""smoke":false"#)
        }
        #expect(night.engine.registryCounts.held == Registry.heldLimit)
        #expect(night.engine.registryCounts.evicted == 6)
        #expect(night.store.registry.count == Registry.heldLimit + 1)
        #expect(!night.engine.registryEntries.contains { $0.id == "F1000" })
        #expect(night.engine.device("F9") != nil)
    }

    @Test("A restart knows what was held and adopted; the sheet takes over what it declares")
    func restart() {
        let declared = site(.hold)
        var night = Night(declared)
        night.hear("F9", #""smoke":true"#)
        night.hear("F8", #""temperature":20"#)
        #expect(night.say(.adopt("F9", by: "li", AdoptionDetails())) == .done)
        night = Night(
            declared.merged(with: Array(night.store.registry.values)), store: night.store,
            at: night.now + .seconds(5))
        #expect(night.engine.registryEntries.map(\.id) == ["F8", "F9"])
        #expect(night.engine.device("F9")?.points.map(\.value) == ["true"])
        #expect(night.engine.openIncidents.map(\.device) == ["F9"])

        var next = declared
        var row = next.devices[0]
        row.id = "F9"
        row.name = "in the sheet"
        next.devices.append(row)
        night.reload(next.merged(with: Array(night.store.registry.values)))
        #expect(night.engine.device("F9")?.name == "in the sheet")
        #expect(night.engine.openIncidents.map(\.device) == ["F9"])
    }

    @Test(
        "Retired, its incidents end with the reason and its messages are counted; a fire must be ended first")
    func retired() {
        let declared = site(.hold)
        var night = Night(declared)
        night.hear("F5", #""smoke":true"#)
        #expect(night.say(.retire("F5", by: "li", why: "sold")) == .refused(.lifeSafetyIsOpen))
        night.hear("F1", #""temperature":60"#)
        #expect(night.say(.retire("F1", by: "li", why: "sold")) == .done)
        #expect(night.incident(2)?.ended == .withdrawn(reason: "retired: sold", at: night.now))
        #expect(night.say(.retire("F1", by: "li", why: "sold")) == .alreadySo)
        night.hear("F1", #""smoke":true"#)
        #expect(night.engine.registryCounts.unjudged == 1)
        #expect(night.engine.openIncidents.map(\.device) == ["F5"])

        let merged = declared.merged(with: Array(night.store.registry.values))
        night.reload(merged)
        night.hear("F1", #""smoke":true"#)
        #expect(night.engine.registryCounts.unjudged == 2)
        #expect(night.engine.device("F1") == nil)
        #expect(night.engine.openIncidents.map(\.device) == ["F5"])

        #expect(night.say(.adopt("F1", by: "li", AdoptionDetails())) == .done)
        let wishes = night.engine.takeReloadWish()
        #expect(wishes)
        night.reload(declared.merged(with: Array(night.store.registry.values)))
        night.hear("F1", #""smoke":true"#)
        #expect(night.engine.openIncidents.map(\.device) == ["F5", "F1"])
    }

    @Test("A device taken in keeps every other device's values, timers and incidents")
    func nothingMoves() {
        func run(_ admits: Bool) -> [String] {
            var site = Compound.site([
                Compound.hazard("fire.warm", when: "temperature > 50.0", for: .seconds(10)),
                Compound.silence(.seconds(30)),
            ])
            site.unknownDevices = admits ? .adopt : .refuse
            var night = Night(site)
            night.hear("F1", #""temperature":60"#)
            night.wait(.seconds(5))
            for number in 0..<20 { night.hear("F\(90 + number)", #""temperature":20"#) }
            night.wait(.seconds(40))
            return night.steps.filter { $0.hasSuffix(" F1") || $0.hasSuffix(" B1") }
        }
        #expect(run(true) == run(false))
        #expect(run(true).contains("10.0 raised F1"))
    }

    @Test("A payload nobody could read is read once the profile is mended: history, and its row goes")
    func replayed() throws {
        var night = Night(site(.hold))
        night.hear("F1", #""smoke":true,"#)
        let row = try #require(night.store.quarantine.first)
        #expect(night.replay(row) == .refused(.stillUndecodable))
        #expect(night.store.quarantine.count == 1)

        var mended = row
        mended.payload = Array(#"{"smoke":true}"#.utf8)
        mended.payloadBytes = mended.payload.count
        night.wait(.seconds(30))
        #expect(night.replay(mended) == .done)
        #expect(night.store.quarantine.isEmpty)
        #expect(night.incident()?.isHistoric == true)
        #expect(night.engine.device("F1")?.points.map(\.value) == ["true"])
        #expect(night.store.journal.count == 1)
    }

    @Test("An old message taken late overrules nothing newer")
    func lateIsHistory() throws {
        var night = Night(site(.hold))
        night.hear("F1", #""smoke":true,"#)
        var row = try #require(night.store.quarantine.first)
        row.payload = Array(#"{"smoke":true}"#.utf8)
        row.payloadBytes = row.payload.count
        night.wait(.seconds(10))
        night.hear("F1", #""smoke":false"#)
        #expect(night.replay(row) == .done)
        #expect(night.engine.device("F1")?.points.map(\.value) == ["false"])
        #expect(night.steps.isEmpty)
    }

    @Test("A cut payload is not read again, and says so")
    func cut() {
        var night = Night(site(.hold))
        let row = QuarantineRow(
            at: night.now, topic: Array("f/F1".utf8), payload: Array("{}".utf8), reason: "malformed",
            payloadBytes: 9_000)
        #expect(night.replay(row) == .refused(.stillUndecodable))
    }

    @Test("A stranger at another broker cannot speak in a device's name")
    func otherBroker() {
        var site = site(.adopt)
        site.brokers.append(Broker(id: "other", host: "127.0.0.1", port: 1_884, clientID: "yard2"))
        var night = Night(site)
        night.hear("F1", #""smoke":true"#, session: 2)
        #expect(night.steps.isEmpty)
        #expect(night.engine.registryEntries.map(\.broker) == ["other"])
        #expect(night.say(.adopt("F1", by: "li", AdoptionDetails())) == .refused(.deviceDeclared))
        night.hear("F1", #""smoke":true"#, session: 0)
        #expect(night.steps == ["0.0 raised F1"])
    }
}

extension Night {
    mutating func replay(_ row: QuarantineRow) -> CommandResult {
        var effects = Effects()
        let result = engine.replay(row, by: "li", now: now, effects: &effects)
        if !effects.isEmpty { commit(effects) }
        return result
    }
}
