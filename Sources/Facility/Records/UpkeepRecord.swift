/// One deed that no sensor tells: a visit, a cleaning, a test, with when the next one is due.
///
/// A line of a book: nothing is overwritten. What was wrong is put right by another line that names it and says why.
package struct UpkeepRecord: Sendable, Codable, Equatable {
    /// Counts from 1 within the store; 0 before it is entered.
    package var number: Int64 = 0
    package var kind: RecordKind
    package var subject: RecordSubject
    package var performedAt: Timestamp
    /// Who did it: a firm, a laboratory, a person.
    package var performer: String
    /// What was measured, in order.
    package var results: [Result] = []
    /// When the next one is due; nil: by the kind's own term (`RecordTerm`), or never.
    package var due: Timestamp?
    package var note: String?
    /// The line this one stands in for.
    package var corrects: Int64?
    /// Why it does.
    package var reason: String?
    /// The corrected line is void and nothing stands in for it.
    package var isWithdrawal = false
    /// By the gateway's time.
    package var enteredAt = Timestamp.distantPast
    /// `Person.id`.
    package var enteredBy = ""

    /// A number of a test report, as it is printed there.
    package struct Result: Sendable, Codable, Equatable {
        package var name: String
        package var value: Double
        package var unit: String

        package init(name: String, value: Double, unit: String = "") {
            self.name = name
            self.value = value
            self.unit = unit
        }
    }

    /// Records entered by one command.
    package static let batchLimit = 500
    package static let resultLimit = 50
    /// UTF-8 bytes of the performer, the note, the reason, a result's name.
    package static let textLimit = 2_000

    package init(
        kind: RecordKind, subject: RecordSubject, performedAt: Timestamp, performer: String,
        results: [Result] = [], due: Timestamp? = nil, note: String? = nil
    ) {
        self.kind = kind
        self.subject = subject
        self.performedAt = performedAt
        self.performer = performer
        self.results = results
        self.due = due
        self.note = note
    }
}

extension UpkeepRecord {
    /// Whether its texts and numbers may be journaled.
    package var isWithinLimits: Bool {
        let texts = [performer, note ?? "", reason ?? "", subject.description] + results.map(\.name)
        return results.count <= Self.resultLimit && texts.allSatisfy { $0.utf8.count <= Self.textLimit }
            && results.allSatisfy { $0.value.isFinite && $0.unit.utf8.count <= 100 }
            && performer.contains { !$0.isWhitespace }
    }
}

/// What a record is about.
package enum RecordSubject: Hashable, Sendable {
    /// `Device.id`.
    case device(String)
    /// A building, as the sheet names it.
    case place(String)
    /// `FacilityKind.id`.
    case facility(String)
    /// All of the compound.
    case site
}

extension RecordSubject: CustomStringConvertible {
    /// `device:E01`, `place:3号楼`, `facility:water`, `site`.
    package var description: String {
        switch self {
        case .device(let id): "device:" + id
        case .place(let name): "place:" + name
        case .facility(let id): "facility:" + id
        case .site: "site"
        }
    }

    /// Without a word before it a name is a device's.
    package init?(_ text: String) {
        guard !text.isEmpty else { return nil }
        func rest(_ word: String) -> String? {
            text.hasPrefix(word) && text.utf8.count > word.utf8.count
                ? String(text.dropFirst(word.count)) : nil
        }
        if text == "site" {
            self = .site
        } else if let id = rest("device:") {
            self = .device(id)
        } else if let name = rest("place:") {
            self = .place(name)
        } else if let id = rest("facility:") {
            self = .facility(id)
        } else {
            self = .device(text)
        }
    }
}

extension RecordSubject {
    /// Whether the site has it.
    package func exists(in site: Site) -> Bool {
        switch self {
        case .device(let id): site.devices.contains { $0.id == id }
        case .place(let name): site.devices.contains { $0.place.building == name }
        case .facility(let id): site.facilities.contains { $0.id == id }
        case .site: true
        }
    }
}

extension RecordSubject: Codable {
    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let subject = RecordSubject(text) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "a record's subject is empty"))
        }
        self = subject
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension RecordSubject: Comparable {
    package static func < (left: RecordSubject, right: RecordSubject) -> Bool {
        left.description < right.description
    }
}

extension UpkeepRecord {
    /// The form that its `Codable` reads back.
    var json: JSONText {
        .object([
            ("number", .number(number)), ("kind", .text(kind.rawValue)),
            ("subject", .text(subject.description)), ("performedAt", .number(performedAt.milliseconds)),
            ("performer", .text(performer)),
            (
                "results",
                .list(
                    results.map { result in
                        .object([
                            ("name", .text(result.name)), ("value", .double(result.value)),
                            ("unit", .text(result.unit)),
                        ])
                    })
            ),
            ("due", due.map { .number($0.milliseconds) }), ("note", note.map(JSONText.text)),
            ("corrects", corrects.map(JSONText.number)), ("reason", reason.map(JSONText.text)),
            ("isWithdrawal", .flag(isWithdrawal)), ("enteredAt", .number(enteredAt.milliseconds)),
            ("enteredBy", .text(enteredBy)),
        ])
    }
}

extension [UpkeepRecord] {
    /// What the audit log says they were about.
    var auditSubject: String { count == 1 ? self[0].subject.description : "\(count) records" }

    /// Which kinds, and of a correction its number and reason.
    var auditDetail: String {
        var kinds: [String] = []
        for record in self where !kinds.contains(record.kind.rawValue) { kinds.append(record.kind.rawValue) }
        let corrections = compactMap { record in
            record.corrects.map { "instead of \($0): \(record.reason ?? "")" }
        }
        return (kinds + corrections.prefix(10)).joined(separator: "; ")
    }
}
