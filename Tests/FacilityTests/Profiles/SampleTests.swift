import Facility
import Testing

/// Profiles and payloads of real devices (shared/domain), as the loader would compile them.
enum Samples {
    static let es1500Payload =
        #"{"Parameters":{"Id":"E1","Version":"1.0.3","Time":"2026-03-09 12:00:00"},"State":{"Floor":"7","Status":"0","Door":"0","People":"1","Speed":"0.35","DegreeLr":"0.1","DegreeFb":"0.2","Hum":"55","Temp":"23.5","Amplitude":"0.01","Maintain":"0"}}"#

    static func es1500() -> DecodingBench {
        let time = DeviceTimeRule(
            at: "/Parameters/Time", format: .pattern("yyyy-MM-dd HH:mm:ss"),
            zone: ZoneRules(initialOffset: 8 * 3_600))
        let truth: [String: FieldValue] = ["0": .boolean(false), "1": .boolean(true)]
        let alarm = TopicRoute(
            topic: TopicPattern("TerminalData/{device}/real_alarm"), urgent: true, codec: .json,
            fields: [Field(point: PointIndex(0), at: "/Alarm/PersonTrapped", map: truth)], time: time)
        let state = TopicRoute(
            topic: TopicPattern("TerminalData/{device}/real_ok"), urgent: false, codec: .json,
            fields: [
                Field(point: PointIndex(1), at: "/State/Floor"),
                Field(point: PointIndex(2), at: "/State/People", map: truth),
                Field(point: PointIndex(3), at: "/State/Speed"),
                Field(
                    point: PointIndex(4), at: "/State/Status",
                    map: ["0": .text("stopped"), "1": .text("up"), "2": .text("down")]),
            ], time: time)
        return DecodingBench(
            [
                ("car.trapped", .boolean), ("car.floor", .text), ("car.occupied", .boolean),
                ("car.speed", .number(unit: "m/s", range: -16...16)),
                ("car.motion", .choice(["stopped", "up", "down"])),
            ], profiles: [[alarm, state]])
    }
}

@Suite("Payloads of real devices")
struct SampleTests {
    @Test("ES1500: text numbers, a time without a zone, two classes of session")
    func es1500() {
        var bench = Samples.es1500()
        let topic = "TerminalData/E1/real_ok"
        #expect(
            bench.lines(Samples.es1500Payload, topic: topic, at: noon + 400)
                == ["car.floor='7'", "car.occupied=true", "car.speed=0.35", "car.motion='stopped'"])
        let (_, readings) = bench.decode(Samples.es1500Payload.utf8, topic: topic, at: noon + 400)
        #expect(readings.allSatisfy { $0.observedAt.milliseconds == noon && $0.quality == .good })
        #expect(readings.allSatisfy { $0.receivedAt.milliseconds == noon + 400 && !$0.isLate })
        #expect(
            bench.lines(
                #"{"Parameters":{"Time":"2026-03-09 12:00:01"},"Alarm":{"PersonTrapped":"1","ErrorCode":[]}}"#,
                topic: "TerminalData/E1/real_alarm", urgent: true, at: noon + 1_200) == ["car.trapped=true"])
    }

    @Test("A message counts by whichever session brings it: the other one has no copy")
    func otherSession() {
        var bench = Samples.es1500()
        let alarm = #"{"Alarm":{"PersonTrapped":"1"}}"#.utf8
        let (late, trapped) = bench.decode(alarm, topic: "TerminalData/E1/real_alarm", urgent: false)
        #expect(late.disposition == .decoded, "queued before the topic was made urgent")
        #expect(trapped.map(\.value) == [.bool(true)])
        #expect(bench.decoder.strays.otherSession == 1)
        // The urgent session's filter may be the wider one; the other session then excludes the topic.
        let (outcome, readings) = bench.decode(
            Samples.es1500Payload.utf8, topic: "TerminalData/E1/real_ok", urgent: true)
        #expect(outcome.disposition == .decoded)
        #expect(readings.count == 4)
        #expect(bench.decoder.strays.otherSession == 1)
    }

    @Test("麦信: fault codes by a map, the topic says who it is whatever the payload claims")
    func maixin() {
        let fault = Field(
            point: PointIndex(0), at: "/fault_type",
            map: ["4": .text("door_open_running"), "37": .text("ebike")])
        var bench = DecodingBench(
            [("fault", .choice(["door_open_running", "ebike"])), ("fault.name", .text)],
            [fault, Field(point: PointIndex(1), at: "/faultName")],
            time: DeviceTimeRule(
                at: "/time", format: .pattern("yyyy-MM-dd HH:mm:ss"), zone: ZoneRules(initialOffset: 28_800)))
        let payload =
            #"{"elevatorCode":"MX3820","ST":"add","uncivilizedBehaviorFlag":1,"D":"Sn3eYAEJAAAAAQEAAQAAAAEAACU=","TY":"Fault","sensorType":"CarRoof","fault_type":37,"faultId":"8099132193508491264","time":"2026-03-09 12:00:00","faultName":"电动车乘梯"}"#
        let (outcome, readings) = bench.decode(payload.utf8)
        #expect(outcome.device == DeviceIndex(0))
        #expect(readings.map { DecodingBench.plain($0.value) } == ["'ebike'", "'电动车乘梯'"])
    }

    @Test("zigbee2mqtt smoke: booleans, and fields that are not there")
    func zigbee() {
        var bench = DecodingBench(
            [("smoke", .boolean), ("battery", .number(unit: "%", range: 0...100)), ("tamper", .boolean)],
            [
                Field(point: PointIndex(0), at: "/smoke"), Field(point: PointIndex(1), at: "/battery"),
                Field(point: PointIndex(2), at: "/tamper"),
            ])
        #expect(
            bench.lines(#"{"battery":78.43,"linkquality":55,"smoke":false,"battery_low":false}"#)
                == ["smoke=false", "battery=78.43"])
        #expect(
            bench.lines(#"{"enrolled":true,"zone_id":23,"smoke":false,"battery_low":false,"linkquality":0}"#)
                == ["smoke=false"])
    }

    @Test("Tasmota: a number on one device, an array on the next, a local time")
    func tasmota() {
        let fields = [
            Field(point: PointIndex(0), at: "/ENERGY/Power", otherwise: ["/ENERGY/Power/0"]),
            Field(point: PointIndex(1), at: "/ENERGY/Current", otherwise: ["/ENERGY/Current/0"]),
            Field(point: PointIndex(2), at: "/Switch1"),
        ]
        var bench = DecodingBench(
            [
                ("power", .number(unit: "W", range: nil)), ("current", .number(unit: "A", range: nil)),
                ("on", .boolean),
            ],
            fields,
            time: DeviceTimeRule(
                at: "/Time", format: .pattern("yyyy-MM-dd'T'HH:mm:ss"), zone: ZoneRules(initialOffset: 3_600))
        )
        let single =
            #"{"Time":"2026-03-09T05:00:00","Switch1":"ON","ENERGY":{"Total":514.153,"Power":13,"ApparentPower":625,"Factor":0.02,"Voltage":227,"Current":2.751}}"#
        #expect(bench.lines(single) == ["power=13.0", "current=2.751", "on=true"])
        let dual =
            #"{"Time":"2026-03-09T05:00:00","ENERGY":{"Total":[2.813,0.254],"Power":[52,5],"Voltage":235,"Current":[0.278,0.044],"BL09XX":{"Temperature":46.5}}}"#
        #expect(bench.lines(dual) == ["power=52.0", "current=0.278"])
    }

    @Test("Shelly: delta frames give what they hold, a clock unset at boot is not believed")
    func shelly() {
        var bench = DecodingBench(
            [("voltage", anyNumber), ("connected", .boolean)],
            [
                Field(point: PointIndex(0), at: "/params/switch:0/voltage"),
                Field(point: PointIndex(1), at: "/params/mqtt/connected"),
            ], time: DeviceTimeRule(at: "/params/ts", format: .unixSeconds))
        #expect(
            bench.lines(
                #"{"method":"NotifyStatus","params":{"ts":1773028799.44,"switch:0":{"id":0,"voltage":232.7}}}"#
            )
                == ["voltage=232.7"])
        let (_, readings) = bench.decode(
            #"{"params":{"ts":1.61,"mqtt":{"connected":true}}}"#.utf8, at: noon + 50)
        #expect(readings.map(\.quality) == [.clockSuspect])
        #expect(readings.map(\.observedAt.milliseconds) == [noon + 50])
    }

    @Test("go-e: one key per retained topic, a bare scalar; retained is a state of unknown age")
    func goE() {
        let ampere = TopicRoute(
            topic: TopicPattern("go-eCharger/{device}/acu"), urgent: false, codec: .json,
            fields: [Field(point: PointIndex(0), at: "")])
        let online = TopicRoute(
            topic: TopicPattern("go-eCharger/{device}/mcc"), urgent: false, codec: .json,
            fields: [Field(point: PointIndex(1), at: "")])
        var bench = DecodingBench(
            [("current", .number(unit: "A", range: nil)), ("online", .boolean)], profiles: [[ampere, online]])
        #expect(bench.lines("16", topic: "go-eCharger/E1/acu") == ["current=16.0"])
        #expect(bench.lines("false", topic: "go-eCharger/E1/mcc") == ["online=false"])
        #expect(
            bench.lines("invalid json IncompleteInput: new_name", topic: "go-eCharger/E1/acu") == [
                "!malformed: not JSON"
            ])
        let (_, readings) = bench.decode("16".utf8, topic: "go-eCharger/E1/acu", retained: true)
        #expect(readings.map(\.quality) == [.suspect])
        #expect(readings.map(\.isLate) == [false])
    }

    @Test("An impossible date is refused as such, and its readings stand with the time of arrival")
    func impossibleDate() {
        var bench = Samples.es1500()
        let payload = #"{"Parameters":{"Time":"2026-02-30 12:00:00"},"State":{"Floor":"7"}}"#
        #expect(
            bench.lines(payload, topic: "TerminalData/E1/real_ok") == [
                "car.floor='7' clock_suspect",
                "!time: not a time in the profile's format: `2026-02-30 12:00:00`",
            ])
    }
}
