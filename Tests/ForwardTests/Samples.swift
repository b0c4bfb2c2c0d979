import Facility
import Logging

extension Logger {
    static var quiet: Logger { Logger(label: "test") { _ in SwiftLogNoOpLogHandler() } }
}

extension Delivery {
    /// A delivery as the engine would open it.
    static func sample(
        _ number: Int64, incident: Int64 = 1, _ action: Action = .report, step: String? = nil,
        life: Bool = false, severity: Severity = .severe, gridCode: String = "310104001001001",
        destination: String = "district"
    ) -> Delivery {
        let id = IncidentID(site: "longhu", epoch: 0x3a9c04e7d1, number: incident)
        let words = [Action.report: "raised", .update: "confirmed", .close: "cleared"]
        let at = Timestamp(milliseconds: 1_773_022_530_123)
        var report = CaseReport(
            incident: id, step: step ?? words[action] ?? "", hazard: "elevator.entrapment",
            hazardName: LocalizedText(en: "Passengers trapped", zh: "电梯困人"), facility: "elevator",
            codes: ["gb47678": "01076", "cap": "Rescue"], severity: severity, origin: .real,
            condition: .active, confirmation: "unconfirmed", confirmedBy: nil, refutedCause: nil,
            isHistoric: false, isWeak: false, isUnjournaled: false, site: "longhu", siteName: "龙湖一期",
            device: "E01", deviceName: "1号梯",
            place: Place(building: "1", unit: "2", floor: "7", spot: "轿厢", gridCode: gridCode),
            longitude: 121.47, latitude: 31.23, datum: "CGCS2000", since: at, raisedAt: at, at: at,
            reportBy: at + .seconds(60), evidence: ["car.trapped = true"], note: nil)
        report.contacts = [
            Contact(role: .liftFirm, people: [.init(name: "赵", phone: "139")]), Contact(role: .fireBrigade),
        ]
        return Delivery(
            number: number, destination: destination, incident: id, transition: Int(number), action: action,
            severity: severity, isLifeSafety: life, isHistoric: false, openedAt: at, report: report)
    }
}
