import Testing

@testable import Facility

@Suite("Readings about persons")
struct PersonalReadingsTests {
    private static let key = PseudonymKey(low: 3, high: 4, since: Night.start)

    private func bench(_ field: Field, codec: Codec = .json) -> DecodingBench {
        DecodingBench([("card", .text)], [field], codec: codec)
    }

    private var field: Field {
        var field = Field(point: PointIndex(0), at: "/card")
        field.isPersonal = true
        return field
    }

    @Test("What becomes a reading is the pseudonym; without a key, as in `gengfu decode`, it is hidden whole")
    func reading() {
        var bench = bench(field)
        #expect(bench.lines(#"{"card":"622"}"#) == ["card='***'"])
        bench.decoder.take(Self.key)
        let pseudonym = Self.key.pseudonym(of: "622")
        #expect(bench.lines(#"{"card":"622"}"#) == ["card='\(pseudonym)'"])
        // The same card as a number is the same person.
        #expect(bench.lines(#"{"card":622}"#) == ["card='\(pseudonym)'"])
    }

    @Test(
        "An empty text is nobody; what was hidden in a payload that was kept says nothing when it is read again"
    )
    func nothing() {
        var bench = bench(field)
        bench.decoder.take(Self.key)
        #expect(bench.lines(#"{"card":""}"#) == ["card=''"])
        #expect(bench.lines(#"{"card":"***"}"#) == [])
        #expect(bench.lines(#"{"card":null}"#) == [])
    }

    @Test("A refusal does not say what it refused, nor does the sample that is kept of it")
    func refusal() {
        var bench = bench(field)
        #expect(bench.lines(#"{"card":1e300}"#) == ["!not a value: ***"])
        #expect(bench.lines(#"{"card":[622]}"#) == ["!not a value: ***"])
        let sample = bench.decoder.tally[profile: 0, .notAValue].sample
        #expect(String(decoding: sample, as: UTF8.self) == #"{"card":"***"}"#)
        _ = bench.lines(#"{"card":"622""#)
        let broken = bench.decoder.tally[profile: 0, .malformed].sample
        #expect(String(decoding: broken, as: UTF8.self) == #"{"****":"***""#)
    }

    @Test(
        "A bare text, a pair, a column: whatever the codec, the reading is a pseudonym and the payload blanked"
    )
    func codecs() {
        var bare = bench(field, codec: .text)
        bare.decoder.take(Self.key)
        #expect(bare.lines("622") == ["card='\(Self.key.pseudonym(of: "622"))'"])
        #expect(bare.decoder.kept("622 A".utf8, of: "t/E1".utf8) == Array("*** *".utf8))
    }

    // MARK: A whole night

    private static let floor = PointIndex(6)

    /// A compound whose lifts say who rides: a card at `/floor`, a telephone at `/who/phone` that is no point.
    private func compound(_ destinations: [Destination]) -> Site {
        var site = Compound.site(
            [
                Compound.hazard(
                    "elevator.rider", facility: 1, when: "occupied && floor != ''", severity: .minor),
                Compound.hazard("fire.smoke", when: "smoke", isLifeSafety: true),
            ], destinations: destinations, routes: destinations.map { Route(when: nil, destination: $0.id) })
        site.points[Self.floor.position].isPersonal = true
        for profile in site.profiles.indices {
            for route in site.profiles[profile].routes.indices {
                site.profiles[profile].routes[route].personal = ["/who/phone"]
                for field in site.profiles[profile].routes[route].fields.indices
                where site.profiles[profile].routes[route].fields[field].point == Self.floor {
                    site.profiles[profile].routes[route].fields[field].isPersonal = true
                }
            }
        }
        site.unknownDevices = .hold
        return site
    }

    /// Everything that the night kept, said and sent, as one text; bytes as the texts they may be.
    private func everything(_ night: Night) -> String {
        var text = ""
        dump(night.store, to: &text)
        dump(night.steps, to: &text)
        dump(night.opened, to: &text)
        dump(night.losses, to: &text)
        dump(night.calls, to: &text)
        dump(night.engine.site.devices.map { night.engine.device($0.id) }, to: &text)
        for row in night.store.journal { text += String(decoding: row.packed, as: UTF8.self) }
        for row in night.store.snapshot.values { text += String(decoding: row.packed, as: UTF8.self) }
        for row in night.store.quarantine { text += String(decoding: row.payload, as: UTF8.self) }
        for entry in night.store.registry.values {
            text += entry.sample?.payload ?? ""
            for kept in entry.kept { text += String(decoding: kept.payload.bytes, as: UTF8.self) }
        }
        return text
    }

    @Test("In a whole night nothing kept, told or shown holds a card or a telephone", arguments: 0..<40)
    func night(seed: UInt64) {
        var random = Dice(seed: seed)
        let secrets = (0..<4).map { "6222\(seed)\(random.next() % 1_000_000)\($0)7" }
        var store = Night.Store()
        store.pseudonyms = Self.key
        var night = Night(
            compound([
                Destination(
                    id: "grid", name: LocalizedText(en: "", zh: ""), kind: .http(HTTPSettings(url: "")))
            ]), store: store)
        let payloads: [(String) -> String] = [
            { #""occupied":true,"floor":"\#($0)""# }, { #""occupied":false,"floor":"\#($0)""# },
            { #""occupied":true,"floor":\#($0),"who":{"phone":"\#($0)"}"# },
            { #""occupied":true,"floor":{"x":"\#($0)"},"who":{"phone":\#($0)}"# },
            { #""occupied":true,"floor":"\#($0)","speed":"x","who":{"phone":["\#($0)"]}"# },
            { #""occupied":true,"floor":"\#($0)","who":{"phone":"\#($0)""# },
        ]
        for _ in 0..<60 {
            let secret = secrets.randomElement(using: &random)!
            let device = ["L1", "B1", "Q9", "F1"].randomElement(using: &random)!
            let topic = device == "Q9" ? "l/Q9" : nil
            night.hear(device, payloads.randomElement(using: &random)!(secret), topic: topic)
            if random.next() % 8 == 0 { night.wait(.seconds(Int64(random.next() % 90))) }
            if random.next() % 20 == 0 { night.restart() }
        }
        let text = everything(night)
        for secret in secrets { #expect(!text.contains(secret)) }
        #expect(text.contains(Pseudonym.prefix), "the night had persons in it")
        #expect(!night.opened.isEmpty && !night.store.quarantine.isEmpty)
        for delivery in night.opened {
            #expect(delivery.report.evidence.allSatisfy { !$0.contains(Pseudonym.prefix) })
        }
    }

    @Test("A destination that says why is told the pseudonym; no other one is")
    func destinations() {
        let name = LocalizedText(en: "", zh: "")
        let plain = Destination(id: "plain", name: name, kind: .http(HTTPSettings(url: "")))
        var told = Destination(id: "told", name: name, kind: .http(HTTPSettings(url: "")))
        told.personal = "the operator looks up who charged"
        var store = Night.Store()
        store.pseudonyms = Self.key
        var night = Night(compound([plain, told]), store: store)
        night.hear("L1", #""occupied":true,"floor":"6222""#)
        let evidence = Dictionary(
            night.opened.map { ($0.destination, $0.report.evidence.joined(separator: "|")) },
            uniquingKeysWith: { $0 + $1 })
        let pseudonym = Self.key.pseudonym(of: "6222")
        #expect(evidence["told"]?.contains(pseudonym) == true)
        #expect(evidence["plain"]?.contains("floor = ***") == true)
        #expect(evidence["plain"]?.contains(pseudonym) == false)
        // What is told of open cases after a start, in the snapshots of a drop folder, is told by the same rule.
        night.restart()
        for destination in ["plain", "told"] {
            let engine = night.engine
            for delivery in engine.told(at: destination) + engine.standing(at: destination)
                + engine.openCases(at: destination)
            {
                let text = delivery.report.evidence.joined(separator: "|")
                #expect(text.contains(pseudonym) == (destination == "told"))
            }
            #expect(engine.told(at: destination).count == 1)
        }
    }

    @Test("A new key gives everybody another pseudonym from then on, and a reload keeps the one in force")
    func renewal() {
        var site = compound([])
        site.pseudonymsLast = .hours(24)
        var store = Night.Store()
        store.pseudonyms = Self.key
        var night = Night(site, store: store)
        night.hear("L1", #""occupied":true,"floor":"6222""#)
        #expect(everything(night).contains(Self.key.pseudonym(of: "6222")))
        #expect(!night.engine.wantsNewPseudonyms(at: Night.start + .hours(23)))
        #expect(night.engine.wantsNewPseudonyms(at: Night.start + .hours(24)))
        let next = PseudonymKey(low: 8, high: 9, since: Night.start + .hours(24))
        night.engine.take(next)
        night.reload(site)
        night.hear("L1", #""occupied":true,"floor":"6222""#)
        #expect(everything(night).contains(next.pseudonym(of: "6222")))
        #expect(!night.engine.wantsNewPseudonyms(at: Night.start + .hours(47)))
    }
}
