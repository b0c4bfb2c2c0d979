import Control
import Facility
import SiteConfiguration

/// What falls due by the records, and what has none.
extension EngineReports {
    /// Overdue first, then what has no record, then what is to come.
    func recordsDue(now: Timestamp) -> [RecordDueReport] {
        let standing = engine.records.standing.map { entry -> RecordDueReport in
            let isOverdue = (entry.due ?? .distantFuture) <= now
            var report = row(isOverdue ? .overdue : .due, entry.kind, entry.subject)
            report.number = entry.number
            report.performedAt = entry.performedAt
            report.performer = entry.performer
            report.due = entry.due
            return report
        }
        let all = (standing + missing(now: now)).sorted {
            ($0.due ?? .distantFuture, $0.subject) < ($1.due ?? .distantFuture, $1.subject)
        }
        return [RecordDueReport.Standing.overdue, .missing, .due].flatMap { word in
            all.filter { $0.standing == word }
        }
    }

    /// Each lift, and each other facility as a whole, without a record of a kind that has a term there.
    private func missing(now: Timestamp) -> [RecordDueReport] {
        let known = Set(
            engine.records.standing.map { entry in
                "\(entry.kind.rawValue) \(facility(of: entry.subject) ?? "")"
            })
        var rows: [RecordDueReport] = []
        for facility in engine.site.facilities {
            let kinds = RecordKind.allCases.filter {
                RecordTerm.standard($0, facility: facility.id) != nil
            }
            let devices = engine.site.devices.filter { $0.parent == nil && isEquipment($0, of: facility) }
            guard !devices.isEmpty else { continue }
            for kind in kinds {
                guard facility.id == "elevator", kind != .drill else {
                    if !known.contains("\(kind.rawValue) \(facility.id)") {
                        rows.append(row(.missing, kind, .facility(facility.id)))
                    }
                    continue
                }
                // One record may stand for all lifts.
                if engine.records.current(kind, of: .facility(facility.id)) != nil { continue }
                rows += devices.filter { engine.records.current(kind, of: .device($0.id)) == nil }
                    .map { registered(kind, $0, now: now) }
            }
        }
        return rows
    }

    /// A camera watches a lift and is none.
    private func isEquipment(_ device: Device, of facility: FacilityKind) -> Bool {
        let profile = engine.site.profiles[device.profile]
        return engine.site.facilities[profile.facility] == facility
            && profile.points.contains { !engine.site.points[$0.position].name.hasPrefix("camera.") }
    }

    /// Nothing is on record; the sheet may know the next date of a lift's inspection.
    private func registered(_ kind: RecordKind, _ device: Device, now: Timestamp) -> RecordDueReport {
        let text = kind == .inspection ? device.register["next_inspection"] ?? "" : ""
        let due = RecordDate.read(text, in: engine.site.zoneRules, endOfDay: true)
        let standing = due.map { $0 <= now ? RecordDueReport.Standing.overdue : .due } ?? .missing
        var report = row(standing, kind, .device(device.id))
        report.due = due
        return report
    }

    private func row(
        _ standing: RecordDueReport.Standing, _ kind: RecordKind, _ subject: RecordSubject
    ) -> RecordDueReport {
        var report = RecordDueReport(
            standing: standing, kind: kind, subject: subject, name: name(of: subject))
        if let term = facility(of: subject).flatMap({ RecordTerm.standard(kind, facility: $0) }) {
            report.source = term.source
            report.isVerified = term.isVerified
        }
        return report
    }

    private func name(of subject: RecordSubject) -> LocalizedText {
        func plain(_ name: String) -> LocalizedText { LocalizedText(en: name, zh: name) }
        return switch subject {
        case .device(let id): plain(engine.site.devices.first { $0.id == id }?.name ?? id)
        case .place(let name): plain(name)
        case .facility(let id): engine.site.facilities.first { $0.id == id }?.name ?? plain(id)
        case .site: plain(engine.site.name)
        }
    }

    private func facility(of subject: RecordSubject) -> String? {
        switch subject {
        case .device(let id):
            engine.site.devices.first { $0.id == id }.map {
                engine.site.facilities[engine.site.profiles[$0.profile].facility].id
            }
        case .facility(let id): id
        case .place, .site: nil
        }
    }
}
