import Testing

@testable import Facility

@Suite("A payload that says whose it is")
struct IdentityTests {
    /// Device `E1` with what its payloads are held against.
    static func decoder(
        _ claims: [IdentityClaim], codec: Codec = .json, at: String = "/v", register: [String: String] = [:]
    ) -> DecodingBench {
        var route = TopicRoute(
            topic: TopicPattern("t/{device}"), urgent: false, codec: codec,
            fields: [Field(point: PointIndex(0), at: at)],
            time: codec == .json ? DeviceTimeRule(at: "/t", format: .unixMilliseconds) : nil)
        route.identity = claims
        var bench = DecodingBench([("x", anyNumber)], profiles: [[route]])
        let profile = Profile(
            id: "test.p", name: LocalizedText(en: "p", zh: "p"), facility: 0, routes: [route])
        let place = Place(building: "1", gridCode: "110101001000001")
        let devices = [
            Device(id: "E1", name: "", profile: 0, place: place, register: register),
            Device(id: "77", name: "", profile: 0, place: place),
        ]
        bench.decoder = PayloadDecoder(profiles: [profile], devices: devices, points: bench.points)
        return bench
    }

    @Test(
        "One that names another device than its topic gives no reading; nothing and null claim nothing",
        arguments: [
            (#"{"v":1,"id":"E1"}"#, "t/E1", true), (#"{"v":1,"id":"e1"}"#, "t/E1", true),
            (#"{"v":1}"#, "t/E1", true), (#"{"v":1,"id":null}"#, "t/E1", true),
            (#"{"v":1,"id":""}"#, "t/E1", true), (#"{"v":1,"id":77}"#, "t/77", true),
            (#"{"v":1,"id":"E2"}"#, "t/E1", false), (#"{"v":1,"id":"E11"}"#, "t/E1", false),
            (#"{"v":1,"id":"E"}"#, "t/E1", false), (#"{"v":1,"id":78}"#, "t/77", false),
            (#"{"v":1,"id":["E1"]}"#, "t/E1", false), (#"{"v":1,"id":true}"#, "t/E1", false),
        ])
    func claims(payload: String, topic: String, isRead: Bool) {
        var bench = Self.decoder([IdentityClaim(at: "/id")])
        let (outcome, readings) = bench.decode(payload.utf8, topic: topic)
        #expect(readings.count == (isRead ? 1 : 0))
        #expect(outcome.disposition == (isRead ? .decoded : .malformed))
        #expect(bench.decoder.tally[profile: 0, .identity].count == (isRead ? 0 : 1))
    }

    @Test("The refusal says what was claimed and what the topic names")
    func sentence() {
        var bench = Self.decoder([IdentityClaim(at: "/id")])
        #expect(
            bench.lines(#"{"v":1,"id":"E2"}"#)
                == ["!identity: the payload says it is of `E2`, its topic names `E1`"])
    }

    @Test("A claim may be a column of the sheet; a device without an entry in it is not asked")
    func register() {
        let claims = [IdentityClaim(at: "/id"), IdentityClaim(at: "/imei", register: "imei")]
        var bench = Self.decoder(claims, register: ["imei": "861234567890123"])
        #expect(bench.lines(#"{"v":1,"imei":"861234567890123"}"#) == ["x=1.0"])
        #expect(bench.lines(#"{"v":1,"imei":861234567890123}"#) == ["x=1.0"])
        #expect(
            bench.lines(#"{"v":1,"id":"E1","imei":"861234567890124"}"#)
                == [
                    "!identity: the payload says it is of `861234567890124`, its topic names `861234567890123`"
                ])
        var open = Self.decoder(claims)
        #expect(open.lines(#"{"v":1,"imei":"861234567890124"}"#) == ["x=1.0"])
    }

    @Test("Channels, records and packs are asked too, and a device taken in while running")
    func codecs() {
        var channels = Self.decoder([IdentityClaim(at: "/id")], at: "/p/{channel}")
        #expect(channels.lines(#"{"id":"E2","p":[1,2]}"#).first?.hasPrefix("!identity: ") == true)
        #expect(channels.decode(#"{"id":"E1","p":[1,2]}"#.utf8).outcome.strangers == ["0", "1"])
        var pack = Self.decoder([IdentityClaim(at: "/0/bn")], codec: .senml, at: "v")
        #expect(pack.lines(#"[{"bn":"E2","n":"v","v":1}]"#).first?.hasPrefix("!identity: ") == true)
        var grown = Self.decoder([IdentityClaim(at: "/id")])
        let late = Device(id: "N1", name: "", profile: 0, place: Place(building: "", gridCode: ""))
        let known = (0..<2).map { _ in late }
        grown.decoder.append(late, among: known + [late])
        #expect(grown.lines(#"{"v":1,"id":"N1"}"#, topic: "t/N1") == ["x=1.0"])
        #expect(grown.lines(#"{"v":1,"id":"E1"}"#, topic: "t/N1").first?.hasPrefix("!identity: ") == true)
    }

    @Test("Pairs, groups and columns are asked too, in every match and every line")
    func texts() {
        let claims = [IdentityClaim(at: "id")]
        let pairs = PairsLayout(between: UInt8(ascii: "&"), equals: UInt8(ascii: "="))
        var bench = Self.decoder(claims, codec: .pairs(pairs), at: "v")
        #expect(bench.lines("v=1&id=E1") == ["x=1.0"])
        #expect(bench.lines("v=1") == ["x=1.0"])
        #expect(bench.lines("v=1&id=E2").first?.hasPrefix("!identity: ") == true)
        let pattern = GroupLayout(pattern: #"(?<id>\w+):(?<channel>\d)=(?<v>\d+)"#)
        bench = Self.decoder(claims, codec: .pattern(pattern), at: "v")
        #expect(bench.decode("E1:1=5 E1:2=6".utf8).outcome.strangers == ["1", "2"])
        #expect(bench.lines("E1:1=5 E2:2=6 E1:3=7").first?.hasPrefix("!identity: ") == true)
        let columns = CSVLayout(delimiter: UInt8(ascii: ","), header: .line)
        bench = Self.decoder(claims, codec: .csv(columns), at: "v")
        #expect(bench.lines("id,v\nE1,1\n,2\n\"E1\",3") == ["x=1.0", "x=2.0", "x=3.0"])
        for rows in ["E2,1\nE1,2", "E1,1\nE2,2\nE1,3", "E1,1\nE2,2"] {
            #expect(bench.lines("id,v\n" + rows).first?.hasPrefix("!identity: ") == true)
            #expect(bench.decode(("id,v\n" + rows).utf8).readings.isEmpty)
        }
        // A message that says nothing inherits no claim of the one before.
        #expect(bench.decode("id,v\n".utf8).outcome.disposition == .decoded)
    }

    @Test(
        "Bytes are asked at their place and in the JSON around them; a frame too short for it claims nothing")
    func bytes() {
        func bench(_ claims: [IdentityClaim], _ bytes: PayloadBytes = .raw, imei: String = "")
            -> DecodingBench
        {
            var layout = BinaryLayout(bytes: bytes)
            layout.common.fields = [
                BinaryField(Field(point: PointIndex(0), at: ""), BinaryValue(at: 0, width: 1))
            ]
            return Self.decoder(claims, codec: .binary(layout), register: ["imei": imei])
        }
        var named = bench([IdentityClaim(BinaryValue(at: 1, width: 4, form: .text))])
        #expect(named.lines("\u{5}E1\0\0") == ["x=5.0"])
        #expect(named.lines("\u{5}") == ["x=5.0"])
        #expect(named.lines("\u{5}E11\0").first?.hasPrefix("!identity: ") == true)
        var packed = bench(
            [IdentityClaim(BinaryValue(at: 1, width: 8, form: .bcdDigits), register: "imei")],
            imei: "861234567890123")
        let imei: [UInt8] = [0x08, 0x61, 0x23, 0x45, 0x67, 0x89, 0x01, 0x23]
        #expect(packed.decode([5] + imei).readings.count == 1)
        #expect(packed.decode([5, 0x18] + imei.dropFirst()).readings.isEmpty)
        #expect(packed.decoder.tally[profile: 0, .identity].count == 1)
        var around = bench(
            [IdentityClaim(at: "/id"), IdentityClaim(BinaryValue(at: 1, width: 2, form: .hex))],
            .json(pointer: "/data", .hex))
        #expect(around.lines(#"{"id":"E1","data":"05"}"#) == ["x=5.0"])
        #expect(around.lines(#"{"id":"E2","data":"05"}"#).first?.hasPrefix("!identity: ") == true)
        #expect(around.lines(#"{"id":"E1","data":"05E1E1"}"#).first?.hasPrefix("!identity: ") == true)
    }

    @Test("Another device's time teaches this one's clock nothing")
    func clock() {
        var bench = Self.decoder([IdentityClaim(at: "/id")])
        _ = bench.decode(#"{"v":1,"id":"E1","t":\#(noon)}"#.utf8)
        let before = bench.decoder.clocks
        for hour in Int64(1)...5 {
            _ = bench.decode(#"{"v":1,"id":"E2","t":\#(noon - hour * 3_600_000)}"#.utf8, at: noon + hour)
        }
        #expect(bench.decoder.clocks == before)
    }

    // MARK: In the watch

    private static func yard() -> Site {
        var site = Compound.site([Compound.hazard(when: "smoke"), Compound.silence(.minutes(5))])
        for profile in site.profiles.indices {
            for route in site.profiles[profile].routes.indices {
                site.profiles[profile].routes[route].identity = [IdentityClaim(at: "/id")]
            }
        }
        return site
    }

    @Test(
        "A fire in another's name is no incident, yet it lies in quarantine and is a loss; telemetry is only kept"
    )
    func fire() {
        var night = Night(Self.yard())
        night.hear("F1", #""id":"F2","smoke":true"#)
        night.hear("B1", #""id":"B2","speed":1"#)
        night.wait(.seconds(2))
        #expect(night.steps == [])
        #expect(
            night.store.quarantine.map(\.reason) == [
                "identity: the payload says it is of `F2`, its topic names `F1`",
                "identity: the payload says it is of `B2`, its topic names `B1`",
            ])
        #expect(night.losses.map(\.cause) == [.identity])
        #expect(night.losses.map(\.subject) == ["F1"])
        #expect(night.engine.status.rejections.map(\.reason) == ["identity", "identity"])
        night.hear("F1", #""id":"F1","smoke":true"#)
        #expect(night.steps.count == 1)
    }

    @Test("A device in whose name others speak is still silent")
    func silence() {
        var night = Night(Self.yard())
        night.hear("F1", #""id":"F1","smoke":false"#)
        for _ in 0..<10 {
            night.wait(.minutes(1))
            night.hear("F1", #""id":"F2","smoke":false"#)
        }
        #expect(night.steps.contains { $0.hasSuffix(" F1") })
    }
}
