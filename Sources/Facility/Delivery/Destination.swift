/// A platform, department or person that is told, and what it wants to hear.
package struct Destination: Sendable, Equatable {
    /// Unique in the site.
    package var id: String
    package var name: LocalizedText
    package var kind: Kind
    package var acknowledgement: Acknowledgement
    package var granularity: Granularity
    package var confirmation: ConfirmationPolicy
    /// Which origins it accepts; a production platform `real` only.
    package var receives: Set<Incident.Origin>
    /// How often a sign of life goes there; nil: none. A dead box must be noticed.
    package var heartbeatEvery: Interval?
    /// A loss of this path is an alarm within 100 s.
    package var isLifeSafetyPath: Bool
    /// Its case drives the incident's shown handling.
    package var drivesHandling: Bool
    /// Until when it should have come how far with a case; nil: the hazards' `report_within` alone.
    package var terms: DestinationTerms?
    /// Why pseudonyms of persons may go there; nil: they do not. What they stand for never does.
    package var personal: String?

    package init(
        id: String, name: LocalizedText, kind: Kind, acknowledgement: Acknowledgement = .business,
        granularity: Granularity = .incident, confirmation: ConfirmationPolicy = .any,
        receives: Set<Incident.Origin> = [.real], heartbeatEvery: Interval? = nil,
        isLifeSafetyPath: Bool = false, drivesHandling: Bool = true
    ) {
        self.id = id
        self.name = name
        self.kind = kind
        self.acknowledgement = acknowledgement
        self.granularity = granularity
        self.confirmation = confirmation
        self.receives = receives
        self.heartbeatEvery = heartbeatEvery
        self.isLifeSafetyPath = isLifeSafetyPath
        self.drivesHandling = drivesHandling
    }

    /// How it is reached. A new kind is one case here and one file in `Forward/Destinations`.
    package enum Kind: Sendable, Equatable {
        case http(HTTPSettings)
        /// A folder that something else empties.
        case file(DropSettings)
        /// OASIS Common Alerting Protocol 1.2.
        case cap(CAPSettings, CAPSettings.Carrier)
        /// Standard Webhooks, or a robot of a chat group.
        case webhook(WebhookSettings)
        /// Another broker, to which cases are published.
        case publish(PublishSettings)
        /// The box's own loudspeaker.
        case sound(SoundSettings)
        /// A siren or lamp at one of the site's brokers.
        case siren(SirenSettings)
        /// A fire monitoring centre, by GB/T 26875.3-2011.
        case gb26875(FireCentreSettings)

        /// It acts beside the box, without a far side.
        package var standsBeside: Bool {
            switch self {
            case .http, .file, .cap, .webhook, .publish, .gb26875: false
            case .sound, .siren: true
            }
        }

        /// The far side can say what it holds.
        var canBeAsked: Bool {
            switch self {
            case .file, .cap, .webhook, .publish: false
            case .http, .gb26875, .sound, .siren: true
            }
        }

        /// It can be asked for a sign of life, so that a lost path is noticed although nothing happens.
        package var givesSignOfLife: Bool {
            switch self {
            case .http, .file, .publish, .gb26875, .sound, .siren: true
            case .webhook(let settings): !settings.isRobot
            case .cap: false
            }
        }

        /// It wants to know at the start which cases it was told of are open still.
        package var keepsOpenCases: Bool {
            if case .file = self { true } else { false }
        }
    }

    /// What counts as success.
    package enum Acknowledgement: String, Sendable, Codable {
        /// The far side's business answer (a case number).
        case business
        /// The transport's (HTTP 2xx).
        case transport
        /// A one-way path: written is sent.
        case none
    }

    package enum Granularity: String, Sendable, Codable { case incident, point }

    /// Whether it hears of a case before anybody has looked.
    package enum ConfirmationPolicy: Sendable, Equatable {
        case any
        case confirmed
        /// After this long without an answer it is told, marked 未核实.
        case confirmedOrAfter(Interval)
    }
}

/// How an `http` destination is spoken to (`docs/grid-interface.yaml`).
package struct HTTPSettings: Sendable, Equatable {
    package var link: HTTPLink
    /// Sent as `Authorization: Bearer`; read from a file or systemd credential, never from the YAML itself.
    package var token: String?
    /// How requests show who sends them.
    package var signing = SigningSettings()
    /// The far side's interface as a file describes it; nil: the grid interface itself.
    package var template: HTTPTemplate?
    /// Deliveries under way at once; within one incident it is always one.
    package var concurrency: Int
    /// Sends and queries per second; life safety is exempt.
    package var ratePerSecond: Int64 = 5

    package init(
        url: String, token: String? = nil, timeout: Interval = .seconds(15), concurrency: Int = 4,
        authorityFile: String? = nil
    ) {
        link = HTTPLink(url: url, timeout: timeout, authorityFile: authorityFile)
        self.token = token
        self.concurrency = concurrency
    }
}

/// Which incidents go to which destination: the first matching route of each destination decides.
package struct Route: Sendable {
    /// Over the incident: `hazard`, `facility`, `severity`, `building`, `device`; nil: every incident.
    package var when: Condition?
    package var destination: String

    package init(when: Condition?, destination: String) {
        self.when = when
        self.destination = destination
    }
}
