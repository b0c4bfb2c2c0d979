import Facility

/// Cases that no night brings together: with everything, with next to nothing, and with the signs in every word that
/// break a body. Destination files are filled in with them when they are loaded.
package enum TemplateSample: String, Sendable, CaseIterable {
    case complete
    case bare
    case quoted

    package func scope(_ template: HTTPTemplate, _ action: HTTPTemplate.ActionName) -> TemplateScope {
        let now = Timestamp(milliseconds: 1_773_022_530_123)
        switch action {
        case .report, .update, .close, .query:
            return TemplateScope(
                delivery, caseNumber: self == .bare ? nil : "C" + word, template: tolerant(template),
                site: "longhu", now: now)
        case .heartbeat:
            let head = AuditHead(store: 1, number: 2, hash: [UInt8](repeating: 3, count: 32))
            return TemplateScope(
                heartbeatEvery: .seconds(30), audit: self == .bare ? nil : head, template: template,
                site: "longhu", now: now)
        case .poll: return TemplateScope(pollSince: now, template: template, site: "longhu", now: now)
        case .receipt:
            return TemplateScope(
                receiptFor: self == .bare ? [] : ["1", word], template: template, site: "longhu", now: now)
        }
    }

    /// A sample's words are in no dictionary; that is for the site's own hazards to find out. Numbers fit where a
    /// city's code may stand with or without quotes.
    private func tolerant(_ template: HTTPTemplate) -> HTTPTemplate {
        var template = template
        template.dictionaries = template.dictionaries.mapValues { table in
            var table = table
            table.otherwise = table.otherwise ?? table.entries.first?.value ?? "1"
            return table
        }
        return template
    }

    private var word: String {
        switch self {
        case .complete: ""
        case .bare: ""
        case .quoted: "\"\\{{x}}\u{1}\n'<&>%"
        }
    }

    /// One delivery of this kind, for previews too.
    package var delivery: Delivery {
        let id = IncidentID(site: "longhu", epoch: 0x3A_9C04_E7D1, number: 1)
        let at = Timestamp(milliseconds: 1_773_022_530_123)
        let isBare = self == .bare
        var report = CaseReport(
            incident: id, step: "raised", hazard: "elevator.entrapment",
            hazardName: LocalizedText(en: "Passengers trapped", zh: "电梯困人"), facility: "elevator",
            codes: isBare ? [:] : ["gb47678": "01076", "cap": "Rescue"], severity: .severe, origin: .real,
            condition: .active, confirmation: "unconfirmed", confirmedBy: isBare ? nil : "王" + word,
            refutedCause: self == .quoted ? word : nil, isHistoric: false, isWeak: false,
            isUnjournaled: false,
            site: "longhu", siteName: "龙湖一期" + word, device: "E01", deviceName: isBare ? "" : "1号梯" + word,
            place: Place(
                building: isBare ? "" : "3号楼" + word, unit: isBare ? "" : "2单元", floor: isBare ? "" : "7",
                spot: self == .complete ? "轿厢" : word, gridCode: "310104001001001"),
            longitude: isBare ? nil : 121.47, latitude: isBare ? nil : 31.23,
            datum: isBare ? nil : "CGCS2000",
            since: at, raisedAt: at, at: at, reportBy: isBare ? nil : at + .seconds(60),
            evidence: isBare ? [] : ["car.trapped = true", word].filter { !$0.isEmpty },
            note: isBare ? nil : self == .complete ? "值班员已前往" : word)
        report.contacts =
            isBare ? nil : [Contact(role: .liftFirm, people: [.init(name: "赵" + word, phone: "139")])]
        return Delivery(
            number: 1, destination: "district", incident: id, transition: 1, action: .report,
            severity: .severe, isLifeSafety: true, isHistoric: false, openedAt: at, report: report)
    }
}
