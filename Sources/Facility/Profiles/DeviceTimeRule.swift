/// Where and how a payload says when its values were true.
package struct DeviceTimeRule: Sendable, Equatable {
    /// How the time is written.
    package enum Format: Sendable, Equatable {
        /// Letters of Unicode TR 35 (`yyyy MM dd HH mm ss SSS` and others, see `TimePattern`) between literal
        /// characters. Without a year or a date the arrival gives it.
        case pattern(String)
        /// `2026-03-09T10:15[:30[.25]]` with `Z`, `+08:00`, `+0800` or nothing after it.
        case iso8601
        /// RFC 3339 with its own offset.
        case rfc3339
        /// Seconds since 1970, fraction allowed.
        case unixSeconds
        /// Milliseconds since 1970.
        case unixMilliseconds
        /// Microseconds since 1970.
        case unixMicroseconds
        /// Seconds, milliseconds, microseconds or nanoseconds since 1970, told by their size: below 10^11 they are
        /// seconds (until the year 5138), below 10^14 milliseconds, below 10^17 microseconds.
        case unix

        /// Whether a string there is to be read as a number.
        package var isNumeric: Bool {
            switch self {
            case .unixSeconds, .unixMilliseconds, .unixMicroseconds, .unix: true
            case .pattern, .iso8601, .rfc3339: false
            }
        }
    }

    /// What a time ahead of its arrival is taken for.
    package enum Future: String, Sendable, Equatable, CaseIterable {
        /// A clock that is fast; once that is learnt it is corrected (`ClockState`).
        case offset
        /// A wrong time: the arrival counts, the reading is `clock_suspect`, and nothing is learnt.
        case arrival
    }

    /// JSON Pointer to the time.
    package var at: String
    /// Where else to look when there is nothing at `at`.
    package var otherwise: [String]
    package var format: Format
    /// Other ways in which the same model writes it, tried in order.
    package var otherFormats: [Format]
    /// For formats without an offset of their own.
    package var zone: ZoneRules
    /// A time before this one is a clock that nobody has set: the arrival counts and the reading is `clock_suspect`.
    /// nil: 2020, as for every clock.
    package var noneBefore: Timestamp?
    package var future: Future

    package init(
        at: String, format: Format, zone: ZoneRules = .utc, otherwise: [String] = [],
        otherFormats: [Format] = [], noneBefore: Timestamp? = nil, future: Future = .offset
    ) {
        self.at = at
        self.otherwise = otherwise
        self.format = format
        self.otherFormats = otherFormats
        self.zone = zone
        self.noneBefore = noneBefore
        self.future = future
    }

    /// Whether a string there is to be read as a number.
    package var isNumeric: Bool { format.isNumeric || otherFormats.contains(where: \.isNumeric) }
}

/// A time zone as a table of its changes, so that the pure rooms need no time-zone database.
package struct ZoneRules: Sendable, Equatable {
    /// Seconds east of UTC before the first change.
    package var initialOffset: Int
    /// Ascending: from this UTC second on, that many seconds east.
    package var changes: [Change]

    package struct Change: Sendable, Equatable {
        package var utcSeconds: Int64
        package var offset: Int

        package init(utcSeconds: Int64, offset: Int) {
            self.utcSeconds = utcSeconds
            self.offset = offset
        }
    }

    package init(initialOffset: Int, changes: [Change] = []) {
        self.initialOffset = initialOffset
        self.changes = changes
    }

    package static let utc = ZoneRules(initialOffset: 0)

    /// Seconds east of UTC at a time.
    package func offset(at time: Timestamp) -> Int {
        let seconds = time.milliseconds / 1_000
        return changes.last { $0.utcSeconds <= seconds }?.offset ?? initialOffset
    }
}
