import Synchronization

@testable import Console
@testable import Control
@testable import Facility

/// A core that answers what the test says and remembers what it was asked.
final class FakeCore: CoreLink {
    struct Asked: Equatable {
        var ask: ControlRequest.Ask
        var person: String?
        var pin: String?
        var language: Language
    }

    private struct State {
        var watch: Watch
        var silence: CoreSilence?
        var deed: ControlReply.Outcome = .answer(.done)
        var asked: [Asked] = []
        var now = Timestamp(milliseconds: 1_800_000_000_000)
    }

    private let state: Mutex<State>

    init(_ watch: Watch = Compound.watch) { state = Mutex(State(watch: watch)) }

    func change(_ body: (inout Watch) -> Void) { state.withLock { body(&$0.watch) } }
    func fallSilent(_ why: CoreSilence?) { state.withLock { $0.silence = why } }
    func answerDeeds(with outcome: ControlReply.Outcome) { state.withLock { $0.deed = outcome } }
    func pass(_ interval: Interval) { state.withLock { $0.now = $0.now + interval } }

    var now: Timestamp { state.withLock { $0.now } }
    var asked: [Asked] { state.withLock { $0.asked } }
    /// What it was asked to change.
    var deeds: [Asked] { asked.filter { $0.ask.command(by: "") != nil } }

    func ask(
        _ ask: ControlRequest.Ask, person: String?, language: Language
    ) async -> Result<ControlReply.Outcome, CoreSilence> {
        await self.ask(ask, person: person, pin: nil, language: language)
    }

    func ask(
        _ ask: ControlRequest.Ask, person: String?, pin: String?, language: Language
    ) async -> Result<ControlReply.Outcome, CoreSilence> {
        state.withLock { state in
            state.asked.append(Asked(ask: ask, person: person, pin: pin, language: language))
            if let silence = state.silence { return .failure(silence) }
            let watch = state.watch
            switch ask {
            case .status: return .success(.answer(.status(watch.status)))
            case .people: return .success(.answer(.people(watch.people)))
            case .incidents(_, let page, _):
                return .success(.answer(.incidents(Listing(watch.incidents, page: page))))
            case .devices(_, let page): return .success(.answer(.devices(Listing(watch.devices, page: page))))
            case .device(let id):
                guard let device = watch.devices.first(where: { $0.id == id }) else {
                    return .success(.failure(ControlFailure(.unknownDevice, "")))
                }
                return .success(.answer(.device(device)))
            case .registry(_, let page): return .success(.answer(.registry(Listing(watch.held, page: page))))
            default: return .success(state.deed)
            }
        }
    }
}

/// A compound with something of everything.
enum Compound {
    static let now = Timestamp(milliseconds: 1_773_022_989_000)  // 2026-03-09 02:23:09 UTC
    static let fire = IncidentID(site: "longhu", epoch: 0x3a_9c04_e7d1, number: 42)

    static func device(
        _ id: String, _ standing: DeviceReport.Standing, building: String = "3 号楼",
        values: [PointReport] = []
    ) -> DeviceReport {
        DeviceReport(
            id: id, name: "\(id) 烟感", profile: "fire.plain", facility: "fire",
            place: Place(building: building, floor: "12", spot: "电梯厅", gridCode: "510104001001001"),
            standing: standing, lastHeard: standing == .never ? nil : now - .minutes(3), clock: "trusted",
            points: 4, unknownPoints: standing == .heard ? 0 : 4, values: values)
    }

    static func incident(
        _ number: Int64 = 42, severity: Severity = .extreme,
        confirmation: IncidentReport.Confirmation = .unconfirmed,
        allowed: [IncidentReport.Act] = [.acknowledge, .confirm, .refute, .comment]
    ) -> IncidentReport {
        IncidentReport(
            id: IncidentID(site: "longhu", epoch: 0x3a_9c04_e7d1, number: number), hazard: "fire.alarm",
            hazardName: LocalizedText(en: "Fire alarm", zh: "火灾报警"), facility: "fire", severity: severity,
            origin: .real, device: "S12", deviceName: "S12 烟感",
            place: Place(building: "3 号楼", unit: "2 单元", floor: "12 层", spot: "电梯厅", gridCode: "x"),
            condition: .active, confirmation: confirmation, handling: .reported,
            deliveries: [
                DeliveryReport(
                    destination: "grid", name: LocalizedText(en: "Grid platform", zh: "网格平台"),
                    handling: .open,
                    waitingReason: "等待核实")
            ],
            since: now - .minutes(2), raisedAt: now - .minutes(2), isLatched: true, isLifeSafety: true,
            evidence: ["smoke.alarm = true"],
            advice: .init(en: ["Go and look", "Call 119 if it burns"], zh: ["携带灭火器到场查看", "确认着火立即拨打119"]),
            allowed: allowed)
    }

    static let status = StatusReport(
        site: "longhu", siteName: "龙湖一期", program: "0.1.0", configuration: "c0ffee",
        started: now - .hours(5), now: now, utcOffsetSeconds: 8 * 3_600,
        sessions: [
            SessionReport(
                broker: "main", kind: "urgent", state: .connected, sessionPresent: true,
                since: now - .hours(5),
                messages: 12),
            SessionReport(
                broker: "main", kind: "telemetry", state: .lost, sessionPresent: false,
                since: now - .minutes(1),
                messages: 34_567, problem: "connection refused"),
        ],
        devices: DeviceCounts(total: 434, heard: 430, silent: 3, never: 1),
        coverage: CoverageCounts(decidable: 900, weak: 12, undecidable: 3, undecidableExtreme: 1),
        incidents: IncidentCounts(severe: 1, extreme: 1, unconfirmed: 2),
        destinations: [
            DestinationReport(
                destination: "grid", name: LocalizedText(en: "Grid platform", zh: "网格平台"), waiting: 2,
                oldestAgeSeconds: 75.5, isPathLost: true, isLifeSafetyPath: true, refused: 1)
        ],
        ring: RingReport(
            bytes: 40 << 20, limitBytes: 256 << 20, oldest: now - .days(20), lastCommit: now,
            commitP50Microseconds: 70, commitP99Microseconds: 900),
        losses: [LossTotal(cause: .rateLimit, count: 17)],
        rejections: [RejectionCount(profile: "elevator.es1500", reason: "out of \"range\"\n\\", count: 2)],
        brokers: [
            BrokerReport(
                broker: "main",
                verdicts: [
                    .init(
                        property: "qos0_kept", holds: true,
                        text: LocalizedText(en: "QoS 0 is kept", zh: "保留 QoS 0")),
                    .init(property: "window", holds: nil, text: LocalizedText(en: "Window", zh: "窗口")),
                ])
        ],
        degraded: [
            .init(
                code: "session_lost", text: LocalizedText(en: "A session is lost", zh: "有连接中断"),
                since: now - .minutes(1))
        ])

    static let watch = Watch(
        status: status,
        people: [
            PersonReport(id: "zhang", name: "张伟", role: "值班员"), PersonReport(id: "li", name: "李娜"),
        ],
        incidents: [incident(43, severity: .severe, allowed: [.comment]), incident()],
        devices: [
            device("S12", .heard), device("S2", .silent), device("S3", .never),
            device("C1", .heard, building: "10 号楼"), device("C2", .heard, building: "2 号楼"),
        ])

    /// The same compound with nothing open and everything heard.
    static var quiet: Watch {
        var watch = Watch(status: status, people: watch.people, devices: [device("S12", .heard)])
        watch.status.devices = DeviceCounts(total: 1, heard: 1, silent: 0, never: 0)
        watch.status.coverage = CoverageCounts(decidable: 3, weak: 0, undecidable: 0)
        watch.status.incidents = IncidentCounts()
        watch.status.degraded = []
        return watch
    }
}
