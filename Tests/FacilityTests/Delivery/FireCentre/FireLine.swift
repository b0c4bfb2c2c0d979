import Testing

@testable import Facility

/// A session driven by hand: what it wrote, settled and asked, and a centre that answers when it is told to.
struct FireLine {
    var session: FireCentreSession
    var now = Timestamp(milliseconds: 1_773_022_530_000)
    var random = SeededChance(seed: 7)
    /// Since the last look.
    var written: [GB26875.Frame] = []
    var raw: [[UInt8]] = []
    var settled: [FireCentreSession.Ticket: Lane.Failure?] = [:]
    var others: [FireCentreSession.Action] = []
    var wakeAt: Timestamp?

    static let centre = GB26875.Address(number: 88_888)
    static let unit = GB26875.Address(number: 11_111)

    static func settings(_ change: (inout FireCentreSettings) -> Void = { _ in }) -> FireCentreSettings {
        var settings = FireCentreSettings(
            host: "127.0.0.1", port: 5_000, centre: centre, devices: [.init(address: unit)],
            timeZone: ZoneRules(initialOffset: 8 * 3_600))
        change(&settings)
        return settings
    }

    /// A detector of zone 10 for each number.
    static func table(_ devices: Int = 3) -> FirePointTable {
        FirePointTable(
            points: (1...devices).map { number in
                FirePoint(
                    device: "S\(number)", unit: 0,
                    place: FireAddress("1.1.40.10.\(number)")!.place(zone: .low),
                    text: GB26875.Note("3栋2单元18层走道\(number)"))
            },
            operators: ["王": 1, "wang": 1, "李": 2], siteName: "龙湖一期")
    }

    /// - Parameter standing: what the centre was told of in an earlier life.
    init(
        _ settings: FireCentreSettings = settings(), table: FirePointTable = table(),
        standing: [Delivery] = []
    ) {
        session = FireCentreSession(settings: settings, unit: 0, table: table, standing: standing)
    }

    /// A line that is up, its first state acknowledged.
    static func up(_ settings: FireCentreSettings = settings()) -> FireLine {
        var line = FireLine(settings)
        line.tell(.started)
        line.tell(.connected)
        line.acknowledgeAll()
        line.forget()
        return line
    }

    mutating func tell(_ input: FireCentreSession.Input) {
        for action in session.step(input, now: now, using: &random) {
            switch action {
            case .write(let bytes):
                raw.append(bytes)
                for case .frame(let frame) in GB26875.FrameScanner.all(in: bytes) { written.append(frame) }
            case .settle(let ticket, let failure):
                if settled.updateValue(failure, forKey: ticket) != nil {
                    Issue.record("\(ticket) was settled twice")
                }
            case .wake(let time): wakeAt = time
            default: others.append(action)
            }
        }
    }

    /// Lets time pass; every wake on the way is told.
    mutating func pass(_ interval: Interval) {
        let end = now + interval
        while let wake = wakeAt, wake <= end {
            now = max(now, wake)
            wakeAt = nil
            tell(.deadline)
        }
        now = end
    }

    mutating func send(_ delivery: Delivery) { tell(.send(delivery)) }

    /// The centre acknowledges every upload, also those that follow.
    mutating func acknowledgeAll() {
        var from = 0
        while from < written.count {
            let frame = written[from]
            from += 1
            if frame.command == .send { tell(.received(Self.answer(to: frame))) }
        }
    }

    mutating func forget() {
        written = []
        raw = []
        others = []
        settled = [:]
    }

    /// Types of the units written, 0 for none.
    var types: [UInt8] { written.map { $0.unit.first ?? 0 } }

    static func answer(to frame: GB26875.Frame, _ command: GB26875.Command = .acknowledge) -> [UInt8] {
        GB26875.Frame(
            serial: frame.serial, time: frame.time, source: centre, destination: frame.source,
            command: command
        ).bytes
    }

    /// What the centre says of its own accord.
    static func said(
        _ command: GB26875.Command, _ unit: [UInt8], serial: UInt16 = 900,
        to destination: GB26875.Address = unit
    ) -> [UInt8] {
        GB26875.Frame(
            serial: serial,
            time: GB26875.TimeLabel(year: 2026, month: 3, day: 9, hour: 10, minute: 15, second: 30),
            source: centre, destination: destination, command: command, unit: unit
        ).bytes
    }
}

/// Numbers from a seed (SplitMix64).
struct SeededChance: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

extension Delivery {
    /// A step of a case at a detector, 2026-03-09 10:15:30 +08:00.
    static func fire(
        _ number: Int64, case incident: Int64 = 1, of device: String = "S2", _ step: String = "raised",
        _ action: Action = .report, code: String? = "fire", by person: String? = nil,
        origin: Incident.Origin = .real, isLife: Bool = true
    ) -> Delivery {
        let at = Timestamp(milliseconds: 1_773_022_530_000)
        var report = CaseReport(
            incident: IncidentID(site: "longhu", epoch: 1, number: incident), step: step,
            hazard: "fire.alarm", hazardName: LocalizedText(en: "Fire", zh: "火警"), facility: "fire",
            codes: code.map { ["gb26875": $0] } ?? [:], severity: .extreme, origin: origin,
            condition: .active, confirmation: step == "refuted" ? "refuted" : "unconfirmed",
            confirmedBy: nil, refutedCause: nil, isHistoric: false, isWeak: false, isUnjournaled: false,
            site: "longhu", siteName: "龙湖一期", device: device, deviceName: device,
            place: Place(building: "3", gridCode: ""), longitude: nil, latitude: nil, datum: nil, since: at,
            raisedAt: at, at: at, reportBy: nil, evidence: [], note: nil)
        report.answeredBy = person
        return Delivery(
            number: number, destination: "centre", incident: report.incident, transition: Int(number),
            action: action, severity: .extreme, isLifeSafety: isLife && origin == .real, isHistoric: false,
            openedAt: at, report: report)
    }

    /// A step of a duty check's case.
    static func duty(_ number: Int64, _ step: String, by person: String? = nil) -> Delivery {
        var delivery = Delivery.fire(number, case: 99, of: "longhu", step, code: nil, by: person)
        delivery.report.hazard = OwnHazard.dutyCheck.rawValue
        delivery.report.evidence = ["destination = centre", "unit = \(FireLine.unit.hex)", "minutes = 10"]
        return delivery
    }
}
