import Facility

/// The flat JSON form of a request. Texts a person wrote are limited, because they are journaled.
extension ControlRequest: Codable {
    /// UTF-8 bytes of a note, cause, text or reason.
    package static let textLimit = 2_000

    private enum Key: String, CodingKey {
        case id, ask, person, language
        case incident, device, note, cause, text, reason, until, offset, limit, openOnly, withValues
        case number, standing, details, why, shadow
        case pin, milestone, at, people, to
        // As the wire's spelling comes back: `second_pin`.
        case secondPIN = "secondPin"
        case drill, suppression, outbox
        case kind, subject, records
        case destination, isOn
        case found
    }

    package init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Key.self)
        id = try fields.decode(Int64.self, forKey: .id)
        person = try fields.decodeIfPresent(String.self, forKey: .person)
        language = try fields.decodeIfPresent(Language.self, forKey: .language) ?? .zh
        pin = try fields.decodeIfPresent(String.self, forKey: .pin)
        secondPIN = try fields.decodeIfPresent(String.self, forKey: .secondPIN)
        let word = try fields.decode(String.self, forKey: .ask)
        guard let word = Ask.Word(rawValue: word) else {
            let known = Ask.Word.allCases.map(\.rawValue).joined(separator: ", ")
            throw DecodingError.dataCorruptedError(
                forKey: .ask, in: fields, debugDescription: "unknown ask `\(word)`; known: \(known)")
        }
        ask = try Self.ask(word, fields)
    }

    private static func ask(_ word: Ask.Word, _ fields: KeyedDecodingContainer<Key>) throws -> Ask {
        var incident: IncidentID {
            get throws { try fields.decode(IncidentID.self, forKey: .incident) }
        }
        switch word {
        case .status: return .status
        case .people: return .people
        case .routes: return .routes
        case .incidents:
            let openOnly = try fields.decodeIfPresent(Bool.self, forKey: .openOnly) ?? true
            let shadow = try fields.decodeIfPresent(Bool.self, forKey: .shadow) ?? false
            return .incidents(openOnly: openOnly, page: try page(fields), shadow: shadow)
        case .devices:
            let withValues = try fields.decodeIfPresent(Bool.self, forKey: .withValues) ?? false
            return .devices(withValues: withValues, page: try page(fields))
        case .losses: return .losses(page: try page(fields))
        case .quarantine: return .quarantine(page: try page(fields))
        case .quarantined: return .quarantined(try fields.decode(Int64.self, forKey: .number))
        case .replay: return .replay(try fields.decode(Int64.self, forKey: .number))
        case .registry:
            let standing = try fields.decodeIfPresent(RegistryEntry.Standing.self, forKey: .standing)
            return .registry(standing, page: try page(fields))
        case .reload: return .reload
        case .hush: return .hush
        case .watched: return .watched
        case .siren: return try siren(fields)
        case .adopt: return try adoption(fields)
        case .retire:
            return .retire(device: try text(.device, fields), why: try text(.why, fields))
        case .sheet: return .sheet
        case .suppressions: return .suppressions
        case .records:
            return .records(
                try fields.decodeIfPresent(RecordKind.self, forKey: .kind),
                try fields.decodeIfPresent(RecordSubject.self, forKey: .subject), page: try page(fields))
        case .recordsDue: return .recordsDue(page: try page(fields))
        case .record: return .record(try Self.records(fields))
        case .drill: return .drill(try Self.drill(fields))
        case .suppression: return .suppression(try Self.suppression(fields))
        case .outbox: return .outbox(try Self.outbox(fields))
        case .incident: return .incident(try incident)
        case .device: return .device(try fields.decode(String.self, forKey: .device))
        case .acknowledge: return .acknowledge(try incident)
        case .confirm: return .confirm(try incident, note: try optionalText(.note, fields))
        case .refute:
            return .refute(
                try incident, cause: try text(.cause, fields), note: try optionalText(.note, fields))
        case .card: return .card(try incident)
        case .shift: return .shift
        case .handover: return .handover(to: try text(.to, fields), note: try optionalText(.note, fields))
        case .milestone: return try milestone(fields)
        case .rollCall: return try rollCall(fields)
        case .clear: return .clear(try incident, note: try optionalText(.note, fields))
        case .comment: return .comment(try incident, text: try text(.text, fields))
        case .shelve:
            return .shelve(
                try incident, until: try fields.decode(Timestamp.self, forKey: .until),
                reason: try text(.reason, fields))
        }
    }

    private static func siren(_ fields: KeyedDecodingContainer<Key>) throws -> Ask {
        .siren(try text(.destination, fields), isOn: try fields.decode(Bool.self, forKey: .isOn))
    }

    private static func rollCall(_ fields: KeyedDecodingContainer<Key>) throws -> Ask {
        .rollCall(
            try fields.decode(IncidentID.self, forKey: .incident), device: try text(.device, fields),
            try fields.decode(RollCall.Finding.self, forKey: .found))
    }

    /// People trapped at once: more than a lift holds is a misprint.
    private static let peopleLimit = 0...1_000

    private static func milestone(_ fields: KeyedDecodingContainer<Key>) throws -> Ask {
        let people = try fields.decodeIfPresent(Int.self, forKey: .people)
        guard people.map(peopleLimit.contains) ?? true else {
            throw DecodingError.dataCorruptedError(
                forKey: .people, in: fields, debugDescription: "`people` is a number from 0 to 1000")
        }
        return .milestone(
            try fields.decode(IncidentID.self, forKey: .incident),
            try fields.decode(Milestone.self, forKey: .milestone),
            at: try fields.decodeIfPresent(Timestamp.self, forKey: .at), people: people,
            cause: try optionalText(.cause, fields))
    }

    private static func adoption(_ fields: KeyedDecodingContainer<Key>) throws -> Ask {
        let details = try fields.decodeIfPresent(AdoptionDetails.self, forKey: .details)
        let texts = [details?.name, details?.building, details?.floor, details?.spot].compactMap { $0 }
        guard texts.allSatisfy({ $0.utf8.count <= textLimit }) else {
            throw DecodingError.dataCorruptedError(
                forKey: .details, in: fields, debugDescription: "a text longer than \(textLimit) bytes")
        }
        return .adopt(device: try text(.device, fields), details ?? AdoptionDetails())
    }

    private static func drill(_ fields: KeyedDecodingContainer<Key>) throws -> DrillWord {
        let word = try fields.decode(DrillWord.self, forKey: .drill)
        let tooMany =
            if case .start(let plan) = word { plan.devices.count > DrillPlan.deviceLimit } else { false }
        guard !tooMany else {
            throw DecodingError.dataCorruptedError(
                forKey: .drill, in: fields,
                debugDescription: "a drill lists at most \(DrillPlan.deviceLimit) devices")
        }
        return word
    }

    private static func records(_ fields: KeyedDecodingContainer<Key>) throws -> [UpkeepRecord] {
        let records = try fields.decode([UpkeepRecord].self, forKey: .records)
        guard records.allSatisfy(\.isWithinLimits), (1...UpkeepRecord.batchLimit).contains(records.count)
        else {
            throw DecodingError.dataCorruptedError(
                forKey: .records, in: fields,
                debugDescription: "1 to \(UpkeepRecord.batchLimit) records, and texts of at most "
                    + "\(UpkeepRecord.textLimit) bytes")
        }
        return records
    }

    private static func suppression(_ fields: KeyedDecodingContainer<Key>) throws -> SuppressionWord {
        let word = try fields.decode(SuppressionWord.self, forKey: .suppression)
        guard case .begin(let plan) = word else { return word }
        guard plan.why.contains(where: { !$0.isWhitespace }), plan.why.utf8.count <= textLimit else {
            throw DecodingError.dataCorruptedError(
                forKey: .suppression, in: fields,
                debugDescription: "say why, in at most \(textLimit) bytes")
        }
        return word
    }

    private static func outbox(_ fields: KeyedDecodingContainer<Key>) throws -> OutboxWord {
        let word = try fields.decode(OutboxWord.self, forKey: .outbox)
        let why: String?
        switch word {
        case .pause(_, let given): why = given
        case .drop(_, let given, _): why = given
        case .resume, .hurry, .prove: why = nil
        case .retry(_, let refused):
            // What was refused the store knows, not the asker.
            guard refused == nil else {
                throw DecodingError.dataCorruptedError(
                    forKey: .outbox, in: fields, debugDescription: "`retry` takes a number")
            }
            why = nil
        }
        guard let why else { return word }
        guard why.contains(where: { !$0.isWhitespace }), why.utf8.count <= textLimit else {
            throw DecodingError.dataCorruptedError(
                forKey: .outbox, in: fields, debugDescription: "say why, in at most \(textLimit) bytes")
        }
        return word
    }

    private static func page(_ fields: KeyedDecodingContainer<Key>) throws -> Page {
        Page(
            offset: try fields.decodeIfPresent(Int.self, forKey: .offset) ?? 0,
            limit: try fields.decodeIfPresent(Int.self, forKey: .limit) ?? 100)
    }

    private static func optionalText(
        _ key: Key, _ fields: KeyedDecodingContainer<Key>
    ) throws -> String? {
        guard let given = try fields.decodeIfPresent(String.self, forKey: key), !given.isEmpty else {
            return nil
        }
        return try text(key, fields)
    }

    /// A text that says something and is not too long.
    private static func text(_ key: Key, _ fields: KeyedDecodingContainer<Key>) throws -> String {
        let given = try fields.decode(String.self, forKey: key)
        guard given.contains(where: { !$0.isWhitespace }) else {
            throw DecodingError.dataCorruptedError(
                forKey: key, in: fields, debugDescription: "`\(key.rawValue)` is empty")
        }
        guard given.utf8.count <= textLimit else {
            throw DecodingError.dataCorruptedError(
                forKey: key, in: fields,
                debugDescription: "`\(key.rawValue)` is longer than \(textLimit) bytes")
        }
        return given
    }

    package func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Key.self)
        try fields.encode(id, forKey: .id)
        try fields.encode(ask.word, forKey: .ask)
        try fields.encodeIfPresent(person, forKey: .person)
        try fields.encode(language, forKey: .language)
        try fields.encodeIfPresent(pin, forKey: .pin)
        try fields.encodeIfPresent(secondPIN, forKey: .secondPIN)
        switch ask {
        case .drill(let word): try fields.encode(word, forKey: .drill)
        case .suppression(let word): try fields.encode(word, forKey: .suppression)
        case .outbox(let word): try fields.encode(word, forKey: .outbox)
        case .records(let kind, let subject, let page):
            try fields.encodeIfPresent(kind, forKey: .kind)
            try fields.encodeIfPresent(subject, forKey: .subject)
            try Self.encode(page, &fields)
        case .recordsDue(let page): try Self.encode(page, &fields)
        case .record(let records): try fields.encode(records, forKey: .records)
        case .sheet, .suppressions, .status, .people, .routes, .reload, .shift, .hush, .watched: break
        case .handover(let to, let note):
            try fields.encode(to, forKey: .to)
            try fields.encodeIfPresent(note, forKey: .note)
        case .siren(let destination, let isOn):
            try fields.encode(destination, forKey: .destination)
            try fields.encode(isOn, forKey: .isOn)
        case .quarantined(let number), .replay(let number): try fields.encode(number, forKey: .number)
        case .registry(let standing, let page):
            try fields.encodeIfPresent(standing, forKey: .standing)
            try Self.encode(page, &fields)
        case .adopt(let device, let details):
            try fields.encode(device, forKey: .device)
            try fields.encode(details, forKey: .details)
        case .retire(let device, let why):
            try fields.encode(device, forKey: .device)
            try fields.encode(why, forKey: .why)
        case .incidents(let openOnly, let page, let shadow):
            try fields.encode(openOnly, forKey: .openOnly)
            if shadow { try fields.encode(shadow, forKey: .shadow) }
            try Self.encode(page, &fields)
        case .devices(let withValues, let page):
            try fields.encode(withValues, forKey: .withValues)
            try Self.encode(page, &fields)
        case .losses(let page), .quarantine(let page): try Self.encode(page, &fields)
        case .device(let device): try fields.encode(device, forKey: .device)
        default: try encodeWord(&fields)
        }
    }

    /// What is said of one incident.
    private func encodeWord(_ fields: inout KeyedEncodingContainer<Key>) throws {
        switch ask {
        case .milestone(let incident, let milestone, let at, let people, let cause):
            try fields.encode(incident, forKey: .incident)
            try fields.encode(milestone, forKey: .milestone)
            try fields.encodeIfPresent(at, forKey: .at)
            try fields.encodeIfPresent(people, forKey: .people)
            try fields.encodeIfPresent(cause, forKey: .cause)
        case .rollCall(let incident, let device, let found):
            try fields.encode(incident, forKey: .incident)
            try fields.encode(device, forKey: .device)
            try fields.encode(found, forKey: .found)
        case .incident(let incident), .acknowledge(let incident), .card(let incident):
            try fields.encode(incident, forKey: .incident)
        case .confirm(let incident, let note), .clear(let incident, let note):
            try fields.encode(incident, forKey: .incident)
            try fields.encodeIfPresent(note, forKey: .note)
        case .refute(let incident, let cause, let note):
            try fields.encode(incident, forKey: .incident)
            try fields.encode(cause, forKey: .cause)
            try fields.encodeIfPresent(note, forKey: .note)
        case .comment(let incident, let text):
            try fields.encode(incident, forKey: .incident)
            try fields.encode(text, forKey: .text)
        case .shelve(let incident, let until, let reason):
            try fields.encode(incident, forKey: .incident)
            try fields.encode(until, forKey: .until)
            try fields.encode(reason, forKey: .reason)
        default: break
        }
    }

    private static func encode(_ page: Page, _ fields: inout KeyedEncodingContainer<Key>) throws {
        try fields.encode(page.offset, forKey: .offset)
        try fields.encode(page.limit, forKey: .limit)
    }
}
