import Facility

/// All that papers are made of: what the store holds of a period, and the site's names. Nothing is looked up later.
package struct PaperMaterial: Sendable {
    package var siteName: String
    package var zone: ZoneRules
    /// When the store was read: what is later is not known.
    package var readAt: Timestamp
    /// The site's facilities in the order of its file.
    package var facilities: [FacilityKind]
    /// By `Hazard.id`.
    package var hazards: [String: LocalizedText] = [:]
    /// By `Device.id`.
    package var devices: [String: PaperDevice] = [:]
    /// Names of people and organisations, by id; they stand in the duty log and nowhere else.
    package var people: [String: String] = [:]
    /// By `Destination.id`.
    package var destinations: [String: LocalizedText] = [:]
    /// Lines of the duty log that belong to no case.
    package var notes: [DutyNote] = []
    /// What people call a profile, by `Profile.id`.
    package var profiles: [String: LocalizedText] = [:]
    /// `Site.id`: the gateway's own incidents have it for a device.
    package var siteID = ""
    /// Destinations whose word is the incident's handling (`Destination.drivesHandling`).
    package var drivers: Set<String> = []
    /// Every incident raised in the period or in the 30 days before it, and those that were open in it.
    package var cases: [PaperCase] = []
    package var spans: [DarkSpan] = []
    /// Devices that have ever said anything, by `Device.id`.
    package var heard: Set<String> = []
    /// The period's days of points with limits.
    package var days: [PaperDay] = []
    /// Records that count: not void, and those that are no withdrawal.
    package var records: [UpkeepRecord] = []
    /// Hazards whose sign is that a device says nothing.
    package var silences: Set<String> = []
    /// The store has dropped ended incidents raised before this one; nil: it holds all there were.
    package var keptSince: Timestamp?
    /// Program and configuration, for the foot.
    package var edition: String

    package init(
        siteName: String, zone: ZoneRules, readAt: Timestamp, facilities: [FacilityKind], edition: String
    ) {
        self.siteName = siteName
        self.zone = zone
        self.readAt = readAt
        self.facilities = facilities
        self.edition = edition
    }

    /// How far before a period incidents are needed: a repeat is one within so long.
    package static let lookBack = Interval.days(30)

    /// The facility of an incident: that of its device, else the first word of its hazard's id.
    func facility(of incident: Incident) -> String {
        devices[incident.device]?.facility
            ?? String(incident.hazard.prefix { $0 != "." })
    }

    func name(ofFacility id: String, _ language: Language) -> String {
        if id == "gateway" { return LocalizedText(en: "The gateway itself", zh: "网关自身")[language] }
        return facilities.first { $0.id == id }?.name[language] ?? id
    }

    func name(ofHazard id: String, _ language: Language) -> String { hazards[id]?[language] ?? id }

    func name(ofDevice id: String) -> String { devices[id]?.name ?? (id == siteID ? siteName : id) }

    /// Whether the site has anything of a facility to speak of.
    func has(facility: String) -> Bool { devices.values.contains { $0.facility == facility } }
}

/// A device as papers name it.
package struct PaperDevice: Sendable, Equatable {
    package var name: String
    /// `FacilityKind.id`.
    package var facility: String
    /// `Profile.id`: the model.
    package var profile: String
    package var place: Place
    /// 注册代码 of a lift; empty: not in the sheet.
    package var registration: String
    /// Its fire zone; empty: none.
    package var zone = ""
    /// 维保单位; empty: not in the sheet.
    package var firm = ""
    /// Maker and model of the equipment itself, where the sheet has them; the profile is the terminal's.
    package var made = ""
    /// What of it has limits, in the order of the vocabulary.
    package var points: [PaperPoint] = []

    /// As it is counted by model.
    var model: String { made.isEmpty ? profile : made }

    package init(name: String, facility: String, profile: String, place: Place, registration: String = "") {
        self.name = name
        self.facility = facility
        self.profile = profile
        self.place = place
        self.registration = registration
    }
}

/// A point that should read something.
package struct PaperPoint: Sendable, Equatable {
    /// `facility/point`, as the store names it.
    package var name: String
    package var title: LocalizedText
    /// Empty for what is no number.
    package var unit: String
    package var limits: PointLimits

    package init(name: String, title: LocalizedText, unit: String, limits: PointLimits) {
        self.name = name
        self.title = title
        self.unit = unit
        self.limits = limits
    }

    var isNumber: Bool { if case .numbers = limits.inside { true } else { false } }
}

/// For how long a point was inside its limits on one day; the rest of the day nobody knows.
package struct PaperDay: Sendable, Equatable {
    /// `Device.id`.
    package var device: String
    /// `PaperPoint.name`.
    package var point: String
    /// Days since 1970-01-01, local.
    package var day: Int
    package var inside: Interval
    package var outside: Interval

    package init(device: String, point: String, day: Int, inside: Interval, outside: Interval) {
        self.day = day
        self.device = device
        self.point = point
        self.inside = inside
        self.outside = outside
    }
}

/// One incident and its life.
package struct PaperCase: Sendable {
    package var incident: Incident
    /// In order.
    package var transitions: [Transition]

    package init(_ incident: Incident, _ transitions: [Transition]) {
        self.incident = incident
        self.transitions = transitions
    }
}

/// A time in which something was not seen or not told: it stands beside every figure.
package struct DarkSpan: Sendable, Equatable {
    package enum Kind: String, Sendable, CaseIterable {
        /// The gateway itself did not see (`Loss.Cause.blind`).
        case blind
        /// A device said nothing (an incident of a silence hazard).
        case silent
        /// A person set an incident aside.
        case shelved
        /// A maintenance window kept incidents from being told.
        case suppressed
        /// A device was out of service.
        case disabled
    }

    package var kind: Kind
    /// `FacilityKind.id`; nil: all of them.
    package var facility: String?
    /// What it concerned; spans of one subject that overlap count once.
    package var subject: String
    /// Whose devices were not seen; nil: nothing can be said of single ones.
    package var reach: Reach?
    package var from: Timestamp
    package var until: Timestamp

    package init(
        kind: Kind, facility: String?, subject: String, reach: Reach? = nil, from: Timestamp, until: Timestamp
    ) {
        self.kind = kind
        self.facility = facility
        self.subject = subject
        self.reach = reach
        self.from = from
        self.until = until
    }
}
