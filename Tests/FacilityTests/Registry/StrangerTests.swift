import CodecWire
import Expressions
import Testing

@testable import Facility

/// Strangers whose messages need a codec, and deeds about devices that take effect at once.
@Suite struct StrangerTests {
    private static func lorawan(_ policy: UnknownDevicePolicy) -> Site {
        var site = Compound.site([Compound.hazard(when: "smoke", severity: .extreme, isLifeSafety: true)])
        let script = CodecScript(name: "x.js", network: .ttn, source: Array("1".utf8))
        site.profiles[0].routes = [
            TopicRoute(
                topic: TopicPattern("lw/{device}"), urgent: true,
                codec: .lorawan(LoRaWANLayout(script: script)),
                fields: [
                    Field(point: Compound.smoke, at: "/smoke"), Field(point: Compound.temperature, at: "/t"),
                ])
        ]
        site.unknownDevices = policy
        return site
    }

    private static let stack = (
        "A1", #"{"end_device_ids":{"device_id":"A1"},"uplink_message":{"f_port":1,"frm_payload":"AQ=="}}"#
    )
    private static let chirp = (
        "0004a30b001c0530", #"{"deviceInfo":{"devEui":"0004a30b001c0530"},"fPort":2,"data":"AQL/"}"#
    )

    private func fire(_ policy: UnknownDevicePolicy) -> Site {
        var site = Compound.site([
            Compound.hazard("fire.smoke", when: "smoke", severity: .extreme, isLifeSafety: true),
            Compound.hazard("fire.warm", when: "temperature > 50.0"),
        ])
        site.unknownDevices = policy
        return site
    }

    @Test(
        "A LoRaWAN stranger is held by its envelope, whichever server carries it", arguments: [stack, chirp])
    func heldUplink(id: String, payload: String) {
        var night = Night(Self.lorawan(.hold))
        night.send("lw/" + id, payload, session: 0)
        #expect(night.engine.registryEntries.map(\.id) == [id])
        #expect(night.engine.registryEntries.first?.profile == "fire.clock")
        #expect(night.engine.pendingCount == 0)
    }

    @Test(
        "Adopted by itself, its first uplink waits for the codec and is watched", arguments: [stack, chirp])
    func adoptedUplink(id: String, payload: String) throws {
        var night = Night(Self.lorawan(.adopt))
        night.send("lw/" + id, payload, session: 0)
        let waiting = try #require(night.engine.waitingDecodes.first)
        night.answer(waiting.id, #"{"smoke":true}"#)
        #expect(night.steps == ["0.0 raised " + id])
        #expect(night.incident()?.isHistoric == false)
    }

    @Test(
        "A held device's uplinks are decoded when it is adopted: history, not news",
        arguments: [stack, chirp])
    func lateUplink(id: String, payload: String) throws {
        var night = Night(Self.lorawan(.hold))
        night.send("lw/" + id, payload, session: 0)
        night.wait(.seconds(5))
        #expect(night.say(.adopt(id, by: "li", AdoptionDetails())) == .done)
        let waiting = try #require(night.engine.waitingDecodes.first)
        #expect(waiting.isLate)
        night.answer(waiting.id, #"{"smoke":true}"#)
        #expect(night.steps == ["5.0 raised " + id])
        #expect(night.incident()?.isHistoric == true)
        #expect(night.store.quarantine.isEmpty)
    }

    @Test("A held message that its device's adoption cannot read is kept for a person")
    func unreadKept() {
        var night = Night(fire(.hold))
        night.send("f/F9", #"{"smoke":true,"#, session: 0)
        #expect(night.engine.registryEntries.first?.kept.count == 1)
        #expect(night.say(.adopt("F9", by: "li", AdoptionDetails(profile: "fire.clock"))) == .done)
        #expect(night.store.quarantine.map(\.payload) == [Array(#"{"smoke":true,"#.utf8)])
        #expect(night.store.quarantine.first?.session == 0)
    }

    @Test("Adopted by itself, what was kept of it is taken once")
    func keptOnce() {
        var night = Night(fire(.hold))
        night.hear("F9", #""smoke":true"#)
        night.wait(.seconds(5))
        night.reload(fire(.adopt))
        night.hear("F9", #""temperature":20"#)
        #expect(night.engine.device("F9") != nil)
        #expect(night.readings(of: Compound.smoke) == 1)
        #expect(night.readings(of: Compound.temperature) == 1)
        #expect(night.incident()?.isHistoric == true)
    }

    @Test("Taken back before the next reload, a retired device is watched again")
    func takenBack() {
        let declared = fire(.hold)
        var night = Night(declared)
        #expect(night.say(.retire("F1", by: "li", why: "sold")) == .done)
        #expect(night.say(.adopt("F1", by: "li", AdoptionDetails())) == .done)
        night.reload(declared.merged(with: Array(night.store.registry.values)))
        night.hear("F1", #""smoke":true"#)
        #expect(night.steps == ["0.0 raised F1"])
    }

    @Test("A late row of a device that was retired meanwhile does not undo it")
    func lateRow() {
        var night = Night(fire(.hold))
        night.hear("F9", #""temperature":20"#)
        night.wait(.milliseconds(100))
        night.hear("F9", #""temperature":21"#)
        #expect(night.say(.retire("F9", by: "li", why: "not ours")) == .done)
        night.wait(.seconds(30))
        #expect(night.store.registry.values.map(\.standing) == [.retired])
        #expect(night.engine.registryEntries.map(\.standing) == [.retired])
    }

    @Test("Retired at one broker, its namesake at another is not")
    func retiredAtBroker() {
        var site = fire(.hold)
        site.brokers.append(Broker(id: "other", host: "127.0.0.1", port: 1_884, clientID: "yard2"))
        var night = Night(site)
        night.hear("F9", #""temperature":20"#)
        #expect(night.say(.retire("F9", by: "li", why: "not ours")) == .done)
        night.hear("F9", #""temperature":20"#, session: 2)
        #expect(night.engine.registryEntries.map(\.standing) == [.held, .retired])
        night.hear("F1", #""temperature":20"#)
        #expect(night.say(.retire("F1", by: "li", why: "sold")) == .done)
        var moved = site
        for position in moved.devices.indices { moved.devices[position].broker = 1 }
        #expect(moved.merged(with: Array(night.store.registry.values)).devices.map(\.id).contains("F1"))
        #expect(!site.merged(with: Array(night.store.registry.values)).devices.map(\.id).contains("F1"))
    }

    @Test("One babbling device leaves room to the others; its channels lie in its zone")
    func babblingParent() {
        var night = Night(fire(.hold))
        func meet(_ name: String, of parent: Int, urgent: Bool = true) -> Bool {
            var effects = Effects()
            return night.engine.meetChannels(
                [name], of: parent, urgent: urgent, now: night.now, effects: &effects)
        }
        for number in 0..<Registry.channelLimit { _ = meet("c\(number)", of: 0) }
        #expect(night.engine.registryEntries.count == Registry.channelLimit)
        #expect(!meet("more", of: 0))
        #expect(meet("first", of: 1))
        #expect(night.engine.site.devices.last?.zone == 0)
        #expect(!meet("a\u{FFFD}", of: 1))
    }

    @Test("Taken out of service, a device leaves the count of its zone")
    func leavesZone() {
        var site = Compound.site([
            Compound.hazard("fire.warm", when: "temperature > 50.0"),
            Compound.hazard(
                "fire.two", when: #"sources("fire.warm", duration("10m")) >= 2"#, scope: .zone),
        ])
        site.unknownDevices = .hold
        var night = Night(site)
        night.hear("F1", #""temperature":60"#)
        #expect(night.say(.retire("F1", by: "li", why: "sold")) == .done)
        night.hear("F2", #""temperature":60"#)
        #expect(!night.transitions.contains { night.engine.incident($0.incident)?.hazard == "fire.two" })
        #expect(night.steps.filter { $0.contains("raised") } == ["0.0 raised F1", "0.0 raised F2"])
    }

    @Test("Channels go out of service with what carries them, and come back with it")
    func family() {
        var declared = fire(.hold)
        declared.devices[1].parent = 0
        declared.devices[1].channel = "1"
        var night = Night(declared)
        night.hear("F2", #""smoke":true"#)
        #expect(night.say(.retire("F1", by: "li", why: "sold")) == .refused(.lifeSafetyIsOpen))
        night = Night(declared)
        #expect(night.say(.retire("F1", by: "li", why: "sold")) == .done)
        #expect(night.engine.registryEntries.map(\.id) == ["F1", "F2"])
        #expect(night.say(.adopt("F1", by: "li", AdoptionDetails())) == .done)
        #expect(night.engine.registryEntries.isEmpty)
        night.hear("F2", #""smoke":true"#)
        #expect(night.steps == ["0.0 raised F2"])
    }

    @Test("A flood of strangers is looked at within bounds, and one that cried fire stays held")
    func flood() {
        var night = Night(fire(.hold))
        night.hear("F9", #""smoke":true"#)
        for number in 0..<Registry.strangerBurst + 100 {
            night.hear("S", #""x":1"#, topic: "l/S\(number)")
        }
        #expect(night.engine.registryCounts.evicted == 1)
        #expect(night.engine.registryEntries.contains { $0.id == "F9" && $0.kept.count == 1 })
        night.wait(.seconds(5))
        // By the broker, or among the others where the ledger is full of names.
        let beyond = night.losses.filter { $0.cause == .rateLimit }
        #expect(beyond.map(\.count) == [100])
        night.hear("S", #""x":1"#, topic: "l/S99999")
        #expect(night.engine.registryEntries.contains { $0.id == "S99999" })
    }
}

extension Night {
    /// A codec's answer.
    mutating func answer(_ id: Int64, _ document: String) {
        var effects = Effects()
        engine.step(
            decoded: [DecodedUplink(id: id, result: .document(Array(document.utf8)))], now: now,
            effects: &effects)
        commit(effects)
    }

    /// Readings of a point in the journal.
    func readings(of point: PointIndex) -> Int {
        var count = 0
        for row in store.journal {
            var reader = JournalReader(row.packed)
            while let entry = reader.next() {
                guard case .readings(let message) = entry else { continue }
                count += message.readings.filter { $0.point == UInt32(point.position + 1) }.count
            }
        }
        return count
    }
}
