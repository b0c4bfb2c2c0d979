/// What a destination is told of an incident, complete in itself (fields after the grid platforms' case record).
package struct CaseReport: Sendable, Codable, Equatable {
    package var incident: IncidentID
    /// What just happened: `Transition.Step.name`.
    package var step: String
    package var hazard: String
    package var hazardName: LocalizedText
    package var facility: String
    /// Matter code 事项代码 of GB/T 47678.5 (five digits of class) and other platforms' codes, by scheme.
    package var codes: [String: String]
    package var severity: Severity
    package var origin: Incident.Origin
    package var condition: Incident.ConditionState
    /// `unconfirmed`, `confirmed` or `refuted`.
    package var confirmation: String
    package var confirmedBy: String?
    /// The person who goes to look, or has looked (`Incident.answeredBy`); nil: nobody yet.
    package var answeredBy: String?
    package var refutedCause: String?
    package var isHistoric: Bool
    package var isWeak: Bool
    package var isUnjournaled: Bool
    package var site: String
    package var siteName: String
    package var device: String
    package var deviceName: String
    package var place: Place
    /// Longitude, latitude in `datum`.
    package var longitude: Double?
    package var latitude: Double?
    package var datum: String?
    package var since: Timestamp
    package var raisedAt: Timestamp
    package var at: Timestamp
    /// Until when the first report must be accepted.
    package var reportBy: Timestamp?
    package var evidence: [String]
    /// Whom the compound calls, the first first; nil: opened before that was kept.
    package var contacts: [Contact]?
    package var note: String?
    /// The single points of a growing fire, the first first; nil: it is one incident.
    package var points: [CasePoint]?
    /// `true`: people must be woken although somebody has answered. nil: no.
    package var rings: Bool?

    package init(
        incident: IncidentID, step: String, hazard: String, hazardName: LocalizedText, facility: String,
        codes: [String: String], severity: Severity, origin: Incident.Origin,
        condition: Incident.ConditionState, confirmation: String, confirmedBy: String?, refutedCause: String?,
        isHistoric: Bool, isWeak: Bool, isUnjournaled: Bool, site: String, siteName: String, device: String,
        deviceName: String, place: Place, longitude: Double?, latitude: Double?, datum: String?,
        since: Timestamp, raisedAt: Timestamp, at: Timestamp, reportBy: Timestamp?, evidence: [String],
        note: String?
    ) {
        self.incident = incident
        self.step = step
        self.hazard = hazard
        self.hazardName = hazardName
        self.facility = facility
        self.codes = codes
        self.severity = severity
        self.origin = origin
        self.condition = condition
        self.confirmation = confirmation
        self.confirmedBy = confirmedBy
        self.refutedCause = refutedCause
        self.isHistoric = isHistoric
        self.isWeak = isWeak
        self.isUnjournaled = isUnjournaled
        self.site = site
        self.siteName = siteName
        self.device = device
        self.deviceName = deviceName
        self.place = place
        self.longitude = longitude
        self.latitude = latitude
        self.datum = datum
        self.since = since
        self.raisedAt = raisedAt
        self.at = at
        self.reportBy = reportBy
        self.evidence = evidence
        self.note = note
    }
}
