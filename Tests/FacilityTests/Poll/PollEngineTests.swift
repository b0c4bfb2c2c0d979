import Testing

@testable import Facility

@Suite("Polled devices in the engine")
struct PollEngineTests {
    /// A meter `M1` behind a DTU with two blocks of one length, and a silence hazard of a minute.
    private struct Room {
        var engine: Engine
        var now = Night.start
        var asked: [String] = []
        var steps: [String] = []
        var quarantined: [String] = []
        private let batch = MessageBatch(capacity: 1 << 12, limit: 8)

        init() {
            let requests = [
                PollRequest(name: "a", unit: 1, function: 3, start: 100, count: 1),
                PollRequest(name: "b", unit: 1, function: 3, start: 200, count: 1),
            ]
            var layout = BinaryLayout()
            layout.checks = [ByteCheck(kind: .crc16Modbus, at: -2, order: .little, end: -2)]
            layout.answers = [0, 1].map { point in
                BinaryPart(fields: [
                    BinaryField(Field(point: PointIndex(point), at: ""), BinaryValue(at: 3, width: 2))
                ])
            }
            layout.answerShapes = requests.map(\.shape)
            var profile = Profile(
                id: "water.meter", name: LocalizedText(en: "", zh: ""), facility: 0,
                routes: [
                    TopicRoute(
                        topic: TopicPattern("dtu/{device}/up"), urgent: false, codec: .binary(layout),
                        fields: layout.fields)
                ])
            profile.poll = PollPlan(
                topic: "dtu/{device}/down", every: .seconds(10), timeout: .seconds(2), retries: 1,
                requests: requests)
            let silent = Hazard(
                id: "water.silent", facility: 0, name: LocalizedText(en: "silent", zh: "失联"),
                evidence: [Evidence(sign: .silence(.minutes(1)))], severity: .minor)
            let site = Site(
                id: "yard", name: "Yard",
                facilities: [FacilityKind(id: "water", name: LocalizedText(en: "Water", zh: "供水"))],
                points: ["x", "y"].map {
                    Point(name: $0, facility: 0, kind: .number(unit: "m", range: nil))
                }, profiles: [profile], zones: [],
                devices: [
                    Device(id: "M1", name: "M1", profile: 0, place: Place(building: "1", gridCode: "1"))
                ], hazards: [silent],
                brokers: [Broker(id: "broker", host: "127.0.0.1", port: 1_883, clientID: "yard")],
                destinations: [], routes: [], people: [])
            engine = Engine(
                site: site, numbering: Numbering(devices: 1, points: 2), recovery: Recovery(epoch: 1),
                now: now)
            var effects = Effects()
            engine.start(now: now, effects: &effects)
            for session in 0..<2 {
                engine.sessionChanged(SessionIndex(session), .disconnected, now: now, effects: &effects)
            }
            note(effects)
        }

        /// What the loop would have sent and stored.
        private mutating func note(_ effects: Effects) {
            for question in effects.publications {
                #expect(question.session.position == 1)
                asked.append("\(question.topic) \(question.payload[3])")
            }
            steps += effects.transitions.map { $0.step.name }
            quarantined += effects.quarantine.map(\.reason)
        }

        mutating func connect(_ sessionPresent: Bool = false) {
            var effects = Effects()
            for session in 0..<2 {
                engine.sessionChanged(
                    SessionIndex(session), .connected(sessionPresent: sessionPresent), now: now,
                    effects: &effects)
            }
            note(effects)
        }

        mutating func lose() {
            var effects = Effects()
            engine.sessionChanged(SessionIndex(1), .disconnected, now: now, effects: &effects)
            note(effects)
        }

        mutating func say(_ command: Command) -> CommandResult {
            var effects = Effects()
            let result = engine.step(command: command, now: now, effects: &effects)
            note(effects)
            return result
        }

        mutating func wait(_ interval: Interval) {
            now = now + interval
            var effects = Effects()
            engine.advance(to: now, effects: &effects)
            note(effects)
        }

        /// Until the next question; its beginning is spread by the device's name.
        mutating func waitUntilAsked() {
            let count = asked.count
            for _ in 0..<250 where asked.count == count { wait(.milliseconds(50)) }
        }

        mutating func answer(_ bytes: [UInt8]) {
            let crc = bytes.withUnsafeBytes { ByteCheck.crc16Modbus($0) }
            let frame = bytes + [UInt8(crc & 0xFF), UInt8(crc >> 8)]
            batch.removeAll()
            _ = Array("dtu/M1/up".utf8).withUnsafeBytes { topic in
                frame.withUnsafeBytes {
                    batch.append(session: 1, mid: 7, retained: false, topic: topic, payload: $0)
                }
            }
            var effects = Effects()
            engine.step(batch, at: 0, now: now, effects: &effects)
            note(effects)
        }

        /// `x=5 y=–`.
        var values: String {
            let points = engine.device("M1")?.points ?? []
            return ["x", "y"].map { name in
                "\(name)=\(points.first { $0.point == name }?.value ?? "–")"
            }.joined(separator: " ")
        }
    }

    @Test("The same bytes are another point's value after another question")
    func blocks() {
        var room = Room()
        room.wait(.seconds(30))
        #expect(room.asked == [])
        room.connect()
        room.waitUntilAsked()
        #expect(room.asked.first == "dtu/M1/down 100")
        room.answer([1, 3, 2, 0, 5])
        #expect(room.values == "x=5 y=–")
        let before = room.asked.count
        room.wait(.milliseconds(100))
        #expect(room.asked.dropFirst(before) == ["dtu/M1/down 200"])
        room.answer([1, 3, 2, 0, 6])
        #expect(room.values == "x=5 y=6")
        #expect(room.engine.poll(of: "M1")?.counters.answers == 2)
        // Nothing is asked now: what comes all the same is nobody's value.
        room.answer([1, 3, 2, 0, 9])
        #expect(room.values == "x=5 y=6")
        #expect(room.engine.poll(of: "M1")?.counters.strays == 1)
        #expect(room.quarantined == [])
    }

    @Test("An exception is refused with its name, and the next question goes on")
    func exception() {
        var room = Room()
        room.connect()
        room.waitUntilAsked()
        room.answer([1, 0x83, 2])
        #expect(room.quarantined.count == 1)
        #expect(room.quarantined.first?.contains("illegal data address") == true)
        room.wait(.milliseconds(100))
        #expect(room.asked.last == "dtu/M1/down 200")
    }

    @Test("Nothing is asked while the session is away or emptying its backlog")
    func sessions() {
        var room = Room()
        room.connect(true)
        room.wait(.milliseconds(150))
        #expect(room.asked == [])
        room.wait(.seconds(15))
        #expect(!room.asked.isEmpty)
        room.lose()
        let count = room.asked.count
        room.wait(.minutes(5))
        #expect(room.asked.count == count)
    }

    @Test("A device that never answers is silent like any other, and is knocked at all the same")
    func silent() {
        var room = Room()
        room.connect()
        room.wait(.minutes(3))
        #expect(room.steps.contains("raised"))
        let line = room.engine.poll(of: "M1")
        #expect(line?.counters.answers == 0)
        #expect(line?.counters.timeouts ?? 0 > 3)
        #expect(line?.deadRounds ?? 0 > 1)
    }

    @Test("Taken out of service it is asked no more, and taken back it is asked again")
    func retired() {
        var room = Room()
        room.connect()
        room.waitUntilAsked()
        #expect(room.say(.retire("M1", by: "li", why: "sold")) == .done)
        let count = room.asked.count
        room.wait(.minutes(1))
        room.connect()
        room.wait(.minutes(1))
        #expect(room.asked.count == count)
        #expect(room.say(.adopt("M1", by: "li", AdoptionDetails())) == .done)
        room.wait(.minutes(1))
        #expect(room.asked.count > count)
    }
}
