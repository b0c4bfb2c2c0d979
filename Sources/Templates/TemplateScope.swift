import Facility

/// The values behind the names of `TemplateVariables`, for one request.
package struct TemplateScope: Sendable {
    let root: TemplateFields
    private let tables: TemplateTables

    /// What could not be said with the file's dictionaries, once it was rendered.
    package var misses: [String] { tables.misses.all }

    /// - Parameter caseNumber: the far side's own number, as far as it is known.
    package init(
        _ delivery: Delivery, caseNumber: String?, template: HTTPTemplate, site: String, now: Timestamp
    ) {
        let tables = TemplateTables(template)
        let write = Writer(tables: tables)
        let report = delivery.report
        self.tables = tables
        root = TemplateFields(
            write.everywhere(template, site: report.site, siteName: report.siteName, now: now)
                + write.identity(delivery, caseNumber: caseNumber) + write.hazard(report)
                + write.state(delivery) + write.whereabouts(report) + write.account(report))
    }

    package init(
        heartbeatEvery every: Interval, audit: AuditHead?, template: HTTPTemplate, site: String,
        now: Timestamp
    ) {
        let tables = TemplateTables(template)
        let write = Writer(tables: tables)
        self.tables = tables
        root = TemplateFields(
            write.everywhere(template, site: site, siteName: site, now: now) + [
                ("every_seconds", write.whole(max(1, min(86_400, every.milliseconds / 1_000)))),
                (
                    "audit",
                    TemplateFields(
                        audit.map {
                            [
                                ("store", write.text($0.storeName)), ("number", write.whole($0.number)),
                                ("hash", write.text($0.hex)),
                            ]
                        } ?? [])
                ),
            ])
    }

    /// - Parameter since: when the last poll was answered.
    package init(pollSince since: Timestamp, template: HTTPTemplate, site: String, now: Timestamp) {
        let tables = TemplateTables(template)
        let write = Writer(tables: tables)
        self.tables = tables
        root = TemplateFields(
            write.everywhere(template, site: site, siteName: site, now: now) + [("since", write.time(since))])
    }

    /// - Parameter items: ids of what was polled and taken.
    package init(receiptFor items: [String], template: HTTPTemplate, site: String, now: Timestamp) {
        let tables = TemplateTables(template)
        let write = Writer(tables: tables)
        self.tables = tables
        root = TemplateFields(
            write.everywhere(template, site: site, siteName: site, now: now) + [
                ("items", TemplateList(items.map { write.text($0) }))
            ])
    }

    /// Whether a name leads anywhere, for the test that holds this against `TemplateVariables`.
    func has(_ name: String) -> Bool {
        var value: Any = root
        for part in name.split(separator: ".").map(String.init) {
            if let list = value as? TemplateList, let first = list.items.first { value = first }
            guard let fields = value as? TemplateFields, let next = fields.child(named: part) else {
                return false
            }
            value = next
        }
        return true
    }
}

/// Turns what is reported into values.
private struct Writer {
    typealias Field = (name: String, value: any Sendable)
    let tables: TemplateTables

    func text(_ text: String?) -> TemplateValue { TemplateValue(text.map { .text($0) } ?? .none, tables) }
    func whole(_ number: Int64) -> TemplateValue { TemplateValue(.whole(number), tables) }
    func decimal(_ number: Double?) -> TemplateValue {
        TemplateValue(number.map { .decimal($0) } ?? .none, tables)
    }
    func flag(_ flag: Bool) -> TemplateValue { TemplateValue(.flag(flag), tables) }
    func time(_ time: Timestamp?) -> TemplateValue { TemplateValue(time.map { .time($0) } ?? .none, tables) }
    func both(_ text: LocalizedText) -> TemplateFields {
        TemplateFields([("zh", self.text(text.zh)), ("en", self.text(text.en))])
    }

    func everywhere(_ template: HTTPTemplate, site: String, siteName: String, now: Timestamp) -> [Field] {
        [
            ("site", TemplateFields([("id", text(site)), ("name", text(siteName))])),
            (
                "settings",
                TemplateFields(template.settings.sorted { $0.key < $1.key }.map { ($0.key, text($0.value)) })
            ),
            (
                "secrets",
                TemplateFields(
                    template.secrets.sorted { $0.key < $1.key }.map { ($0.key, text($0.value.text)) })
            ),
            ("now", time(now)),
        ]
    }

    func identity(_ delivery: Delivery, caseNumber: String?) -> [Field] {
        [
            ("incident", text(delivery.incident.description)), ("number", whole(delivery.incident.number)),
            ("transition", whole(Int64(delivery.transition))), ("key", text(delivery.idempotencyKey)),
            ("uuid", text(StableUUID.text(of: delivery.idempotencyKey))),
            ("action", text(delivery.action.rawValue)), ("step", text(delivery.report.step)),
            ("case_number", text(caseNumber)), ("life_safety", flag(delivery.isLifeSafety)),
        ]
    }

    func hazard(_ report: CaseReport) -> [Field] {
        let codes = report.codes.sorted { $0.key < $1.key }
        let matter = "gb47678"
        return [
            ("hazard", text(report.hazard)), ("hazard_name", both(report.hazardName)),
            ("facility", text(report.facility)), ("matter_code", text(report.codes[matter])),
            ("codes", TemplateFields(codes.map { ($0.key, text($0.value)) }, lenient: tables)),
            (
                "other_codes",
                TemplateFields(
                    codes.filter { $0.key != matter }.map { ($0.key, text($0.value)) }, emptyJSON: "{}")
            ),
            ("severity", text(report.severity.rawValue)), ("level", text(report.severity.level)),
        ]
    }

    func state(_ delivery: Delivery) -> [Field] {
        let report = delivery.report
        return [
            ("origin", text(report.origin.rawValue)), ("exercise", flag(report.origin == .exercise)),
            ("test", flag(report.origin == .test)), ("condition", text(report.condition.rawValue)),
            ("confirmation", text(report.confirmation)),
            ("confirmation_name", both(report.confirmationName)),
            ("confirmed_by", text(report.confirmedBy)), ("answered_by", text(report.answeredBy)),
            ("refuted_cause", text(report.refutedCause)), ("historic", flag(report.isHistoric)),
            ("weak_evidence", flag(report.isWeak)), ("unjournaled", flag(report.isUnjournaled)),
        ]
    }

    func whereabouts(_ report: CaseReport) -> [Field] {
        let place = report.place
        var position: [Field] = []
        if let longitude = report.longitude, let latitude = report.latitude, let datum = report.datum {
            position = [
                ("longitude", decimal(longitude)), ("latitude", decimal(latitude)), ("datum", text(datum)),
            ]
        }
        return [
            (
                "device",
                TemplateFields([("id", text(report.device)), ("name", text(report.deviceName))])
            ),
            (
                "place",
                TemplateFields([
                    ("building", text(place.building)), ("unit", text(place.unit)),
                    ("floor", text(place.floor)), ("spot", text(place.spot)),
                    ("grid_code", text(place.gridCode)), ("text", text(report.placeName.zh)),
                ])
            ),
            ("position", TemplateFields(position)),
        ]
    }

    func account(_ report: CaseReport) -> [Field] {
        [
            ("since", time(report.since)), ("raised_at", time(report.raisedAt)), ("at", time(report.at)),
            ("report_by", time(report.reportBy)),
            ("evidence", TemplateList(report.evidence.prefix(100).map { text(String($0.prefix(500))) })),
            ("note", text(report.note.map { String($0.prefix(2_000)) })),
            ("contacts", TemplateList((report.contacts ?? []).prefix(30).map(contact))),
            ("title", both(report.title)), ("description", both(report.sentence)),
        ]
    }

    private func contact(_ contact: Contact) -> TemplateFields {
        TemplateFields([
            ("role", text(contact.role.rawValue)), ("name", both(contact.name)),
            (
                "people",
                TemplateList(
                    contact.people.map {
                        TemplateFields([
                            ("name", text(String($0.name.prefix(200)))),
                            ("phone", text(String($0.phone.prefix(100)))),
                        ])
                    })
            ),
        ])
    }
}
