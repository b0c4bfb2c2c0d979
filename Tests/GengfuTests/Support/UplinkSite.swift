import Foundation
import Testing

/// LoRaWAN devices of one model whose maker's codec obeys the frame: what it is to read, or which harm to do.
///
/// `lw/<id>/up` is telemetry, `lw/<id>/alarm` is urgent.
enum UplinkSite {
    static let profile = "fire.uplinks"
    static let point = "fire/battery.level"

    /// The first byte of a frame.
    enum Deed: UInt8, CaseIterable, CustomTestStringConvertible {
        case read = 0
        case loop = 1
        case allocate = 2
        case match = 3
        /// Ends in order, but takes its time: some 5 ms.
        case dawdle = 4

        var testDescription: String {
            switch self {
            case .read: "none"
            case .loop: "an endless loop"
            case .allocate: "an allocation of 300 MB"
            case .match: "a catastrophic regular expression"
            case .dawdle: "slow"
            }
        }
    }

    private static let codec = """
        function decodeUplink(input) {
            var bytes = input.bytes, data = {};
            if (bytes[0] === 1) while (true);
            if (bytes[0] === 2) data.first = new Uint8Array(3e8).fill(1)[5];
            if (bytes[0] === 3) data.fits = /^(a+)+$/.test('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!');
            if (bytes[0] === 4) for (var n = 0; n < 100000; n++);
            if (bytes.length > 3) data.smoke = bytes[3] === 1; else data.battery = (bytes[1] << 8 | bytes[2]) / 100;
            return {data: data};
        }
        """

    private static let text = """
        profile: fire.uplinks
        name: {en: Uplinks of a test, zh: 测试上行}
        topics:
          - topic: lw/{device}/up
            codec: lorawan
            script: obedient.js
            points:
              battery.level: /battery
          - topic: lw/{device}/alarm
            urgent: true
            codec: lorawan
            script: obedient.js
            points:
              smoke.alarm: /smoke
        """

    /// The shipped profiles and this one.
    /// - Returns: their folder.
    static func profiles(in folder: TestFolder) throws -> String {
        let profiles = folder["profiles"]
        try FileManager.default.copyItem(atPath: GatewayProgram.profiles, toPath: profiles)
        try FileManager.default.createDirectory(
            atPath: profiles + "/fire/codecs", withIntermediateDirectories: true)
        try folder.write(codec, to: "profiles/fire/codecs/obedient.js")
        try folder.write(text, to: "profiles/fire/uplinks.yaml")
        return profiles
    }

    /// A site with these devices of the model, besides those that speak plain JSON.
    static func site(
        _ broker: UInt16, uplinks: [String], plain: [String] = [], in folder: TestFolder
    ) throws -> SiteFolder {
        var site = SiteFolder(broker: broker, devices: plain)
        site.profiles = try profiles(in: folder)
        site.devices += uplinks.map { .init(id: $0, profile: profile) }
        return site
    }

    /// The battery's level that the frame of this number says, in percent.
    static func value(_ number: Int) -> Double { Double(number) / 100 }
}

extension DeviceCrowd.Message {
    /// Telemetry with a number of its own, 0 to 9,999.
    static func uplink(of device: String, _ number: Int, _ deed: UplinkSite.Deed = .read) -> Self {
        uplink("lw/\(device)/up", [deed.rawValue, UInt8(number >> 8), UInt8(number & 0xFF)])
    }

    static func smokeUplink(of device: String, _ deed: UplinkSite.Deed = .read) -> Self {
        uplink("lw/\(device)/alarm", [deed.rawValue, 0, 0, 1])
    }

    private static func uplink(_ topic: String, _ frame: [UInt8]) -> Self {
        Self(
            topic: topic, payload: Array(#"{"fPort":1,"data":"\#(Data(frame).base64EncodedString())"}"#.utf8))
    }
}

extension GatewayProcess {
    /// Process ids of its children that run codecs.
    var codecs: [pid_t] {
        guard let pid else { return [] }
        let tasks = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/task")) ?? []
        let children = tasks.flatMap { task in
            (try? String(contentsOfFile: "/proc/\(pid)/task/\(task)/children", encoding: .utf8))?
                .split(separator: " ").compactMap { pid_t($0) } ?? []
        }
        return children.filter {
            (try? String(contentsOfFile: "/proc/\($0)/comm", encoding: .utf8))?.hasPrefix("gengfu-codec")
                ?? false
        }
    }

    /// Waits until the device's numbers are as expected, and no more come.
    func expectUplinks(
        of devices: [String], _ numbers: Range<Int>, at location: SourceLocation = #_sourceLocation
    ) throws {
        let expected = numbers.map(UplinkSite.value)
        for device in devices {
            _ = try Patience.wait(60) {
                try values(of: device, point: UplinkSite.point).count >= expected.count
            }
        }
        // Each device's order stands, so what would come twice has come before its last number.
        for device in devices {
            let stored = try values(of: device, point: UplinkSite.point)
            #expect(stored == expected, "\(device): \(stored.count) readings", sourceLocation: location)
        }
        let isIdle = Patience.wait { status?.pendingDecodes == 0 }
        #expect(isIdle, "uplinks still wait", sourceLocation: location)
    }
}
