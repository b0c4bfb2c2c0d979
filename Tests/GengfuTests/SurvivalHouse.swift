import Control
import Facility
import Foundation
import Ring
import Testing

@testable import MQTT

/// Broker, devices and gateway of one test of survival, with the devices `smoke-1` … `smoke-8` and `probe`.
final class SurvivalHouse {
    /// A crash is followed by seconds of backtrace, and a SIGSEGV from outside by none at all: Swift's handler
    /// prints, returns, and expects the instruction to fail again.
    static let quickDeath = "SWIFT_BACKTRACE=enable=no"

    let broker: PrivateBroker
    let devices: DeviceCrowd
    let gateway: GatewayProcess

    /// - Parameters:
    ///   - platform: port of a destination `grid` that hears of every case at once, one at a time.
    ///   - clockRate: compound seconds per second.
    convenience init(platform: UInt16? = nil, clockRate: Int = 1) throws {
        try self.init(sections: platform.map { Self.destination($0) } ?? "", clockRate: clockRate)
    }

    /// - Parameter sections: whole sections of the site's file, as `destinations` and `routes`.
    init(sections: String, clockRate: Int = 1) throws {
        broker = try PrivateBroker(configuration: GatewayProgram.brokerConfiguration)
        devices = try DeviceCrowd(on: broker)
        var site = SiteFolder(broker: broker.port, devices: (1...8).map { "smoke-\($0)" } + ["probe"])
        for number in 1...8 { site.devices[number - 1].gb26875 = "1.1.40.1.\(number)" }
        site.sections = sections
        gateway = try GatewayProcess(site, in: try TestFolder())
        gateway.environment["SWIFT_BACKTRACE"] = "enable=no"
        gateway.options += ["--clock-rate", "\(clockRate)", "--lang", "en"]
        if clockRate > 1 {
            // Scaled time goes on over a restart instead of falling back to the real one.
            gateway.options += ["--clock-origin", "\(Int64(Date().timeIntervalSince1970 * 1_000))"]
        }
    }

    /// Sections for one platform that hears of every case at once.
    static func destination(_ port: UInt16) -> String {
        """
        destinations:
          - id: grid
            kind: http
            url: http://127.0.0.1:\(port)
            confirmation: any
            concurrency: 1
            timeout: 5s
            life_safety_path: true
        routes:
          - to: grid

        """
    }

    /// Starts the gateway and waits until messages reach it.
    func open() throws {
        try gateway.start()
        try gateway.waitUntilHeard("probe", by: devices)
    }

    // MARK: What devices say

    func raise(_ device: String) { devices.say([.alarm(of: device, #"{"smoke":true}"#)]) }

    /// Telemetry that raises nothing: a battery's level between 50 and 100.
    func measure(_ device: String, _ levels: [Int]) {
        devices.say(levels.map { .state(of: device, #"{"battery":\#($0)}"#) })
    }

    // MARK: What became of it

    /// Fires of this device, open and ended, oldest first.
    func fires(_ device: String) throws -> [Incident] {
        try gateway.incidents(hazard: "fire.alarm").filter { $0.device == device }.reversed()
    }

    /// Waits until the device's fire is in the store, and gives it.
    @discardableResult
    func fire(_ device: String, within seconds: Double = 10) throws -> Incident {
        var found: [Incident] = []
        _ = try Patience.wait(seconds) {
            found = try fires(device)
            return !found.isEmpty
        }
        return try #require(found.last, "no fire of \(device):\n\(gateway.log.suffix(3_000))")
    }

    /// Waits until these levels, and no others, are stored of the device.
    func expectStored(
        _ device: String, _ levels: [Int], within seconds: Double = 10,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        var stored: [Int] = []
        _ = try Patience.wait(seconds) {
            stored = try gateway.values(of: device, point: "fire/battery.level").map(Int.init)
            return stored.count >= levels.count
        }
        #expect(stored == levels, "\(gateway.log.suffix(2_000))", sourceLocation: sourceLocation)
    }

    func isDegraded(_ code: String) -> Bool { gateway.status?.degraded.contains { $0.code == code } ?? false }

    /// The audit log, oldest line first.
    func audit() throws -> [AuditLine] {
        try RingReader(directory: gateway.store).audit(limit: 1_000).reversed()
    }
}
