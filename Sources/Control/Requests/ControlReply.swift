import Facility

/// One line back: the answer, or why there is none.
///
/// On the wire `{"id":7,"ok":true,"kind":"status","result":{…}}` or
/// `{"id":7,"ok":false,"error":{"code":"unknown_incident","message":"…"}}`.
package struct ControlReply: Sendable, Equatable {
    /// The request's; 0 when the line was too broken to have one.
    package var id: Int64
    package var outcome: Outcome

    package enum Outcome: Sendable, Equatable {
        case answer(ControlAnswer)
        case failure(ControlFailure)
    }

    package init(id: Int64, answer: ControlAnswer) {
        self.id = id
        outcome = .answer(answer)
    }

    package init(id: Int64, failure: ControlFailure) {
        self.id = id
        outcome = .failure(failure)
    }
}

/// What a question is answered with.
package enum ControlAnswer: Sendable, Equatable {
    case status(StatusReport)
    case people([PersonReport])
    case incidents(Listing<IncidentReport>)
    case incident(IncidentReport)
    case devices(Listing<DeviceReport>)
    case device(DeviceReport)
    case routes([RouteReport])
    case losses(Listing<Loss>)
    case quarantine(Listing<QuarantineReport>)
    case quarantined(QuarantineReport)
    case registry(Listing<RegistryReport>)
    case reload(ReloadReport)
    case card(NightCard)
    case shift(ShiftReport)
    case drill(DrillReport)
    case suppressions([SuppressionReport])
    case records(Listing<UpkeepRecord>)
    case recordsDue(Listing<RecordDueReport>)
    /// The change is made and committed.
    case done
    /// It was so already: a retry is harmless.
    case alreadySo
}

/// A page of a longer list.
package struct Listing<Row: Sendable & Equatable & Codable>: Sendable, Equatable, Codable {
    /// Rows there are in all.
    package var total: Int
    /// Rows left out before the first of `rows`.
    package var offset: Int
    package var rows: [Row]

    package init(total: Int, offset: Int, rows: [Row]) {
        self.total = total
        self.offset = offset
        self.rows = rows
    }

    /// The page of a whole list.
    package init(_ all: some RandomAccessCollection<Row>, page: ControlRequest.Page) {
        total = all.count
        offset = page.offset
        rows = Array(all.dropFirst(page.offset).prefix(page.limit))
    }
}

/// Why a question has no answer: a word for programs, a sentence for people.
package struct ControlFailure: Error, Sendable, Equatable, Codable {
    /// A `CommandRefusal`'s raw value or a `Code`'s.
    package var code: String
    package var message: String

    /// Failures of the asking itself; those of the deed are `CommandRefusal`.
    package enum Code: String, Sendable, CaseIterable {
        /// Not a request: broken JSON, an unknown word, an argument missing or too long.
        case badRequest = "bad_request"
        /// Too much at once from one connection, or too many connections.
        case busy
        case unknownDevice = "unknown_device"
        case unknownQuarantine = "unknown_quarantine"
        /// An ask that changes something without a person who does it.
        case personRequired = "person_required"
        /// The peer may look and not touch.
        case notPermitted = "not_permitted"
        /// The person has a PIN and gave none, or a wrong one; after three wrong ones he waits.
        case pinRequired = "pin_required"
        case pinWrong = "pin_wrong"
        case pinWait = "pin_wait"
        /// The same of the other one who signs.
        case secondPINRequired = "second_pin_required"
        /// The program cannot do this now (starting, stopping, store failing).
        case unavailable
    }

    package init(_ code: Code, _ message: String) {
        self.init(code: code.rawValue, message: message)
    }

    package init(code: String, message: String) {
        self.code = code
        self.message = message
    }
}

extension ControlReply: Codable {
    private enum Key: String, CodingKey { case id, ok, kind, result, error }

    private enum Kind: String, Codable {
        case status, people, incidents, incident, devices, device, routes, losses, quarantine, done
        case quarantined, registry, reload, drill, suppressions, card, shift, records
        case recordsDue = "records_due"
        case alreadySo = "already_so"
    }

    package init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Key.self)
        id = try fields.decode(Int64.self, forKey: .id)
        guard try fields.decode(Bool.self, forKey: .ok) else {
            outcome = .failure(try fields.decode(ControlFailure.self, forKey: .error))
            return
        }
        func result<Result: Decodable>() throws -> Result { try fields.decode(Result.self, forKey: .result) }
        let answer: ControlAnswer =
            switch try fields.decode(Kind.self, forKey: .kind) {
            case .status: .status(try result())
            case .people: .people(try result())
            case .incidents: .incidents(try result())
            case .incident: .incident(try result())
            case .devices: .devices(try result())
            case .device: .device(try result())
            case .routes: .routes(try result())
            case .losses: .losses(try result())
            case .quarantine: .quarantine(try result())
            case .quarantined: .quarantined(try result())
            case .registry: .registry(try result())
            case .reload: .reload(try result())
            case .card: .card(try result())
            case .shift: .shift(try result())
            case .drill: .drill(try result())
            case .suppressions: .suppressions(try result())
            case .records: .records(try result())
            case .recordsDue: .recordsDue(try result())
            case .done: .done
            case .alreadySo: .alreadySo
            }
        outcome = .answer(answer)
    }

    package func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Key.self)
        try fields.encode(id, forKey: .id)
        guard case .answer(let answer) = outcome else {
            guard case .failure(let failure) = outcome else { return }
            try fields.encode(false, forKey: .ok)
            try fields.encode(failure, forKey: .error)
            return
        }
        try fields.encode(true, forKey: .ok)
        func write(_ kind: Kind, _ result: (any Encodable)? = nil) throws {
            try fields.encode(kind, forKey: .kind)
            if let result { try fields.encode(result, forKey: .result) }
        }
        switch answer {
        case .status(let report): try write(.status, report)
        case .people(let people): try write(.people, people)
        case .incidents(let listing): try write(.incidents, listing)
        case .incident(let report): try write(.incident, report)
        case .devices(let listing): try write(.devices, listing)
        case .device(let report): try write(.device, report)
        case .routes(let routes): try write(.routes, routes)
        case .losses(let listing): try write(.losses, listing)
        case .quarantine(let listing): try write(.quarantine, listing)
        case .quarantined(let row): try write(.quarantined, row)
        case .registry(let listing): try write(.registry, listing)
        case .reload(let report): try write(.reload, report)
        case .card(let card): try write(.card, card)
        case .shift(let report): try write(.shift, report)
        case .drill(let report): try write(.drill, report)
        case .suppressions(let list): try write(.suppressions, list)
        case .records(let listing): try write(.records, listing)
        case .recordsDue(let listing): try write(.recordsDue, listing)
        case .done: try write(.done)
        case .alreadySo: try write(.alreadySo)
        }
    }
}
