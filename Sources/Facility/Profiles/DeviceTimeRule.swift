/// Where and how a payload says when its values were true.
package struct DeviceTimeRule: Sendable, Equatable {
    /// How the time is written.
    package enum Format: Sendable, Equatable {
        /// Letters of Unicode TR 35 with fixed width (`yyyy MM dd HH mm ss SSS`) between literal characters.
        case pattern(String)
        /// RFC 3339 with its own offset.
        case rfc3339
        /// Seconds since 1970, fraction allowed.
        case unixSeconds
        /// Milliseconds since 1970.
        case unixMilliseconds
    }

    /// JSON Pointer to the time.
    package var at: String
    package var format: Format
    /// For formats without an offset of their own.
    package var zone: ZoneRules

    package init(at: String, format: Format, zone: ZoneRules = .utc) {
        self.at = at
        self.format = format
        self.zone = zone
    }
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
