import Testing

@testable import Facility

/// The marked reading at the engine: it passes through to the commit and touches nothing else.
@Suite struct ProofReadingTests {
    private static let number: Int64 = 4_711
    private static let mark = ProofMark(broker: 0, round: number)

    private static func site() -> Site {
        let smoke = Compound.hazard(when: "smoke", severity: .extreme, isLifeSafety: true)
        return Compound.site([smoke], destinations: [Compound.destination()])
    }

    /// What one message makes the engine want.
    private func effects(
        _ night: inout Night, topic: String? = nil, payload: [UInt8] = mark.payload, session: UInt16 = 0,
        isRetained: Bool = false
    ) -> Effects {
        let topic = topic ?? ProofMark.topic(at: night.engine.site.brokers[0])
        let batch = MessageBatch(capacity: 1 << 12, limit: 4)
        let fits = Array(topic.utf8).withUnsafeBytes { topic in
            payload.withUnsafeBytes { payload in
                batch.append(session: session, mid: 7, retained: isRetained, topic: topic, payload: payload)
            }
        }
        precondition(fits)
        var effects = Effects()
        night.engine.step(batch, at: 0, now: night.now, effects: &effects)
        return effects
    }

    @Test("It is committed with its identity and is no device's, no case's, no stranger's")
    func passes() {
        var night = Night(Self.site())
        let effects = effects(&night)
        #expect(effects.marks == [Self.mark])
        #expect(effects.identities.count == 1 && !effects.isEmpty, "its PUBACK waits for the commit")
        #expect(effects.incidents.isEmpty && effects.opened.isEmpty && effects.transitions.isEmpty)
        #expect(effects.registry.isEmpty && effects.quarantine.isEmpty && effects.losses.isEmpty)
        #expect(effects.journal.isEmpty)
        #expect(night.engine.openIncidents.isEmpty)
    }

    @Test(
        "Whatever else comes on that topic, or that comes another way, is none",
        arguments: [
            (#"{"proof":4711}"#, 1, false), (#"{"proof":4711}"#, 0, true), (#"{"proof":}"#, 0, false),
            (#"{"proof":4711"#, 0, false), (#"{"smoke":true}"#, 0, false), ("", 0, false),
            (#"{"proof":99999999999999999999999}"#, 0, false),
        ])
    func others(payload: String, session: Int, isRetained: Bool) {
        var night = Night(Self.site())
        let said = effects(
            &night, payload: Array(payload.utf8), session: UInt16(session), isRetained: isRetained)
        #expect(said.marks.isEmpty && said.incidents.isEmpty)
        let elsewhere = effects(&night, topic: "gengfu/other/proof")
        #expect(elsewhere.marks.isEmpty)
    }

    @Test("A profile whose topics reach over it takes it for no stranger of its own")
    func wideTopic() {
        var site = Self.site()
        let profile = site.devices[0].profile
        let route = site.profiles[profile].routes[0]
        var wide = route
        wide.topic = TopicPattern("gengfu/{device}/proof")
        site.profiles[profile].routes.append(wide)
        var night = Night(site)
        let said = effects(&night)
        #expect(said.marks == [Self.mark])
        #expect(said.registry.isEmpty && said.losses.isEmpty)
    }

    @Test("A person may ask for a round where there is somebody to be told")
    func asked() {
        var night = Night(Self.site())
        var effects = Effects()
        #expect(
            night.engine.step(command: .outbox(.prove, by: "li"), now: night.now, effects: &effects) == .done)
        #expect(effects.wantsProof)
        effects.removeAll()
        #expect(!effects.wantsProof)
        var nobody = Night(Compound.site([]))
        #expect(nobody.say(.outbox(.prove, by: "li")) == .refused(.unknownDestination))
    }
}
