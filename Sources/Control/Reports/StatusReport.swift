import Facility

/// How the watch itself stands: what it sees, what it does not see, what waits and what is wrong.
///
/// Times are milliseconds since 1970 by the gateway's clock; durations end in their unit.
package struct StatusReport: Sendable, Codable, Equatable {
    /// `Site.id`.
    package var site: String
    package var siteName: String
    /// The program's version.
    package var program: String
    /// `Site.version`: hash of the configuration in force.
    package var configuration: String
    package var started: Timestamp
    /// The gateway's time at this answer.
    package var now: Timestamp
    /// Gateway seconds per second of wall time: 1, or more in a demo or replay.
    package var clockRate: Double
    /// Seconds the site's clocks on the wall are east of UTC now.
    package var utcOffsetSeconds: Int
    package var sessions: [SessionReport]
    package var devices: DeviceCounts
    package var coverage: CoverageCounts
    package var incidents: IncidentCounts
    package var destinations: [DestinationReport]
    package var ring: RingReport
    /// Totals since the store was made, by cause.
    package var losses: [LossTotal]
    /// Readings refused since the start, by profile and reason.
    package var rejections: [RejectionCount]
    package var brokers: [BrokerReport]
    /// Name of the exercise under way, nil when there is none.
    package var drill: String?
    /// When it ends by itself.
    package var drillEndsAt: Timestamp?
    /// Since when the store fails and life-safety incidents leave unjournaled; nil: it does not.
    package var emergencySince: Timestamp?
    /// 99 of 100 messages since the start waited at most this long from our reading to their PUBACK; nil: none yet.
    package var pubackDelayP99Milliseconds: Double?
    /// Longest turn of the watch's thread since the start: so long nobody else was heard.
    package var longestHoldMilliseconds: Double?
    /// Configurations put in force since the start, and the longest turn that did so.
    package var reloads: Int?
    package var longestReloadHoldMilliseconds: Double?
    /// Devices held until somebody decides; messages not judged because their device is retired or refused.
    package var heldDevices: Int?
    package var unjudgedMessages: Int?
    /// In force beside the sheet, and out of service for good.
    package var adoptedDevices: Int?
    package var retiredDevices: Int?
    /// Held devices that gave way to newer ones, since the start.
    package var evictedHeldDevices: Int?
    /// Messages that wait for their maker's codec; nil: an earlier version.
    package var pendingDecodes: Int?
    /// Makers' codecs that rest because they ran too long over and over; nil: none is in use.
    package var restingCodecs: Int?
    /// Of all lines that are polled; nil: none is.
    package var polls: PollTotals?
    /// Payloads kept because nobody could read them.
    package var quarantineRows: Int?
    /// Devices of which nothing is learned for want of room; nil: none, or an earlier version.
    package var unlearnedDevices: Int?
    /// Everything that makes the watch less than whole, worst first; empty: nothing known.
    package var degraded: [Degradation]

    package init(
        site: String, siteName: String, program: String, configuration: String, started: Timestamp,
        now: Timestamp, clockRate: Double = 1, utcOffsetSeconds: Int = 0, sessions: [SessionReport] = [],
        devices: DeviceCounts,
        coverage: CoverageCounts, incidents: IncidentCounts, destinations: [DestinationReport] = [],
        ring: RingReport, losses: [LossTotal] = [], rejections: [RejectionCount] = [],
        brokers: [BrokerReport] = [], drill: String? = nil, emergencySince: Timestamp? = nil,
        pubackDelayP99Milliseconds: Double? = nil, degraded: [Degradation] = []
    ) {
        self.site = site
        self.siteName = siteName
        self.program = program
        self.configuration = configuration
        self.started = started
        self.now = now
        self.clockRate = clockRate
        self.utcOffsetSeconds = utcOffsetSeconds
        self.sessions = sessions
        self.devices = devices
        self.coverage = coverage
        self.incidents = incidents
        self.destinations = destinations
        self.ring = ring
        self.losses = losses
        self.rejections = rejections
        self.brokers = brokers
        self.drill = drill
        self.emergencySince = emergencySince
        self.pubackDelayP99Milliseconds = pubackDelayP99Milliseconds
        self.degraded = degraded
    }

    /// What a person must be told is wrong with the watch.
    package struct Degradation: Sendable, Codable, Equatable {
        /// A stable word, such as `store_failing`.
        package var code: String
        package var text: LocalizedText
        package var since: Timestamp?

        package init(code: String, text: LocalizedText, since: Timestamp? = nil) {
            self.code = code
            self.text = text
            self.since = since
        }
    }
}

/// How many devices there are and how many speak.
package struct DeviceCounts: Sendable, Codable, Equatable {
    package var total: Int
    /// Heard within the time their hazards or profile allow.
    package var heard: Int
    /// Heard before, silent for too long now.
    package var silent: Int
    /// Never heard since the store was made.
    package var never: Int

    package init(total: Int, heard: Int, silent: Int, never: Int) {
        self.total = total
        self.heard = heard
        self.silent = silent
        self.never = never
    }
}

/// Hazard × device: what could be noticed at all (`check --coverage`).
package struct CoverageCounts: Sendable, Codable, Equatable {
    package var decidable: Int
    /// Only by weaker evidence.
    package var weak: Int
    package var undecidable: Int
    /// Of `undecidable`, hazards that are extreme.
    package var undecidableExtreme: Int

    package init(decidable: Int, weak: Int, undecidable: Int, undecidableExtreme: Int = 0) {
        self.decidable = decidable
        self.weak = weak
        self.undecidable = undecidable
        self.undecidableExtreme = undecidableExtreme
    }
}

/// Open incidents.
package struct IncidentCounts: Sendable, Codable, Equatable {
    package var minor: Int
    package var moderate: Int
    package var severe: Int
    package var extreme: Int
    /// Of all of them, those nobody has looked at yet.
    package var unconfirmed: Int
    /// Beside all of them, open ones of hazards that are being tried; nil: none.
    package var shadow: Int?

    package init(minor: Int = 0, moderate: Int = 0, severe: Int = 0, extreme: Int = 0, unconfirmed: Int = 0) {
        self.minor = minor
        self.moderate = moderate
        self.severe = severe
        self.extreme = extreme
        self.unconfirmed = unconfirmed
    }

    package var total: Int { minor + moderate + severe + extreme }

    package subscript(severity: Severity) -> Int {
        switch severity {
        case .minor: minor
        case .moderate: moderate
        case .severe: severe
        case .extreme: extreme
        }
    }
}

/// The store.
package struct RingReport: Sendable, Codable, Equatable {
    package var bytes: Int64
    package var limitBytes: Int64
    /// Oldest reading kept.
    package var oldest: Timestamp?
    package var lastCommit: Timestamp?
    package var commitP50Microseconds: Double?
    package var commitP99Microseconds: Double?
    /// Since when commits fail; nil: the last one succeeded.
    package var failingSince: Timestamp?
    /// Sealed history; nil: there is none.
    package var history: HistoryReport?

    package init(
        bytes: Int64, limitBytes: Int64, oldest: Timestamp? = nil, lastCommit: Timestamp? = nil,
        commitP50Microseconds: Double? = nil, commitP99Microseconds: Double? = nil,
        failingSince: Timestamp? = nil
    ) {
        self.bytes = bytes
        self.limitBytes = limitBytes
        self.oldest = oldest
        self.lastCommit = lastCommit
        self.commitP50Microseconds = commitP50Microseconds
        self.commitP99Microseconds = commitP99Microseconds
        self.failingSince = failingSince
    }
}

/// What history or a destination will never receive, by cause.
package struct LossTotal: Sendable, Codable, Equatable {
    package var cause: Loss.Cause
    package var count: Int64

    package init(cause: Loss.Cause, count: Int64) {
        self.cause = cause
        self.count = count
    }
}

/// Readings a profile could not take, by reason.
package struct RejectionCount: Sendable, Codable, Equatable {
    /// `Profile.id`, or empty when no profile claims the topic.
    package var profile: String
    package var reason: String
    package var count: Int64

    package init(profile: String, reason: String, count: Int64) {
        self.profile = profile
        self.reason = reason
        self.count = count
    }
}
