import CodecWire
import Expressions
import Testing

@testable import Facility

/// Uplinks between their PUBACK and their codec's answer.
@Suite("Messages that wait for their codec")
struct PendingTests {
    /// - Parameter others: a topic whose codec is `script`, where all others have the codec `1`.
    private static func site(others: String, script: String = "3") -> Site {
        var site = site()
        let layout = LoRaWANLayout(
            script: CodecScript(name: "y.js", network: .ttn, source: Array(script.utf8)))
        let fields = site.profiles[0].routes[0].fields
        site.profiles[0].routes.removeAll { $0.topic.description == others }
        site.profiles[0].routes.append(
            TopicRoute(
                topic: TopicPattern(others), urgent: false, codec: .lorawan(layout), fields: fields))
        return site
    }

    private static func site(script: String = "1") -> Site {
        var site = Compound.site([
            Compound.hazard(when: "smoke"), Compound.hazard("fire.hot", when: "temperature > 50.0"),
        ])
        let codec = Codec.lorawan(
            LoRaWANLayout(script: CodecScript(name: "x.js", network: .ttn, source: Array(script.utf8))))
        let fields = [
            Field(point: Compound.smoke, at: "/smoke"), Field(point: Compound.temperature, at: "/t"),
        ]
        site.profiles[0].routes = [
            TopicRoute(topic: TopicPattern("f/{device}"), urgent: true, codec: codec, fields: fields),
            TopicRoute(topic: TopicPattern("lw/{device}"), urgent: false, codec: codec, fields: fields),
            TopicRoute(topic: TopicPattern("plain/{device}"), urgent: false, codec: .json, fields: fields),
            TopicRoute(topic: TopicPattern("alarm/{device}"), urgent: true, codec: .json, fields: fields),
        ]
        return site
    }

    /// An engine, and what its store would hold of waiting messages.
    private struct Watch {
        var engine: Engine
        var now = Night.start
        var pending: [Int64: PendingDecode] = [:]
        var last = Effects()
        let batch = MessageBatch(capacity: 1 << 20, limit: 64)

        init(_ site: Site, pending: [PendingDecode] = []) {
            engine = Engine(
                site: site, numbering: Numbering(devices: site.devices.count, points: site.points.count),
                recovery: Recovery(epoch: 1, pending: pending), now: now)
            self.pending = Dictionary(uniqueKeysWithValues: pending.map { ($0.id, $0) })
            var effects = Effects()
            engine.start(now: now, effects: &effects)
            commit(effects)
        }

        mutating func commit(_ effects: Effects) {
            for row in effects.pending { pending[row.id] = row }
            for id in effects.decoded { pending[id] = nil }
            last = effects
        }

        mutating func send(_ topic: String, _ payload: String, session: UInt16 = 1) {
            now = now + .milliseconds(10)
            batch.removeAll()
            _ = Array(topic.utf8).withUnsafeBytes { topic in
                Array(payload.utf8).withUnsafeBytes { payload in
                    batch.append(session: session, mid: 7, retained: false, topic: topic, payload: payload)
                }
            }
            var effects = Effects()
            engine.step(batch, at: 0, now: now, effects: &effects)
            commit(effects)
        }

        mutating func uplink(_ device: String, topic: String = "lw/", session: UInt16 = 1) {
            send(
                topic + device,
                #"{"end_device_ids":{"device_id":"\#(device)"},"uplink_message":{"f_port":1,"frm_payload":"AQ=="}}"#,
                session: session)
        }

        mutating func answer(_ id: Int64, _ document: String) {
            answer(id, .document(Array(document.utf8)))
        }

        mutating func answer(_ id: Int64, _ result: DecodedUplink.Result) {
            now = now + .milliseconds(10)
            var effects = Effects()
            engine.step(decoded: [DecodedUplink(id: id, result: result)], now: now, effects: &effects)
            commit(effects)
        }

        mutating func reload(_ site: Site) {
            var effects = Effects()
            engine.reload(
                site: site, numbering: Numbering(devices: site.devices.count, points: site.points.count),
                now: now, effects: &effects)
            commit(effects)
        }

        /// Temperatures in the last commit's journal, in order.
        var temperatures: [Double] {
            var reader = JournalReader(last.journal)
            var found: [Double] = []
            while let entry = reader.next() {
                guard case .readings(let message) = entry else { continue }
                for case .double(let number) in message.readings.map(\.value) { found.append(number) }
            }
            return found
        }
    }

    @Test("The message is kept with its identity, and its readings come with the end of its waiting")
    func oneCommit() {
        var watch = Watch(Self.site())
        watch.uplink("F1")
        #expect(watch.last.identities.count == 1)
        #expect(watch.last.pending.map(\.id) == [1])
        #expect(watch.last.pending.first?.uplink?.payload == [1])
        #expect(watch.last.journal.isEmpty)
        watch.answer(1, #"{"t":21.5}"#)
        #expect(watch.last.decoded == [1])
        #expect(watch.temperatures == [21.5])
        #expect(watch.pending.isEmpty)
        watch.answer(1, #"{"t":22.5}"#)
        #expect(watch.last.isEmpty)
    }

    @Test("A device's messages are taken in the order it sent them, whatever is answered first")
    func order() {
        var watch = Watch(Self.site())
        watch.uplink("F1")
        watch.uplink("F1")
        watch.send("plain/F1", #"{"t":3}"#)
        watch.uplink("F2")
        #expect(watch.pending.count == 4)
        watch.answer(2, #"{"t":2}"#)
        #expect(watch.last.isEmpty)
        watch.answer(4, #"{"t":9}"#)
        #expect(watch.temperatures == [9])
        watch.answer(1, #"{"t":1}"#)
        #expect(watch.temperatures == [1, 2, 3])
        #expect(watch.last.decoded == [1, 2, 3])
        watch.send("plain/F1", #"{"t":4}"#)
        #expect(watch.temperatures == [4])
    }

    @Test("A danger does not wait behind a codec, and one that needs a codec is committed at once")
    func danger() {
        var watch = Watch(Self.site())
        watch.uplink("F1")
        #expect(!watch.last.isUrgent)
        watch.send("alarm/F1", #"{"smoke":true}"#, session: 0)
        #expect(watch.last.transitions.count == 1)
        watch.uplink("F2", topic: "f/", session: 0)
        #expect(watch.last.isUrgent)
        watch.answer(2, #"{"smoke":true}"#)
        #expect(watch.last.transitions.count == 1)
        #expect(watch.last.isUrgent)
    }

    @Test("A start takes up what waited, asks again, and knows no answer to an old question")
    func restart() throws {
        var watch = Watch(Self.site())
        watch.uplink("F1")
        watch.uplink("F2")
        watch.answer(2, #"{"t":2}"#)
        var again = Watch(Self.site(), pending: watch.pending.values.sorted { $0.id < $1.id })
        let waiting = again.engine.waitingDecodes
        #expect(waiting.count == 1)
        #expect(again.pending.count == 1)
        again.answer(1, #"{"t":7}"#)
        #expect(again.last.isEmpty)
        again.answer(try #require(waiting.first).id, #"{"t":1}"#)
        #expect(again.temperatures == [1])
        #expect(again.pending.isEmpty)
    }

    @Test("A reload asks the new codec; the old one's answer comes too late")
    func reload() throws {
        var watch = Watch(Self.site())
        watch.uplink("F1")
        watch.reload(Self.site(script: "2"))
        let waiting = try #require(watch.engine.waitingDecodes.first)
        #expect(waiting.uplink?.script.source == Array("2".utf8))
        watch.answer(1, #"{"t":1}"#)
        #expect(watch.last.isEmpty)
        watch.answer(waiting.id, #"{"t":2}"#)
        #expect(watch.temperatures == [2])
    }

    @Test(
        "A reload that changes no codec stores nothing anew and asks nothing again; what was answered stays so"
    )
    func sameCodec() {
        var watch = Watch(Self.site())
        watch.uplink("F1")
        watch.uplink("F1")
        watch.send("plain/F1", #"{"t":3}"#)
        watch.answer(2, #"{"t":2}"#)
        var site = Self.site()
        // The devices' numbers change, what their codec is asked does not.
        site.devices.reverse()
        watch.reload(site)
        #expect(watch.last.pending.isEmpty)
        #expect(watch.last.decoded.isEmpty)
        #expect(watch.engine.waitingDecodes.map(\.id) == [1, 2])
        watch.answer(1, #"{"t":1}"#)
        #expect(watch.temperatures == [1, 2, 3])
        #expect(watch.pending.isEmpty)
    }

    @Test("A reload asks anew only what has another codec, with all that the device said after it")
    func otherCodec() throws {
        var watch = Watch(Self.site(others: "other/{device}"))
        watch.uplink("F1")
        watch.uplink("F2", topic: "other/")
        watch.send("plain/F2", #"{"t":3}"#)
        watch.uplink("F1")
        watch.reload(Self.site(others: "other/{device}", script: "2"))
        #expect(watch.last.decoded == [2, 3])
        #expect(watch.last.pending.map(\.id) == [5, 6])
        #expect(watch.engine.waitingDecodes.map(\.id) == [1, 4, 5])
        watch.answer(5, #"{"t":2}"#)
        #expect(watch.temperatures == [2, 3])
        watch.answer(1, #"{"t":1}"#)
        watch.answer(4, #"{"t":4}"#)
        #expect(watch.pending.isEmpty)
    }

    @Test("What needs no codec any more after a reload is taken at once")
    func codecGone() {
        var watch = Watch(Self.site(others: "plain/{device}"))
        watch.send("plain/F1", #"{"t":1,"data":"AQ==","fPort":1}"#)
        #expect(watch.pending.count == 1)
        watch.reload(Self.site())
        #expect(watch.temperatures == [1])
        #expect(watch.pending.isEmpty)
        #expect(watch.last.decoded == [1])
    }

    @Test("What no codec could decode is kept for a person, and the next one goes on")
    func failure() {
        var watch = Watch(Self.site())
        watch.uplink("F1")
        watch.uplink("F1")
        watch.answer(1, .failed("the codec ran longer than 50 ms"))
        #expect(watch.last.quarantine.map(\.reason) == ["malformed: codec: the codec ran longer than 50 ms"])
        #expect(watch.last.quarantine.first?.payload.starts(with: "{".utf8) ?? false)
        watch.answer(2, "[broken")
        #expect(watch.last.quarantine.count == 1)
        #expect(watch.pending.isEmpty)
    }

    @Test("Beyond the bound the oldest is a loss that is written down, and what waited behind it goes on")
    func bound() {
        var watch = Watch(Self.site())
        watch.uplink("F1")
        watch.send("plain/F1", #"{"t":5}"#)
        for _ in 0..<(PendingBook.mostMessages - 2) { watch.uplink("F2", topic: "f/", session: 0) }
        #expect(watch.pending.count == PendingBook.mostMessages)
        watch.uplink("F2", topic: "f/", session: 0)
        #expect(watch.last.decoded == [1, 2])
        #expect(watch.temperatures == [5])
        #expect(watch.engine.pendingCount == PendingBook.mostMessages - 1)
        var effects = Effects()
        watch.engine.advance(to: watch.now + .seconds(5), effects: &effects)
        #expect(effects.losses.map(\.cause) == [.pendingFull])
        #expect(effects.losses.map(\.subject) == ["F1"])
    }

    @Test("Telemetry gives way before a danger, and the device that has most before one that has little")
    func whoGivesWay() {
        var site = Self.site()
        (site.limits.messagesPerSecond, site.limits.burst) = (1_000, 10_000)
        var watch = Watch(site)
        watch.uplink("F1", topic: "f/", session: 0)
        watch.uplink("F3")
        for _ in 0..<(PendingBook.mostMessages - 1) { watch.uplink("F2") }
        #expect(watch.last.decoded == [3])
        #expect(watch.last.quarantine.isEmpty)
        #expect(watch.pending[1] != nil)
        #expect(watch.pending[2] != nil)
    }

    @Test("A danger that has to give way is kept for a person")
    func dangerGivesWay() {
        var watch = Watch(Self.site())
        for _ in 0...PendingBook.mostMessages { watch.uplink("F2", topic: "f/", session: 0) }
        #expect(watch.last.decoded == [1])
        #expect(watch.last.quarantine.map(\.reason) == ["gave way: too many messages wait for their codec"])
    }
}
