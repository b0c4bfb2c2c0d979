import Expressions
import Facility
import Foundation

@testable import Ring

/// A directory of its own for one test, gone with it.
final class Room {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/gengfu-ring-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    var database: String { path + "/gengfu.db" }
    var log: String { database + "-wal" }

    func open(
        limits: RingLimits = .small, epoch: UInt64 = 0x3A_9C04_E7D1, at now: Timestamp = .start,
        distrusted: String? = nil
    ) throws -> RingWriter {
        try RingWriter(directory: path, limits: limits, epoch: epoch, now: now, distrusted: distrusted)
    }

    /// What a killed process leaves: the files as they are now, without the shared index.
    func crashImage() throws -> Room {
        let image = try Room()
        for name in ["gengfu.db", "gengfu.db-wal"] {
            try FileManager.default.copyItem(atPath: path + "/" + name, toPath: image.path + "/" + name)
        }
        return image
    }

    func size(_ path: String) -> Int64 { MachineDisk().size(path) }

    var files: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted() }
}

extension RingLimits {
    /// As small as a store can be, so that tests wrap it in no time.
    static var small: RingLimits {
        var limits = RingLimits(journalBytes: 1 << 20)
        limits.reserveBytes = 1 << 20
        limits.walBytes = 1 << 20
        limits.checkpointBytes = 256 << 10
        return limits
    }
}

extension Timestamp {
    static let start = Timestamp(milliseconds: 1_773_022_530_000)
}

extension Incident {
    static func drawn(_ number: Int64, epoch: UInt64 = 0x3A_9C04_E7D1, raisedAt: Timestamp = .start)
        -> Incident
    {
        Incident(
            id: IncidentID(site: "longhu-1f", epoch: epoch, number: number), hazard: "elevator.entrapment",
            device: "E01", zone: nil, severity: .extreme, origin: .real, isLatched: true, isLifeSafety: true,
            isWeak: false, isHistoric: false, since: raisedAt, raisedAt: raisedAt,
            evidence: ["car.trapped = true"])
    }
}

extension Transition {
    static func drawn(of incident: Incident, _ sequence: Int, _ step: Step = .raised) -> Transition {
        Transition(
            incident: incident.id, sequence: sequence, step: step, observedAt: incident.since,
            at: incident.raisedAt)
    }
}

extension Delivery {
    static func drawn(_ number: Int64, of incident: Incident, to destination: String = "grid") -> Delivery {
        let report = CaseReport(
            incident: incident.id, step: "raised", hazard: incident.hazard,
            hazardName: LocalizedText(en: "Passengers trapped", zh: "电梯困人"), facility: "elevator",
            codes: ["gb47678": "01076"], severity: incident.severity, origin: .real, condition: .active,
            confirmation: "unconfirmed", confirmedBy: nil, refutedCause: nil, isHistoric: false,
            isWeak: false,
            isUnjournaled: false, site: "longhu-1f", siteName: "Longhu", device: "E01", deviceName: "Lift 1",
            place: Place(building: "1", gridCode: "110101001001001"), longitude: .nan, latitude: 39.9,
            datum: "CGCS2000", since: incident.since, raisedAt: incident.raisedAt, at: incident.raisedAt,
            reportBy: nil, evidence: [], note: nil)
        return Delivery(
            number: number, destination: destination, incident: incident.id, transition: 1, action: .report,
            severity: .extreme, isLifeSafety: true, isHistoric: false, openedAt: incident.raisedAt,
            report: report)
    }
}

extension Effects {
    /// A batch of messages of seven readings, with their identities.
    static func messages(
        _ count: Int, at now: Timestamp = .start, session: UInt16 = 1, firstMid: Int = 1, device: Int = 0
    ) -> Effects {
        let writer = JournalWriter(numbering: Numbering(devices: 400, points: 20))
        var effects = Effects()
        for position in 0..<count {
            let readings = (0..<7).map { point in
                Reading(
                    device: DeviceIndex(device), point: PointIndex(point),
                    value: .double(Double(point + position % 50)), observedAt: now, receivedAt: now)
            }
            writer.append(readings, to: &effects.journal)
            effects.identities.append(
                MessageIdentity(
                    session: session, mid: UInt16((firstMid + position) % 65_535 + 1),
                    hash32: UInt32(truncatingIfNeeded: position &* 2_654_435_761)))
        }
        effects.readingCount = count * 7
        return effects
    }

    /// An incident raised, its machine, its transition and one delivery.
    static func raise(_ incident: Incident, delivery: Int64? = nil) -> Effects {
        var effects = Effects.messages(1, at: incident.raisedAt)
        var incident = incident
        incident.transitions = 1
        effects.incidents = [incident]
        effects.transitions = [.drawn(of: incident, 1)]
        effects.live = [
            LiveRow(
                hazard: incident.hazard, subject: "E\(incident.id.number)",
                state: .active(incident.id, evidence: 0))
        ]
        if let delivery { effects.opened = [.drawn(delivery, of: incident)] }
        effects.isUrgent = true
        return effects
    }
}

extension RingWriter {
    func recovered(from start: Timestamp = .distantPast) throws -> Recovery {
        var unreadable: [String] = []
        return try recover(journalFrom: start, unreadable: &unreadable)
    }
}
