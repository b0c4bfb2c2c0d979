import Foundation
import Simulation

/// The site of `bench latency` and `bench drain`: places that alarm, places whose small matters wait, and lifts that keep
/// talking, all heard of by one destination.
struct DeliverySite {
    /// Folder of the project or of its installed files.
    let root: String
    /// Gas detectors, each good for one alarm.
    var alarms = 0
    /// Detectors that somebody switches off: a minor matter each.
    var minors = 0
    /// ES1500 lifts with the load of `LoadPublisher`.
    var lifts = 0
    /// Devices whose every word begins or ends a minor incident; with any of them the site has nothing else.
    var flickers = 0
    /// Who hears of it.
    var kind = DeliveryKind.http
    /// Exchanges under way at once.
    var concurrency = 4
    /// Sends per second that the destination allows.
    var ratePerSecond = 5

    /// Writes `gengfu.yaml` and its sheet.
    /// - Returns: path of `gengfu.yaml`.
    func write(to folder: String, broker: UInt16, platform: Int) throws -> String {
        var rows = ["id,name,profile,building,gb26875"]
        rows += (0..<alarms).map { "G\($0),G\($0),fire.plain,1,\(Self.address($0, of: Self.gasDetector))" }
        rows += (0..<minors).map { "D\($0),D\($0),fire.plain,1,\(Self.address($0, of: Self.smokeDetector))" }
        rows += (0..<lifts).map { "E\($0),E\($0),elevator.es1500,1," }
        rows += (0..<flickers).map { "F\($0),F\($0),flicker.model,1," }
        if flickers > 0 { try writeFlicker(to: "\(folder)/profiles/flicker") }
        try (rows.joined(separator: "\n") + "\n").write(
            toFile: "\(folder)/devices.csv", atomically: true, encoding: .utf8)
        let path = "\(folder)/gengfu.yaml"
        let profiles =
            flickers > 0
            ? "profiles" : URL(fileURLWithPath: "\(root)/DeviceProfiles").standardizedFileURL.path
        try text(broker: broker, platform: platform, profiles: profiles).write(
            toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    // Types of components (GB/T 26875.3-2011, table 8).
    private static let gasDetector: UInt8 = 10
    private static let smokeDetector: UInt8 = 40
    private static let pointsPerZone = 200

    private static func address(_ number: Int, of component: UInt8) -> String {
        "1.1.\(component).\(number / pointsPerZone + 1).\(number % pointsPerZone + 1)"
    }

    /// The id of the device that has an address; nil: none.
    static func device(at heard: FireCentreServer.Heard) -> String? {
        let number = (heard.zone - 1) * pointsPerZone + heard.point - 1
        switch heard.component {
        case gasDetector: return "G\(number)"
        case smokeDetector: return "D\(number)"
        default: return nil
        }
    }

    /// The beginning of what a gas detector alarms with; raised without any wait (`fire.gas`).
    static func alarm(_ number: Int) -> (topic: String, payload: [UInt8]) {
        ("gengfu/fire/G\(number)/alarm", Array(#"{"gas":true}"#.utf8))
    }

    /// A detector is switched off; raised without any wait (`fire.detector_disabled`).
    static func minor(_ number: Int) -> (topic: String, payload: [UInt8]) {
        ("gengfu/fire/D\(number)/state", Array(#"{"disabled":true}"#.utf8))
    }

    /// A flicker's incident begins or ends, either without any wait.
    static func flicker(_ number: Int, isOn: Bool) -> (topic: String, payload: [UInt8]) {
        ("flicker/F\(number)", Array(#"{"on":\#(isOn)}"#.utf8))
    }

    private func writeFlicker(to folder: String) throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let files = [
            "facility": """
            facility: flicker
            name: {en: Flicker, zh: 闪烁}
            points:
              flicker.on: {type: boolean, name: {en: On, zh: 开}}

            """,
            "model": """
            profile: flicker.model
            name: {en: Flicker, zh: 闪烁}
            topics:
              - topic: flicker/{device}
                codec: json
                points:
                  flicker.on: /on

            """,
            "hazards": """
            hazards:
              - hazard: flicker.on
                name: {en: Flicker on, zh: 闪烁}
                when: flicker.on
                quiet_for: 0s
                severity: minor
                confirm: none
                advice: {zh: [看], en: [Look]}
                basis: unverified

            """,
        ]
        for (name, text) in files {
            try text.write(toFile: "\(folder)/\(name).yaml", atomically: true, encoding: .utf8)
        }
    }

    private func text(broker: UInt16, platform: Int, profiles: String) -> String {
        """
        site: {id: bench, name: bench, time_zone: Asia/Shanghai}
        profiles: \(profiles)
        devices: devices.csv
        buildings:
          1: {grid_code: "110101001001001"}
        brokers:
          - {id: main, host: 127.0.0.1, port: \(broker)}
        limits: {messages_per_second: 10000, burst: 100000}
        destinations:
        \(destination(port: platform))
        routes:
          - {to: platform}
        people:
          - {id: guard, name: guard}

        """
    }

    private func destination(port: Int) -> String {
        switch kind {
        case .http:
            """
              - id: platform
                kind: http
                url: http://127.0.0.1:\(port)
                concurrency: \(concurrency)
                rate_per_second: \(ratePerSecond)
                confirmation: any
            """
        case .gb26875:
            """
              - id: platform
                kind: gb26875
                host: 127.0.0.1
                port: \(port)
                centre: 88888
                devices:
                  - {address: 11111}
            """
        }
    }
}
