import Testing

@testable import Facility

@Suite("Who is woken by what")
struct AudienceTests {
    private static let smoke = Compound.hazard(
        when: "smoke", quietFor: .seconds(5), severity: .extreme, isLifeSafety: true)
    private static let warm = Compound.hazard(
        "fire.warm", when: "temperature > 40.0", quietFor: .seconds(5), severity: .moderate)

    private static let speaker = Destination(
        id: "speaker", name: LocalizedText(en: "", zh: ""), kind: .sound(SoundSettings()),
        acknowledgement: .none, drivesHandling: false)
    private static func siren(_ confirmation: Destination.ConfirmationPolicy = .any) -> Destination {
        Destination(
            id: "siren", name: LocalizedText(en: "", zh: ""),
            kind: .siren(
                SirenSettings(
                    broker: "broker", topic: "t", on: "1", off: "0", hazards: ["fire.smoke"],
                    isAutomatic: true)),
            acknowledgement: .none, confirmation: confirmation, drivesHandling: false)
    }

    /// Ten seconds after the connection, beyond what may be a backlog.
    private func night(_ destinations: [Destination] = [speaker, siren()]) -> Night {
        var night = Night(
            Compound.site(
                [Self.smoke, Self.warm], destinations: destinations + [Compound.destination()],
                people: [Person(id: "guard", name: "Guard")]))
        night.session(0, .connected(sessionPresent: false))
        night.wait(.seconds(10))
        return night
    }

    private func told(_ night: Night, _ destination: String) -> [String] {
        night.opened.filter { $0.destination == destination }.map {
            "\($0.action.rawValue) \($0.report.step)\($0.isAnswered ? " answered" : "")"
        }
    }

    @Test(
        "A fire wakes the loudspeaker and the siren; what is mild wakes neither, though the platform hears of it"
    )
    func mild() {
        var night = night()
        night.hear("F1", #""temperature":50"#)
        #expect(told(night, "grid") == ["report raised"])
        #expect(told(night, "speaker").isEmpty && told(night, "siren").isEmpty)
        night.hear("F1", #""smoke":true"#)
        #expect(told(night, "speaker") == ["report raised"])
        #expect(told(night, "siren") == ["report raised"])
    }

    @Test("A person's answer is told as one; a second detector's is not")
    func answers() {
        var night = night()
        night.hear("F1", #""smoke":true"#)
        let incident = night.id()
        night.say(.acknowledge(incident, by: "guard"))
        #expect(told(night, "speaker") == ["report raised", "update acknowledged answered"])
        var other = self.night()
        other.hear("F1", #""smoke":true"#)
        other.hear("F2", #""smoke":true"#)
        #expect(!told(other, "speaker").contains { $0.hasSuffix("answered") })
    }

    @Test("What arrives with a connection, or out of a drain, moves no siren; the loudspeaker calls it")
    func backlog() {
        var night = night()
        night.session(0, .disconnected)
        night.wait(.seconds(20))
        night.session(0, .connected(sessionPresent: true))
        night.hear("F1", #""smoke":true"#)
        night.wait(.seconds(30))
        #expect(told(night, "speaker") == ["report raised"])
        #expect(told(night, "siren").isEmpty)
        night.hear("F2", #""smoke":true"#)
        #expect(told(night, "siren") == ["report raised"], "what is live does")
        var anew = self.night()
        anew.session(0, .disconnected)
        anew.session(0, .connected(sessionPresent: false))
        anew.hear("F1", #""smoke":true"#, retained: true)
        anew.wait(.seconds(30))
        #expect(told(anew, "siren").isEmpty)
    }

    @Test("After a restart what nobody has answered stands for the loudspeaker, and nothing else")
    func restart() {
        var night = night()
        night.hear("F1", #""smoke":true"#)
        night.hear("F5", #""smoke":true"#)
        night.say(.acknowledge(night.id(2), by: "guard"))
        for delivery in night.opened {
            night.say(.delivered(delivery.number, .accepted(caseNumber: nil, handling: .reported)))
        }
        night.restart(after: .seconds(3))
        let standing = night.engine.standing(at: "speaker")
        #expect(standing.map(\.incident) == [night.id(1)])
        #expect(standing.first?.report.hazard == "fire.smoke")
        #expect(night.engine.standing(at: "nobody").isEmpty)
        let before = night.opened.count
        night.wait(.minutes(5))
        #expect(!night.opened.dropFirst(before).contains { $0.destination == "siren" })
    }

    @Test("Who went to look and does not say what he found has not answered any more")
    func lapsed() {
        var smoke = Self.smoke
        smoke.lookWithin = .minutes(3)
        var site = Compound.site(
            [smoke], destinations: [Self.speaker], people: [Person(id: "guard", name: "Guard")])
        site.calling = CallingPolicy()
        var night = Night(site)
        night.hear("F5", #""smoke":true"#)
        night.wait(.seconds(20))
        night.say(.acknowledge(night.id(), by: "guard"))
        night.wait(.seconds(170))
        #expect(told(night, "speaker") == ["report raised", "update acknowledged answered"])
        night.wait(.seconds(20))
        #expect(told(night, "speaker").last == "update late", "\(told(night, "speaker"))")
        #expect(night.engine.standing(at: "speaker").count == 1)
        night.say(.confirm(night.id(), by: "guard", note: nil))
        #expect(told(night, "speaker").last == "update confirmed answered")
    }

    @Test("That nobody is watching is said aloud, whatever the loudspeaker begins at")
    func unwatched() {
        var site = Compound.site([Self.smoke], destinations: [Self.speaker])
        var policy = CallingPolicy()
        policy.screenWithin = .minutes(10)
        site.calling = policy
        var night = Night(site)
        night.wait(.minutes(11))
        #expect(told(night, "speaker") == ["report raised"])
        #expect(night.opened.first.map { SoundedCase($0).speech.text.zh } == "无人值守。")
    }

    @Test("A case that is opened again has nobody who goes to look any more")
    func reopened() throws {
        var hazard = Self.warm
        hazard.severity = .severe
        hazard.holdOff = .minutes(10)
        var speaker = Self.speaker
        speaker.kind = .sound(SoundSettings(from: .severe))
        var night = Night(
            Compound.site([hazard], destinations: [speaker], people: [Person(id: "guard", name: "Guard")]))
        night.hear("F5", #""temperature":50"#)
        night.say(.acknowledge(night.id(), by: "guard"))
        night.wait(.seconds(1))
        night.hear("F5", #""temperature":20"#)
        night.wait(.seconds(10))
        night.hear("F5", #""temperature":50"#)
        #expect(told(night, "speaker").last?.hasSuffix("reopened") == true, "\(told(night, "speaker"))")
    }

    @Test("Setting a case aside silences the loudspeaker, and concerns no platform")
    func shelved() {
        var hazard = Self.warm
        hazard.severity = .severe
        var speaker = Self.speaker
        speaker.kind = .sound(SoundSettings(from: .severe))
        var night = Night(
            Compound.site(
                [hazard], destinations: [speaker, Compound.destination()],
                people: [Person(id: "guard", name: "Guard")]))
        night.hear("F5", #""temperature":50"#)
        night.say(.shelve(night.id(), by: "guard", until: night.now + .hours(1), reason: "paint"))
        #expect(told(night, "speaker") == ["report raised", "update shelved answered"])
        #expect(told(night, "grid") == ["report raised"])
        #expect(night.engine.standing(at: "speaker").isEmpty)
        night.wait(.hours(1))
        let after = ["report raised", "update shelved answered", "update emerged"]
        #expect(told(night, "speaker") == after, "nobody has answered it, and the hour is over")
        #expect(told(night, "grid") == ["report raised"])
        #expect(!night.engine.standing(at: "speaker").isEmpty)
    }

    @Test("At the end of a shelf nothing sounds that somebody has answered meanwhile, or that is over")
    func shelfEndsCalmly() {
        for isOver in [false, true] {
            var hazard = Self.warm
            hazard.severity = .severe
            var speaker = Self.speaker
            speaker.kind = .sound(SoundSettings(from: .severe))
            var night = Night(
                Compound.site([hazard], destinations: [speaker], people: [Person(id: "guard", name: "Guard")])
            )
            night.hear("F5", #""temperature":50"#)
            night.say(.shelve(night.id(), by: "guard", until: night.now + .hours(1), reason: "paint"))
            if isOver {
                night.hear("F5", #""temperature":20"#)
            } else {
                night.say(.acknowledge(night.id(), by: "guard"))
            }
            night.wait(.hours(2))
            #expect(!told(night, "speaker").contains { $0.contains("emerged") }, "\(told(night, "speaker"))")
        }
    }
}
