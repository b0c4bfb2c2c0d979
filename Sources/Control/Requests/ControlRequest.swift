import Facility

/// One line a command or the console writes to the control socket: what is asked, by whom, in which language.
///
/// On the wire one flat JSON object, such as
/// `{"id":7,"ask":"refute","incident":"longhu-3a9c04e7d1-42","cause":"cooking smoke","person":"zhang"}`.
package struct ControlRequest: Sendable, Equatable {
    /// Chosen by the asker, said again in the reply.
    package var id: Int64
    package var ask: Ask
    /// `Person.id` of who acts; asks that change something are refused without it.
    package var person: String?
    /// Language of sentences in the reply.
    package var language: Language
    /// The PIN of `person`, for those who have one. Looked at and forgotten: neither journaled nor logged.
    package var pin: String?
    /// Of the other one who signs a handover.
    package var secondPIN: String?

    package init(
        id: Int64, ask: Ask, person: String? = nil, language: Language = .zh, pin: String? = nil,
        secondPIN: String? = nil
    ) {
        self.id = id
        self.ask = ask
        self.person = person
        self.language = language
        self.pin = pin
        self.secondPIN = secondPIN
    }

    /// Largest `limit` of a list: the program's one thread writes the reply between two batches, so a long list is
    /// read in pages.
    package static let pageLimit = 200

    /// What can be asked. A new question is a case here, a word in `Word` and its arguments in the coding.
    package enum Ask: Sendable, Equatable {
        case status
        case people
        /// - Parameter shadow: those of hazards that are being tried, and only those.
        case incidents(openOnly: Bool, page: Page, shadow: Bool = false)
        case incident(IncidentID)
        case devices(withValues: Bool, page: Page)
        case device(String)
        case routes
        case losses(page: Page)
        case quarantine(page: Page)
        /// One quarantined payload, whole as far as it is kept.
        case quarantined(Int64)
        /// Devices beside the sheet; nil: of every standing.
        case registry(RegistryEntry.Standing?, page: Page)
        /// Reads the configuration again and says what came of it.
        case reload
        case adopt(device: String, AdoptionDetails)
        case retire(device: String, why: String)
        /// Reads a quarantined payload again.
        case replay(Int64)
        case acknowledge(IncidentID)
        case confirm(IncidentID, note: String?)
        /// - Parameter note: how he knows who did not go to look; needed for what concerns life.
        case refute(IncidentID, cause: String, note: String? = nil)
        case clear(IncidentID, note: String?)
        case comment(IncidentID, text: String)
        case shelve(IncidentID, until: Timestamp, reason: String)
        /// The night card of an incident.
        case card(IncidentID)
        /// T1 to T3 of a rescue.
        /// - Parameter at: when it was; nil: now.
        case milestone(IncidentID, Milestone, at: Timestamp?, people: Int?, cause: String?)
        /// A car of a roll-call was called at.
        case rollCall(IncidentID, device: String, RollCall.Finding)
        /// Who is on duty, and what the next guard must know.
        case shift
        /// The person who asks hands over to another; both sign.
        case handover(to: String, note: String?)
        /// The running or last drill with its sheet.
        case sheet
        case drill(DrillWord)
        /// Maintenance windows and devices out of service.
        case suppressions
        case suppression(SuppressionWord)
        /// Deeds no sensor tells, the latest first.
        case records(RecordKind?, RecordSubject?, page: Page)
        /// What falls due, the earliest first, and what has no record although it should.
        case recordsDue(page: Page)
        /// Enters all of them or none.
        case record([UpkeepRecord])
        /// The loudspeakers say no more of the paths that are lost now.
        case hush
        /// Switches a destination of kind `siren`.
        case siren(String, isOn: Bool)
        /// Holds a destination back, lets it go on, tells a refused delivery again, or takes one out.
        case outbox(OutboxWord)
        /// A page that a person has before him renewed itself; answered with `done`.
        case watched
    }

    /// A stretch of a list.
    package struct Page: Sendable, Equatable {
        /// Rows to leave out, 0 or more.
        package var offset: Int
        /// Most rows to give, 1...`pageLimit`.
        package var limit: Int

        package init(offset: Int = 0, limit: Int = 100) {
            self.offset = max(0, offset)
            self.limit = min(max(1, limit), ControlRequest.pageLimit)
        }
    }
}

extension ControlRequest.Ask {
    /// The word of each question on the wire and in the audit log.
    package enum Word: String, Sendable, CaseIterable, Codable {
        case status, people, incidents, incident, devices, device, routes, losses, quarantine
        case quarantined, registry, reload, adopt, retire, replay
        case acknowledge, confirm, refute, clear, comment, shelve
        case card, milestone, shift, handover
        case sheet, drill, suppressions, suppression
        case records, record
        case recordsDue = "records_due"
        case hush, siren, watched, outbox
        case rollCall = "roll_call"
    }

    package var word: Word {
        switch self {
        case .status: .status
        case .people: .people
        case .incidents: .incidents
        case .incident: .incident
        case .devices: .devices
        case .device: .device
        case .routes: .routes
        case .losses: .losses
        case .quarantine: .quarantine
        case .quarantined: .quarantined
        case .registry: .registry
        case .reload: .reload
        case .adopt: .adopt
        case .retire: .retire
        case .replay: .replay
        case .acknowledge: .acknowledge
        case .confirm: .confirm
        case .refute: .refute
        case .clear: .clear
        case .comment: .comment
        case .shelve: .shelve
        case .card: .card
        case .milestone: .milestone
        case .rollCall: .rollCall
        case .shift: .shift
        case .handover: .handover
        case .sheet: .sheet
        case .drill: .drill
        case .suppressions: .suppressions
        case .suppression: .suppression
        case .records: .records
        case .recordsDue: .recordsDue
        case .record: .record
        case .hush: .hush
        case .siren: .siren
        case .outbox: .outbox
        case .watched: .watched
        }
    }

    /// The engine's command behind a question that changes something; nil for those that only look.
    package func command(by person: String) -> Command? {
        switch self {
        case .acknowledge(let incident): .acknowledge(incident, by: person)
        case .confirm(let incident, let note): .confirm(incident, by: person, note: note)
        case .refute(let incident, let cause, let note):
            .refute(incident, by: person, cause: cause, note: note)
        case .clear(let incident, let note): .clear(incident, by: person, note: note)
        case .comment(let incident, let text): .comment(incident, by: person, text: text)
        case .shelve(let incident, let until, let reason):
            .shelve(incident, by: person, until: until, reason: reason)
        case .adopt(let device, let details): .adopt(device, by: person, details)
        case .retire(let device, let why): .retire(device, by: person, why: why)
        case .milestone(let incident, let milestone, let at, let people, let cause):
            .milestone(incident, milestone, by: person, at: at, people: people, cause: cause)
        case .rollCall(let incident, let device, let found):
            .rollCall(incident, device: device, found, by: person)
        case .handover(let to, let note): .handover(from: person, to: to, note: note)
        case .drill(let word): .drill(word, by: person)
        case .suppression(let word): .suppression(word, by: person)
        case .outbox(let word): .outbox(word, by: person)
        case .record(let records): .record(records, by: person)
        case .status, .people, .incidents, .incident, .devices, .device, .routes, .losses, .quarantine,
            .quarantined, .registry, .reload, .replay, .sheet, .suppressions, .card, .shift, .records,
            .recordsDue, .hush, .siren, .watched:
            nil
        }
    }
}
