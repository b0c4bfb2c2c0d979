import Testing

@testable import Facility

@Suite("Nights behind a fire transmission device")
struct FrameNightTests {
    /// A transmission device `T`, two smoke detectors behind it, one declared by parent and channel, one by its id.
    private static func site(_ hazards: [Hazard]) -> Site {
        let spots = [(0, "state.fire"), (1, "analog.temperature")]
        let fields = spots.map { point, spot in
            FrameField(field: Field(point: PointIndex(point), at: spot), spot: GB26875.Spot(spot)!)
        }
        let layout = FrameLayout(timeZone: ZoneRules(initialOffset: 8 * 3_600), fields: fields)
        let route = TopicRoute(
            topic: TopicPattern("t/{device}"), urgent: true, codec: .gb26875(layout),
            fields: fields.map(\.field))
        func device(_ id: String, _ channel: String? = nil) -> Device {
            Device(
                id: id, name: id, profile: 0, place: Place(building: "3", gridCode: "350203001001001"),
                parent: channel == nil ? nil : 0, channel: channel)
        }
        return Site(
            id: "yard", name: "Yard",
            facilities: [
                FacilityKind(id: "fire", name: LocalizedText(en: "Fire", zh: "消防")),
                FacilityKind(id: "elevator", name: LocalizedText(en: "Lift", zh: "电梯")),
            ],
            points: Compound.points,
            profiles: [
                Profile(
                    id: "fire.gb26875", name: LocalizedText(en: "", zh: ""), facility: 0, routes: [route])
            ], zones: [], devices: [device("T"), device("smoke", "1.1.10.2"), device("T/1.1.10.3")],
            hazards: hazards,
            brokers: [Broker(id: "broker", host: "127.0.0.1", port: 1_883, clientID: "yard")])
    }

    private static let topic = Array("t/T".utf8)

    @Test("A detector's fire is its own incident, and ends with its own word")
    func fire() {
        var night = Night(Self.site([Compound.hazard(when: "smoke")]))
        night.send(Self.topic, FrameSamples.fire, session: 0)
        #expect(night.steps == ["0.0 raised smoke"])
        var normal = FrameSamples.fire
        normal[36] = 0x01
        normal[75] &-= 1
        night.wait(.seconds(5))
        night.send(Self.topic, normal, session: 0)
        #expect(night.steps.last == "5.0 quiet smoke")
    }

    @Test("Detectors that say nothing are not silent; the transmission device that says nothing is, once")
    func silence() {
        var night = Night(Self.site([Compound.silence(.minutes(10))]))
        for _ in 0..<30 {
            night.send(Self.topic, FrameSamples.heartbeat, session: 0)
            night.wait(.minutes(1))
        }
        #expect(night.steps == [])
        night.wait(.minutes(60))
        #expect(night.steps == ["2340.0 raised T"])
        #expect(night.engine.status.silent == 1)
    }

    @Test("A system that says what its detector says is no second trigger; another detector is one")
    func triggers() {
        let fire = Compound.hazard("fire.smoke", when: "smoke", severity: .extreme, confirm: .secondTrigger)
        let both = Compound.hazard(
            "fire.zone", when: "sources('fire.smoke', duration('3m')) >= 2", severity: .extreme, scope: .zone)
        var site = Self.site([fire, both])
        let place = Place(building: "3", gridCode: "350203001001001")
        site.devices.append(
            Device(id: "T/1.1", name: "", profile: 0, place: place, parent: 0, channel: "1.1"))
        site.devices[2].parent = 0
        site.devices[2].channel = "1.1.10.3"
        site.zones = ["house"]
        for position in site.devices.indices { site.devices[position].zone = 0 }
        var night = Night(site)
        func system(_ address: String) -> [UInt8] {
            FrameSamples.frame(FrameSamples.bytes("0101 " + address + " 0200 1e0f0a09031a"))
        }
        night.send(Self.topic, FrameSamples.fire, session: 0)
        night.send(Self.topic, system("0101"), session: 0)
        #expect(night.steps.filter { $0.contains("raised") } == ["0.0 raised smoke", "0.0 raised T/1.1"])
        #expect(!night.steps.contains { $0.contains("confirmed") }, "one detector, told twice")
        var second = FrameSamples.fire
        second[34] = 3
        second[second.count - 3] &+= 1
        night.send(Self.topic, second, session: 0)
        #expect(night.steps.contains("0.0 confirmed smoke"), "\(night.steps)")
        #expect(night.steps.filter { $0.contains("raised") }.count == 4, "\(night.steps)")
    }

    @Test("A frame goes on where a reload has cut it in two")
    func reload() {
        let site = Self.site([Compound.hazard(when: "smoke")])
        var night = Night(site)
        night.send(Self.topic, Array(FrameSamples.fire[..<50]), session: 0)
        var effects = Effects()
        night.engine.reload(
            site: site, numbering: Numbering(devices: site.devices.count, points: site.points.count),
            now: night.now, effects: &effects)
        night.commit(effects)
        night.send(Self.topic, Array(FrameSamples.fire[50...]), session: 0)
        #expect(night.steps == ["0.0 raised smoke"])
    }

    @Test("A frame goes on where the end of the process has cut it in two", arguments: [1, 2, 27, 50, 77])
    func restart(cut: Int) {
        var night = Night(Self.site([Compound.hazard(when: "smoke")]))
        night.send(Self.topic, Array(FrameSamples.fire[..<cut]), session: 0)
        #expect(night.store.streams["T"]?.rest.count == cut)
        night.restart()
        night.send(Self.topic, Array(FrameSamples.fire[cut...]), session: 0)
        #expect(night.steps == ["0.0 raised smoke"])
        #expect(night.store.streams.isEmpty, "the frame is whole")
        night.restart()
        night.send(Self.topic, Array(FrameSamples.fire[cut...]), session: 0)
        #expect(night.transitions.count == 1, "its second half alone says nothing")
    }

    @Test("Half a frame is written once, and given up when a whole one stands behind it")
    func givenUp() {
        var night = Night(Self.site([Compound.hazard(when: "smoke")]))
        night.send(Self.topic, Array(FrameSamples.fire[..<50]), session: 0)
        #expect(night.store.streams["T"]?.rest == Array(FrameSamples.fire[..<50]))
        night.send(Self.topic, FrameSamples.heartbeat, session: 0)
        #expect(night.store.streams.isEmpty)
        night.send(Self.topic, FrameSamples.fire, session: 0)
        #expect(night.steps == ["0.0 raised smoke"])
    }

    @Test("A device never has more than one row, and that holds less than a frame")
    func bounded() {
        var night = Night(Self.site([Compound.hazard(when: "smoke")]))
        let endless = Array(FrameSamples.frame([UInt8](repeating: 0x41, count: 1_024))[..<900])
        for _ in 0..<20 {
            night.send(Self.topic, endless, session: 0)
            #expect((night.store.streams["T"]?.rest.count ?? 0) < GB26875.longestFrame)
            #expect(night.store.streams.count <= 1)
        }
    }

    @Test("A device that goes takes its half frame with it", arguments: [true, false])
    func gone(byReload: Bool) {
        let site = Self.site([Compound.hazard(when: "smoke")])
        var night = Night(site)
        night.send(Self.topic, Array(FrameSamples.fire[..<50]), session: 0)
        if byReload {
            var next = site
            next.devices = [
                Device(id: "U", name: "U", profile: 0, place: Place(building: "3", gridCode: ""))
            ]
            night.reload(next)
        } else {
            #expect(night.say(.retire("T", by: "wang", why: "broken")) == .done)
        }
        #expect(night.store.streams.isEmpty)
    }

    @Test("A half frame of a device that a start does not know any more is dropped")
    func unknownAtStart() {
        let site = Self.site([Compound.hazard(when: "smoke")])
        var store = Night.Store()
        store.commit(
            {
                var effects = Effects()
                effects.streams = [StreamRow(device: "gone", rest: [0x40, 0x40])]
                return effects
            }(), at: Night.start)
        let night = Night(site, store: store)
        #expect(night.store.streams.isEmpty)
    }

    @Test("A kept frame takes the detectors it names in, and their fire is history")
    func lateChannel() {
        var site = Self.site([Compound.hazard(when: "smoke")])
        site.devices.remove(at: 1)
        var night = Night(site)
        let row = QuarantineRow(
            at: night.now, topic: Self.topic, payload: FrameSamples.fire, reason: "unknown", session: 0)
        #expect(night.replay(row) == .done)
        #expect(night.steps == ["0.0 raised T/1.1.10.2"])
        #expect(night.incident()?.isHistoric == true)
    }

    @Test("A message that had waited takes the detectors it names in")
    func waitingChannel() {
        var site = Self.site([Compound.hazard(when: "smoke")])
        site.devices.remove(at: 1)
        var night = Night(site)
        var effects = Effects()
        let decode = PendingDecode(
            id: 1, topic: Self.topic, payload: FrameSamples.fire, session: 0, isRetained: false,
            isDraining: false, receivedAt: night.now)
        night.engine.resumePending([decode], effects: &effects)
        night.commit(effects)
        #expect(night.steps == ["0.0 raised T/1.1.10.2"])
    }

    @Test("A stranger's message takes nothing away from a frame that is half said")
    func stranger() {
        var night = Night(Self.site([Compound.hazard(when: "smoke")]))
        night.send(Self.topic, Array(FrameSamples.fire[..<50]), session: 0)
        night.send(Array("t/X".utf8), [], session: 0)
        night.send(Self.topic, Array(FrameSamples.fire[50...]), session: 0)
        #expect(night.steps.last == "0.0 raised smoke")
    }
}
