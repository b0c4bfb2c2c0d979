import Facility
import Foundation
import Synchronization
import Testing

@testable import Forward
@testable import Simulation

/// A conveyance and a stand-in centre with a real TCP link between them.
struct FireHouse: Sendable {
    let centre: FireCentreServer
    let conveyance: FireCentreConveyance
    let commands: Commands

    /// What the box was asked to tell the engine.
    final class Commands: Sendable {
        private let taken = Mutex<[Command]>([])
        var all: [Command] { taken.withLock { $0 } }
        func take(_ command: Command) { taken.withLock { $0.append(command) } }
    }

    /// As the centre's stand-in shows it.
    struct Shown: Decodable {
        struct Point: Decodable {
            var device: String
            var state: Int
            var at: String
            var text: String
            var reports: Int
        }
        struct Device: Decodable {
            var address: String
            var links: Int
            var connected: Int
            var heartbeats: Int
            var state: Int?
        }
        struct Operation: Decodable {
            var flags: Int
            var `operator`: Int
        }
        var points: [Point]
        var devices: [Device]
        var operations: [Operation]
        var anomalies: [String]
        var repeats: Int
        var refused: Int
    }

    static let units = [11_111, 22_222] as [UInt64]

    /// Two transmission devices, a detector of each building, and 30 more of the first.
    static let points: [FirePoint] = (1...32).map { number in
        FirePoint(
            device: "S\(number)", unit: number == 2 ? 1 : 0,
            place: FireAddress("1.1.40.10.\(number)")!.place(zone: .low),
            text: GB26875.Note("\(number)号楼走道"))
    }

    static func run(
        answerWithin: Interval = .milliseconds(400),
        _ body: @escaping @Sendable (FireHouse) async throws -> Void
    ) async throws {
        let centre = FireCentreServer()
        let (ports, ready) = AsyncStream<Int>.makeStream()
        try await withThrowingTaskGroup { group in
            group.addTask { try await centre.run { ready.yield($0) } }
            group.addTask {
                for await port in ports {
                    let house = Self.house(centre, port: port, answerWithin: answerWithin)
                    await house.conveyance.start()
                    do { try await body(house) } catch {
                        await house.conveyance.shutDown()
                        throw error
                    }
                    return await house.conveyance.shutDown()
                }
            }
            try await group.next()
            group.cancelAll()
        }
    }

    private static func house(_ centre: FireCentreServer, port: Int, answerWithin: Interval) -> FireHouse {
        let settings = FireCentreSettings(
            host: "127.0.0.1", port: port, centre: GB26875.Address(number: 88_888),
            devices: units.map { .init(address: GB26875.Address(number: $0)) }, answerWithin: answerWithin,
            timeZone: ZoneRules(initialOffset: 8 * 3_600))
        let commands = Commands()
        let box = BoxPorts(
            clock: WakeClock { PlatformTime.now() }, command: { commands.take($0) },
            points: { _ in FirePointTable(points: points, operators: ["wang": 1], siteName: "龙湖") })
        return FireHouse(
            centre: centre,
            conveyance: FireCentreConveyance(settings, destination: "centre", box: box), commands: commands)
    }

    var shown: Shown {
        get throws { try JSONDecoder().decode(Shown.self, from: centre.shownBytes) }
    }

    /// Waits until something holds; the link is a real one.
    func wait(_ holds: @Sendable (Shown) -> Bool) async throws {
        let limit = ContinuousClock.now + .seconds(20)
        while !holds(try shown) {
            guard ContinuousClock.now < limit else {
                Issue.record("not in 20 s: \(try shown)")
                return
            }
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    func waitForLinks() async throws {
        try await wait { $0.devices.count == 2 && $0.devices.allSatisfy { $0.connected > 0 } }
    }

    /// Sends as a lane does: again until the centre has it.
    func deliver(_ delivery: Delivery) async throws {
        for _ in 0..<200 {
            do throws(Lane.Failure) {
                _ = try await conveyance.send(delivery)
                return
            } catch {
                if case .refused(let why) = error { Issue.record("refused: \(why)") }
                if error == .cancelled { return }
                try await Task.sleep(for: .milliseconds(20))
            }
        }
        Issue.record("never delivered: \(delivery.number)")
    }
}

extension Delivery {
    /// A step of a fire's case.
    static func alarm(
        _ number: Int64, of device: String, _ step: String = "raised", _ action: Action = .report,
        hazard: String = "fire.alarm", evidence: [String] = [], by person: String? = nil
    ) -> Delivery {
        let at = Timestamp(milliseconds: 1_773_022_530_000 + number * 1_000)
        var report = CaseReport(
            incident: IncidentID(site: "longhu", epoch: 1, number: number), step: step, hazard: hazard,
            hazardName: LocalizedText(en: "Fire", zh: "火警"), facility: "fire",
            codes: ["gb26875": "fire"], severity: .extreme, origin: .real, condition: .active,
            confirmation: "unconfirmed", confirmedBy: nil, refutedCause: nil, isHistoric: false,
            isWeak: false, isUnjournaled: false, site: "longhu", siteName: "龙湖", device: device,
            deviceName: device, place: Place(building: "3", gridCode: ""), longitude: nil, latitude: nil,
            datum: nil, since: at, raisedAt: at, at: at, reportBy: nil, evidence: evidence, note: nil)
        report.answeredBy = person
        return Delivery(
            number: number, destination: "centre", incident: report.incident, transition: 1, action: action,
            severity: .extreme, isLifeSafety: true, isHistoric: false, openedAt: at, report: report)
    }
}
