/// One compound as compiled from its files: everything the engine needs to know, nothing it must look up by name.
///
/// A value: a reload makes a new one beside the old, and only a faultless one is put in force.
package struct Site: Sendable {
    /// Globally unique; the first part of every incident's id.
    package var id: String
    package var name: String
    package var address: String
    package var longitude: Double?
    package var latitude: Double?
    /// `CGCS2000`, `WGS84`, `GCJ-02` or `BD-09`.
    package var datum: String?
    package var zoneRules: ZoneRules
    package var facilities: [FacilityKind]
    package var points: [Point]
    package var profiles: [Profile]
    /// Names of zones: places where two independent triggers confirm a fire.
    package var zones: [String]
    package var devices: [Device]
    package var hazards: [Hazard]
    package var brokers: [Broker]
    package var destinations: [Destination]
    package var routes: [Route]
    package var people: [Person]
    package var organisations: [Organisation] = []
    package var shifts: [Shift] = []
    /// How people are called; nil: nobody is (a site made by a test).
    package var calling: CallingPolicy?
    /// When many losses are one case; nil: never (a site made by a test).
    package var storms: StormPolicy?
    /// The lines on which SMS and voice calls leave the box; nil: none.
    package var phones: PhoneSettings?
    /// Where somebody from outside comes in; empty: not said.
    package var entrance = ""
    /// The same of single buildings, by name.
    package var entrances: [String: String] = [:]
    /// How long a pseudonym of a person stays the same one (`PseudonymKey`).
    package var pseudonymsLast = PersonalReadings.defaultPeriod
    /// What the site asks of people and destinations beside the hazards' own terms.
    package var termRules: [TermRule] = []
    /// Where records may come in by MQTT; nil: nowhere.
    package var recordsIntake: RecordsIntake?
    /// How often the way to the destinations is proven.
    package var proofPlan = ProofPlan()
    /// Works that the file announces.
    package var maintenance: [MaintenanceWindow] = []
    /// File with the people's PINs; nil: they have none.
    package var pinFile: String?
    package var limits: Limits
    package var unknownDevices = UnknownDevicePolicy.hold
    /// What bridges list, by id and broker; whether one of them is in force is the registry's matter.
    package var listed: [ListedDevice] = []
    /// Position of the first profile that was derived from a list and not read from a file; nil: none was.
    package var firstDerived: Int?
    /// Local dates as days since 1970.
    package var holidays: Set<Int> = []
    /// Where the site gives hazards other numbers than they are written with, in the file's order.
    package var overrides: [HazardOverride] = []
    /// Every combination of them that devices can have.
    package var variants: [HazardVariant] = []
    /// The same for people.
    package var overrideNotes: [HazardOverrideNote] = []
    /// Hash over all files it was compiled from; every version is kept in the store.
    package var version: String

    package init(
        id: String, name: String, address: String = "", longitude: Double? = nil, latitude: Double? = nil,
        datum: String? = nil, zoneRules: ZoneRules = .utc, facilities: [FacilityKind] = [],
        points: [Point] = [], profiles: [Profile] = [], zones: [String] = [], devices: [Device] = [],
        hazards: [Hazard] = [], brokers: [Broker] = [], destinations: [Destination] = [],
        routes: [Route] = [], people: [Person] = [], limits: Limits = Limits(), version: String = ""
    ) {
        self.id = id
        self.name = name
        self.address = address
        self.longitude = longitude
        self.latitude = latitude
        self.datum = datum
        self.zoneRules = zoneRules
        self.facilities = facilities
        self.points = points
        self.profiles = profiles
        self.zones = zones
        self.devices = devices
        self.hazards = hazards
        self.brokers = brokers
        self.destinations = destinations
        self.routes = routes
        self.people = people
        self.limits = limits
        self.version = version
    }

    /// The limits an installer may set; each has a safe default.
    package struct Limits: Sendable, Equatable {
        /// Bytes of the journal before its oldest, least important part is evicted.
        package var journalBytes: Int64 = 256 << 20
        /// Whether readings move on to `history.db` when they are an hour old or many; only where the site says so.
        package var keepsHistory = false
        /// Bytes of `history.db`; nil: half of what the disk has left when it is made.
        package var historyBytes: Int64?
        /// Older readings go although there is room; nil: room alone decides.
        package var historyAge: Interval?
        /// Messages per second and device on telemetry sessions; urgent ones are exempt.
        package var messagesPerSecond: Double = 20
        package var burst: Double = 100
        /// Undecodable payloads kept for the person who mends the profile.
        package var quarantineRows: Int = 1_000

        package init() {}
    }
}
