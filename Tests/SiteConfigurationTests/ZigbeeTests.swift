import Expressions
import Foundation
import Testing

@testable import Facility
@testable import SiteConfiguration

@Suite("zigbee2mqtt without a file")
struct ZigbeeTests {
    static func devices(_ text: String) throws -> [ZigbeeDevice] {
        try ZigbeeExposesReader.read(Data(text.utf8))
    }

    /// One device with these exposes.
    static func draft(_ exposes: String) throws -> ZigbeeDraft {
        let devices = try devices(#"{"vendor":"A","model":"B","exposes":[\#(exposes)]}"#)
        return try ZigbeeDraft(try #require(devices.first).model)
    }

    static let battery = #"{"type":"numeric","property":"battery","unit":"%","access":1}"#
    static let smoke =
        #"{"type":"binary","name":"smoke","property":"smoke","value_on":true,"value_off":false,"access":1}"#
    static let temperature = #"{"type":"numeric","property":"temperature","unit":"°C","access":1}"#
    static let power = #"{"type":"numeric","property":"power","unit":"W","access":1}"#

    @Test(
        "The strongest expose decides the facility",
        arguments: [
            ([temperature, smoke, battery], "fire"), ([temperature, battery], "water"),
            ([power, temperature], "charging"), ([power, smoke], "fire"),
            (
                [
                    temperature,
                    #"{"type":"binary","property":"water_leak","value_on":true,"value_off":false}"#,
                ], "water"
            ),
            ([#"{"type":"numeric","property":"carbon_monoxide","unit":"ppm"}"#], "fire"),
            ([#"{"type":"binary","property":"contact","value_on":false,"value_off":true}"#], "water"),
        ])
    func facility(exposes: [String], facility: String) throws {
        let draft = try Self.draft(exposes.joined(separator: ","))
        #expect(draft.facility == facility)
        #expect(draft.id == facility + ".zigbee_a_b")
        #expect(VocabularyReader.isPointName(draft.id))
    }

    @Test("What is nothing of ours is refused with what it does expose")
    func refused() throws {
        #expect(throws: ZigbeeDraft.Obstacle.nothingExposed) { _ = try Self.draft("") }
        #expect(throws: ZigbeeDraft.Obstacle.nothingOfOurs(properties: ["battery", "action"])) {
            _ = try Self.draft(Self.battery + #",{"type":"enum","property":"action","values":["on","sos"]}"#)
        }
        // A lamp that meters itself charges nothing; what can only be set is never published.
        let lamp = #"{"type":"light","features":[{"type":"binary","property":"state"}]},"# + Self.power
        #expect(throws: ZigbeeDraft.Obstacle.nothingOfOurs(properties: ["state", "power"])) {
            _ = try Self.draft(lamp)
        }
        let thermostat =
            #"{"type":"climate","features":[{"type":"numeric","property":"local_temperature"}]},"#
            + Self.temperature
        #expect(throws: ZigbeeDraft.Obstacle.nothingOfOurs(properties: ["local_temperature", "temperature"]))
        {
            _ = try Self.draft(thermostat)
        }
        #expect(throws: ZigbeeDraft.Obstacle.nothingOfOurs(properties: ["smoke"])) {
            _ = try Self.draft(Self.smoke.replacing(#""access":1"#, with: #""access":2"#))
        }
    }

    @Test("A panic button and a motion sensor are listed, and raise no fire and no intruder")
    func honest() throws {
        let draft = try Self.draft(
            Self.temperature + #",{"type":"binary","property":"occupancy","value_on":true,"value_off":false}"#
                + #",{"type":"binary","property":"sos","value_on":true,"value_off":false}"#)
        #expect(draft.fields.map(\.point) == ["room.temperature"])
        #expect(draft.unused == ["occupancy", "sos"])
    }

    @Test("Words, units, composites and a battery's voltage become what they are")
    func fields() throws {
        let draft = try Self.draft(
            [
                #"{"type":"enum","property":"smoke_state","values":["alarm","normal","detecting"]}"#,
                #"{"type":"numeric","property":"voltage","unit":"mV"}"#, Self.battery,
                #"{"type":"binary","property":"tamper","value_on":"OPEN","value_off":"CLOSED"}"#,
                #"{"type":"composite","property":"a/b","features":[{"type":"numeric","property":"temperature","unit":"°F"}]}"#,
                #"{"type":"numeric","property":"smoke_density","unit":"dB/m"}"#,
            ].joined(separator: ","))
        let fields = Dictionary(uniqueKeysWithValues: draft.fields.map { ($0.point, $0) })
        #expect(fields["smoke.alarm"]?.map.map(\.text) == ["alarm", "normal"])
        #expect(fields["smoke.alarm"]?.map.map(\.value) == [true, false])
        #expect(fields["battery.voltage"]?.unit == "mV")
        #expect(
            fields["detector.tamper"]?.map == [
                .init(text: "OPEN", value: true), .init(text: "CLOSED", value: false),
            ])
        #expect(fields["air.temperature"]?.at == "/a~1b/temperature")
        #expect(fields["air.temperature"]?.unit == "degF")
        #expect(draft.unused == ["smoke_density"])
        #expect(draft.isUrgent)
    }

    @Test(
        "A property of any letters gives a pointer that finds it",
        arguments: ["~\u{301}", "/\u{301}", "a~/b", "~"])
    func pointers(property: String) throws {
        let draft = try Self.draft(
            #"{"type":"composite","property":"\#(property)","features":[\#(Self.temperature)]}"#)
        let at = try #require(draft.fields.first?.at)
        #expect(JSONPlan.isPointer(at), "\(at)")
        #expect(at.utf8.count == property.utf8.count + property.utf8.count { $0 == 0x7E || $0 == 0x2F } + 13)
    }

    @Test("Devices are found in every form they are written in")
    func forms() throws {
        let one = #"{"vendor":"A","model":"B","exposes":[\#(Self.smoke)]}"#
        let device = #"{"ieee_address":"0x1","friendly_name":"floor 1/stair","definition":\#(one)}"#
        #expect(try Self.devices(one).count == 1)
        #expect(try Self.devices("[\(one),\(one)]").count == 2)
        #expect(try Self.devices("\(one)\n\(one)\n").count == 2)
        #expect(
            try Self.devices(#"{"topic":"bridge/devices","payload":[\#(device)]}"#).first?.friendlyName
                == "floor 1/stair")
        let mixed =
            #"[{"type":"Coordinator","definition":null},7,"x",null,[],{"definition":{"exposes":"none"}},\#(device)]"#
        #expect(try Self.devices(mixed).map(\.address) == ["0x1"])
        let odd =
            #"{"model":"B","exposes":[7,null,{"type":9,"property":{}},{"type":"hologram","property":"x"},\#(Self.smoke)]}"#
        #expect(try Self.devices(odd).first?.model.exposes.count == 5)
    }

    @Test("What is no list of devices says why")
    func failures() {
        #expect(throws: ZigbeeExposesReader.Failure.notJSON) { _ = try Self.devices("no") }
        #expect(throws: ZigbeeExposesReader.Failure.notJSON) { _ = try Self.devices("") }
        #expect(throws: ZigbeeExposesReader.Failure.noModels) { _ = try Self.devices("[]") }
        #expect(throws: ZigbeeExposesReader.Failure.noModels) { _ = try Self.devices(#"{"a":1}"#) }
        let long = Data(count: ZigbeeExposesReader.longest + 1)
        #expect(throws: ZigbeeExposesReader.Failure.tooLong(bytes: long.count)) {
            _ = try ZigbeeExposesReader.read(long)
        }
    }

    @Test("A model is derived once, and another firmware of it has a name of its own")
    func once() throws {
        let one = #"{"vendor":"A","model":"B","exposes":[\#(Self.smoke)]}"#
        let other = #"{"vendor":"A","model":"B","exposes":[\#(Self.smoke),\#(Self.battery)]}"#
        let none = #"{"vendor":"A","model":"R","exposes":[\#(Self.battery)]}"#
        let found = ZigbeeProfiles(try Self.devices("[\(one),\(other),\(none),\(one)]"))
        #expect(found.drafts.map(\.id) == ["fire.zigbee_a_b", "fire.zigbee_a_b_2"])
        #expect(found.places == [0, 1, nil, 0])
        #expect(found.refusals.map(\.model.model) == ["R"])
    }

    // MARK: With the shipped vocabularies

    static func library() throws -> ProfileLibrary {
        try #require(ProfilesLoader.load(directory: Repository.profiles).library)
    }

    static func decode(_ profile: Profile, _ topic: String, _ payload: String, in library: ProfileLibrary)
        -> [String]
    {
        let device = Device(
            id: profile.device ?? "s1", name: "", profile: 0, place: Place(building: "", gridCode: ""))
        var decoder = PayloadDecoder(profiles: [profile], devices: [device], points: library.points)
        var readings: [Reading] = []
        let bytes = Array(payload.utf8) + [UInt8](repeating: 0, count: MessageBatch.padding)
        Array(topic.utf8).withUnsafeBytes { topic in
            bytes.withUnsafeBytes { bytes in
                _ = decoder.decode(
                    topic: topic, payload: UnsafeRawBufferPointer(rebasing: bytes[..<payload.utf8.count]),
                    urgent: true, receivedAt: Timestamp(milliseconds: 1_773_000_000_000), into: &readings)
            }
        }
        return readings.map { "\(library.points[$0.point.position].name)=\($0.value)" }
    }

    @Test(
        "A derived profile reads what the device publishes, its availability in both forms, and a name with slashes"
    )
    func compiled() throws {
        let library = try Self.library()
        let fire = try Self.draft(Self.smoke + "," + Self.temperature + "," + Self.battery)
        let profile = try #require(fire.profile(in: library, base: "zigbee2mqtt"))
        #expect(
            Self.decode(
                profile, "zigbee2mqtt/s1", #"{"smoke":true,"temperature":21.5,"battery":90}"#, in: library)
                == ["smoke.alarm=bool(true)", "air.temperature=double(21.5)", "battery.level=double(90.0)"])
        let leak = try Self.draft(
            #"{"type":"binary","property":"water_leak","value_on":true,"value_off":false}"#)
        let named = try #require(leak.profile(in: library, base: "home/z2m", friendlyName: "floor 1/stair"))
        let base = "home/z2m/floor 1/stair"
        #expect(Self.decode(named, base, #"{"water_leak":true}"#, in: library) == ["room.flood=bool(true)"])
        for (payload, truth) in [
            ("online", "true"), ("offline", "false"), (#"{"state":"online"}"#, "true"),
            (#"{"state":"offline"}"#, "false"),
        ] {
            #expect(
                Self.decode(named, base + "/availability", payload, in: library)
                    == ["station.online=bool(\(truth))"])
        }
        let door = try Self.draft(
            #"{"type":"binary","property":"contact","value_on":false,"value_off":true}"#)
        let doors = try #require(door.profile(in: library, base: "zigbee2mqtt"))
        #expect(
            Self.decode(doors, "zigbee2mqtt/s1", #"{"contact":true}"#, in: library) == [
                "room.door_open=bool(false)"
            ])
    }

    @Test("Every row of the table names a point of the shipped vocabularies, of its kind")
    func rows() throws {
        let library = try Self.library()
        for (facility, rows, proofs) in ZigbeeWords.facilities {
            let place = try #require(library.facilities.firstIndex { $0.id == facility })
            for row in rows {
                let point = try #require(
                    library.points.first { $0.facility == place && $0.name == row.point },
                    "\(facility) \(row.point)")
                if case .number(let unit, _) = row.sense {
                    #expect(point.unit == unit, "\(row.point)")
                } else {
                    #expect(point.kind == .boolean, "\(row.point)")
                }
            }
            #expect(proofs.isSubset(of: Set(rows.map(\.point))))
        }
    }

    @Test("A draft printed as a file is read back as the same profile")
    func printed() throws {
        let text = try Self.draft(
            [
                #"{"type":"enum","property":"smoke_state","values":["alarm","normal"]}"#, Self.temperature,
                Self.battery, #"{"type":"text","property":"a\nb: {"}"#,
            ].joined(separator: ",")
        ).yaml(base: "zigbee2mqtt")
        let folder = FileManager.default.temporaryDirectory.appending(path: "zigbee-\(UUID())")
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(
            at: folder.appending(path: "fire"), withIntermediateDirectories: true)
        try FileManager.default.copyItem(
            atPath: Repository.profiles + "/fire/facility.yaml",
            toPath: folder.appending(path: "fire/facility.yaml").path)
        try text.write(to: folder.appending(path: "fire/zigbee.yaml"), atomically: true, encoding: .utf8)
        let loaded = ProfilesLoader.load(directory: folder.path)
        let errors = loaded.diagnostics.filter { $0.severity == .error }
        let library = try #require(loaded.library, "\(errors)")
        let profile = try #require(library.profiles.first { $0.id == "fire.zigbee_a_b" })
        #expect(profile.routes.first?.fields.count == 3)
        #expect(profile.routes.first?.urgent == true)
    }

    // MARK: Measured

    private static let folder = Repository.root + "/../shared/data/payload_zigbee_exposes"

    @Test(
        "Of the models kept for measurement, a third yield a usable profile",
        .enabled(if: FileManager.default.fileExists(atPath: folder)))
    func measured() throws {
        var devices: [ZigbeeDevice] = []
        let names = FileManager.default.enumerator(atPath: Self.folder)?.compactMap { $0 as? String } ?? []
        for name in names.sorted() {
            guard let bytes = FileManager.default.contents(atPath: Self.folder + "/" + name) else { continue }
            devices += (try? ZigbeeExposesReader.read(bytes)) ?? []
        }
        let found = ZigbeeProfiles(devices)
        let library = try Self.library()
        let usable = found.drafts.filter { $0.profile(in: library, base: "zigbee2mqtt") != nil }.count
        let models = found.drafts.count + found.refusals.count
        #expect(usable == found.drafts.count)
        #expect(models > 1_000, "\(models) models")
        #expect(usable * 3 >= models, "\(usable) of \(models) models usable")
    }
}
