import Expressions
import Testing

@testable import Facility

@Suite("Readings from frames of GB/T 26875")
struct FrameDecodingTests {
    /// A transmission device, a smoke detector behind it and a hydrant system, and what they said.
    private struct House {
        enum Name: Int { case device, smoke, hydrants, probe }

        static let points: [Point] = [
            Point(name: "smoke.alarm", facility: 0, kind: .boolean),
            Point(name: "detector.fault", facility: 0, kind: .boolean),
            Point(name: "air.temperature", facility: 0, kind: .number(unit: "Cel", range: -40...150)),
            Point(name: "hydrant.pressure", facility: 0, kind: .number(unit: "MPa", range: 0...2.5)),
            Point(name: "pump.manual", facility: 0, kind: .boolean),
            Point(name: "component.text", facility: 0, kind: .text),
            Point(name: "power.fault", facility: 0, kind: .boolean),
            Point(name: "panel.silenced", facility: 0, kind: .boolean),
            Point(name: "panel.alarm", facility: 0, kind: .boolean),
            Point(name: "panel.alarm_at", facility: 0, kind: .text),
        ]

        var decoder: PayloadDecoder
        var readings: [Reading] = []

        init(
            bytes: PayloadBytes = .raw, half: FrameLayout.ZoneHalf = .low, channel: String = "1.1.10.2"
        ) {
            let smokeTypes: [ClosedRange<UInt8>] = [40...44, 50...53]
            let fields = [
                Self.field(0, "state.fire", components: smokeTypes),
                Self.field(1, "state.fault"),
                Self.field(2, "analog.temperature"),
                Self.field(3, "analog.pressure", LinearConversion(scale: 0.001, offset: 0)),
                Self.field(4, "state.manual", systems: [11...11]),
                Self.field(5, "text"),
                Self.field(6, "device.main_power_fault"),
                Self.field(7, "operation.silence"),
                Self.field(8, "unlisted.fire"),
                Self.field(9, "unlisted.text"),
            ]
            let layout = FrameLayout(
                bytes: bytes, zoneHalf: half, timeZone: ZoneRules(initialOffset: 8 * 3_600), fields: fields)
            let route = TopicRoute(
                topic: TopicPattern("fire/{device}/up"), urgent: true, codec: .gb26875(layout),
                fields: fields.map(\.field))
            let profile = Profile(
                id: "fire.gb26875", name: LocalizedText(en: "", zh: ""), facility: 0, routes: [route])
            func device(_ id: String, _ channel: String? = nil) -> Device {
                Device(
                    id: id, name: id, profile: 0, place: Place(building: "1", gridCode: ""),
                    parent: channel == nil ? nil : 0, channel: channel)
            }
            let devices = [
                device("uitd"), device("smoke", channel), device("hydrants", "11.1"),
                device("probe", "1.1.4.1"),
            ]
            decoder = PayloadDecoder(profiles: [profile], devices: devices, points: Self.points)
        }

        private static func field(
            _ point: Int, _ spot: String, _ conversion: LinearConversion = .identity,
            components: [ClosedRange<UInt8>] = [], systems: [ClosedRange<UInt8>] = []
        ) -> FrameField {
            FrameField(
                field: Field(point: PointIndex(point), at: spot, conversion: conversion),
                spot: GB26875.Spot(spot)!, components: components, systems: systems)
        }

        /// 2012-09-26T09:58:40+08:00, eight seconds after the sample was sent.
        static let arrival = Timestamp(milliseconds: 1_348_624_720_000)

        @discardableResult
        mutating func take(_ payload: [UInt8], at arrival: Timestamp = Self.arrival) -> DecodeOutcome {
            readings = []
            let padded = payload + [UInt8](repeating: 0, count: MessageBatch.padding)
            return Array("fire/uitd/up".utf8).withUnsafeBytes { topic in
                padded.withUnsafeBytes {
                    decoder.decode(
                        topic: topic, payload: UnsafeRawBufferPointer(rebasing: $0[..<payload.count]),
                        urgent: true, receivedAt: arrival, into: &readings)
                }
            }
        }

        func value(_ point: String, of name: Name) -> Value? {
            let index = Self.points.firstIndex { $0.name == point }!
            return readings.last { $0.device.position == name.rawValue && $0.point.position == index }?.value
        }
    }

    /// A frame sent in 2026, when device times are believed.
    private static let now = Timestamp(milliseconds: 1_773_022_531_000)

    @Test("A component's fire is its own reading, though bit 0 says test, at the time the component says")
    func fire() {
        var house = House()
        let unit =
            FrameSamples.bytes("02 01 01 01 28 0a000200 0200") + GB26875.Note("3号楼2层走廊").bytes
            + FrameSamples.bytes("1c0f0a09031a")
        let outcome = house.take(FrameSamples.frame(unit), at: Self.now)
        #expect(outcome.disposition == .decoded)
        #expect(house.value("smoke.alarm", of: .smoke) == .bool(true))
        #expect(house.value("detector.fault", of: .smoke) == .bool(false))
        #expect(house.value("component.text", of: .smoke) == .string("3号楼2层走廊"))
        #expect(house.readings.count == 3)
        #expect(house.readings.allSatisfy { $0.observedAt == Timestamp(milliseconds: 1_773_022_528_000) })
        #expect(house.readings.allSatisfy { $0.quality == .good })
    }

    @Test("Which half of the address is the zone is the profile's word")
    func zoneHalf() {
        var house = House(half: .high, channel: "1.1.2.10")
        house.take(FrameSamples.fire)
        #expect(house.value("smoke.alarm", of: .smoke) == .bool(true))
    }

    @Test("A component that is no smoke detector tells of no smoke")
    func componentTypes() {
        var house = House()
        var frame = FrameSamples.fire
        frame[31] = 0x17  // a manual call point
        frame[75] = frame[75] &- 0x28 &+ 0x17
        #expect(house.take(frame).disposition == .decoded)
        #expect(house.value("smoke.alarm", of: .smoke) == nil)
        #expect(house.value("detector.fault", of: .smoke) == .bool(false))
    }

    @Test("A value below zero, and a pressure in the point's unit from either code")
    func values() {
        var house = House()
        house.take(FrameSamples.cold, at: Self.now)
        #expect(house.value("air.temperature", of: .probe) == .double(-13.1))
        for (code, raw) in [("05", "ac0d"), ("04", "0300")] {
            house.take(
                FrameSamples.frame(FrameSamples.bytes("03 01 01 01 63 04000100 \(code) \(raw) 1e0f0a09031a")),
                at: Self.now)
            #expect(house.value("hydrant.pressure", of: .probe) == .double(code == "05" ? 0.35 : 0.3))
        }
    }

    @Test("A system's state is its own device's, the device's own is its own")
    func systemAndDevice() {
        var house = House()
        house.take(FrameSamples.frame(FrameSamples.bytes("01 01 0b 01 2008 1e0f0a09031a")), at: Self.now)
        #expect(house.value("pump.manual", of: .hydrants) == .bool(true))
        house.take(FrameSamples.frame(FrameSamples.bytes("15 01 08 1e0f0a09031a")), at: Self.now)
        #expect(house.value("power.fault", of: .device) == .bool(true))
        house.take(FrameSamples.frame(FrameSamples.bytes("18 01 02 00 1e0f0a09031a")), at: Self.now)
        #expect(house.value("panel.silenced", of: .device) == .bool(true))
    }

    @Test("A fire of something that nobody has declared is the transmission device's own, until a reset")
    func unlisted() {
        var house = House(channel: "1.1.99.99")
        let outcome = house.take(FrameSamples.fire)
        #expect(outcome.strangers == ["1.1.10.2"])
        #expect(house.value("panel.alarm", of: .device) == .bool(true))
        #expect(house.value("panel.alarm_at", of: .device) == .string("1.1.10.2 感烟火灾探测器"))
        house.take(FrameSamples.frame(FrameSamples.bytes("18 01 01 00 1e0f0a09031a")), at: Self.now)
        #expect(house.value("panel.alarm", of: .device) == .bool(false))
        var listed = House()
        listed.take(FrameSamples.fire)
        #expect(listed.value("panel.alarm", of: .device) == nil)
    }

    @Test("A frame split over messages is read when it is whole; each device has its own rest")
    func split() {
        for cut in 1..<FrameSamples.fire.count {
            var house = House()
            let first = house.take(Array(FrameSamples.fire[..<cut]))
            #expect(house.readings.isEmpty)
            #expect(first.disposition == .decoded)
            house.take(Array(FrameSamples.fire[cut...]) + FrameSamples.heartbeat)
            #expect(house.value("smoke.alarm", of: .smoke) == .bool(true), "cut at \(cut)")
        }
    }

    @Test("A bad frame beside good ones is a rejection, alone it refuses the message")
    func badFrames() {
        var house = House()
        var wrong = FrameSamples.cold
        wrong[45] = 0x43
        let alone = house.take(wrong)
        #expect(alone.disposition == .malformed)
        #expect(alone.rejections.map(\.reason.text) == ["malformed: checksum: stated 0x43, computed 0x91"])
        let beside = house.take(wrong + FrameSamples.fire)
        #expect(beside.disposition == .decoded)
        #expect(beside.rejections.map(\.reason.text) == ["malformed: checksum: stated 0x43, computed 0x91"])
        #expect(house.value("smoke.alarm", of: .smoke) == .bool(true))
        #expect(
            house.take([1, 2, 3]).rejections.map(\.reason.text) == ["malformed: start: no 0x4040 in 3 bytes"])
        #expect(house.take([]).disposition == .malformed)
    }

    @Test("A unit that contradicts itself is refused when nothing of it can be read")
    func contradiction() {
        var house = House()
        let outcome = house.take(FrameSamples.frame(FrameSamples.bytes("02 02 01 01 28")))
        #expect(outcome.disposition == .malformed)
        #expect(outcome.rejections.map(\.reason.text) == ["malformed: count: 3 bytes are not 2 objects"])
        let frames = FrameSamples.frame(FrameSamples.bytes("02 02 01 01 28")) + FrameSamples.fire
        #expect(house.take(frames).rejections.count == 1)
        #expect(house.value("smoke.alarm", of: .smoke) == .bool(true))
    }

    @Test("Heartbeats, acknowledgements and questions are messages without readings")
    func noReadings() {
        var house = House()
        let question = FrameSamples.frame(FrameSamples.bytes("3f 01 01 01 03021101"), command: 4)
        for bytes in [
            FrameSamples.heartbeat, FrameSamples.acknowledgement, question, FrameSamples.frame([]),
            FrameSamples.frame([0x96, 1] + FrameSamples.bytes("00035b01000000020000 0f220e190713")),
        ] {
            let outcome = house.take(bytes)
            #expect(outcome.disposition == .decoded)
            #expect(outcome.rejections.isEmpty)
            #expect(house.readings.isEmpty)
        }
    }

    @Test("A clock that nobody has set leaves the arrival, marked; one that shows no time is said, too")
    func clocks() {
        var house = House()
        let unset = FrameSamples.frame(
            FrameSamples.bytes("15 01 08 000000000000"), time: "000000000000")
        #expect(house.take(unset, at: Self.now).rejections.isEmpty)
        #expect(house.readings.map(\.observedAt) == [Self.now])
        #expect(house.readings.map(\.quality) == [.clockSuspect])
        let odd = FrameSamples.frame(FrameSamples.bytes("15 01 08 ffffffffffff"), time: "1e0f0a09031a")
        #expect(
            house.take(odd, at: Self.now).rejections.map(\.reason.text) == [
                "time: not a time in the profile's format: 2255-255-255T255:255:255"
            ])
        #expect(house.value("power.fault", of: .device) == .bool(true))
        #expect(house.readings.map(\.observedAt) == [Self.now])
    }

    @Test("The bytes may be text, alone or inside JSON")
    func spelled() {
        let hex = GB26875.hex(FrameSamples.fire)
        var text = House(bytes: .text(.hex))
        text.take(Array(hex.utf8))
        #expect(text.value("smoke.alarm", of: .smoke) == .bool(true))
        var json = House(bytes: .json(pointer: "/data", .hex))
        json.take(Array(#"{"sn":"7","data":"\#(hex)"}"#.utf8))
        #expect(json.value("smoke.alarm", of: .smoke) == .bool(true))
        #expect(json.take(Array(#"{"data":"40zz"}"#.utf8)).disposition == .malformed)
        #expect(json.take(Array(#"{"data":7}"#.utf8)).disposition == .malformed)
    }

    @Test("Any bytes are read or refused, and nothing is kept beyond one frame", arguments: 1...40)
    func anything(seed: UInt64) {
        var chance = FrameChance(seed: seed)
        var house = House()
        for _ in 0..<40 {
            var bytes = chance.frame().bytes
            for _ in 0..<chance.below(3) { bytes[chance.below(bytes.count)] = chance.byte() }
            if chance.below(3) == 0 { bytes.removeLast(chance.below(bytes.count)) }
            house.take(bytes, at: Self.now)
        }
    }

    @Test("Every name of a spot is a spot, and others are none")
    func spots() {
        #expect(GB26875.Spot.names.allSatisfy { GB26875.Spot($0)?.name == $0 })
        #expect(Set(GB26875.Spot.names).count == GB26875.Spot.names.count)
        #expect(GB26875.Spot("analog.200") != nil)
        for name in ["", "state.smoke", "analog.13", "analog.", "analog.256", "fire"] {
            #expect(GB26875.Spot(name) == nil)
        }
    }
}
