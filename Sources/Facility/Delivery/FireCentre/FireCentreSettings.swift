/// How a fire monitoring centre is spoken to by GB/T 26875.3-2011, over TCP, in the part of one or more user
/// information transmission devices (用户信息传输装置).
package struct FireCentreSettings: Sendable, Equatable {
    /// Name or address of the centre, and its port: the standard fixes none.
    package var host: String
    package var port: Int
    package var centre: GB26875.Address
    /// At least one; each has a connection of its own.
    package var devices: [TransmissionDevice]
    /// Which half of a component's address is the zone; centres differ.
    package var zoneHalf: FrameLayout.ZoneHalf
    package var heartbeat: Heartbeat
    /// Between two signs of life of a connection on which nothing else is said. Makers send one every 20 to 30 s.
    package var heartbeatEvery: Interval
    /// How long an acknowledgement is waited for: at most 10 s is advised (6.1).
    package var answerWithin: Interval
    /// How often it is sent again after that: 3 are advised (6.1).
    package var retries: Int
    /// Of the box's clock on the wire: a time label has no zone.
    package var timeZone: ZoneRules
    /// What it answers to 65 and 85.
    package var version: (major: UInt8, minor: UInt8) { (1, 0) }

    /// One logical transmission device of the box.
    package struct TransmissionDevice: Sendable, Equatable {
        /// Given by the centre when it takes the user on.
        package var address: GB26875.Address
        /// Buildings whose points it reports; empty: all that no other one names.
        package var buildings: [String]

        package init(address: GB26875.Address, buildings: [String] = []) {
            self.address = address
            self.buildings = buildings
        }
    }

    /// The standard has no sign of life; makers agreed on three.
    package enum Heartbeat: String, Sendable, Equatable, CaseIterable {
        /// Command 2 without a unit.
        case empty
        /// Command 2 with the one byte 0x16, acknowledged with 0x17.
        case handshake
        /// The transmission device's state (type 21).
        case state
    }

    package init(
        host: String, port: Int, centre: GB26875.Address, devices: [TransmissionDevice],
        zoneHalf: FrameLayout.ZoneHalf = .low, heartbeat: Heartbeat = .empty,
        heartbeatEvery: Interval = .seconds(30), answerWithin: Interval = .seconds(10), retries: Int = 3,
        timeZone: ZoneRules = .utc
    ) {
        self.host = host
        self.port = port
        self.centre = centre
        self.devices = devices
        self.zoneHalf = zoneHalf
        self.heartbeat = heartbeat
        self.heartbeatEvery = heartbeatEvery
        self.answerWithin = answerWithin
        self.retries = retries
        self.timeZone = timeZone
    }

    /// Position in `devices` of the one that reports what stands in a building; nil: none does.
    package func device(of building: String) -> Int? {
        devices.firstIndex { $0.buildings.contains(building) } ?? devices.firstIndex { $0.buildings.isEmpty }
    }

    /// Whether a hazard's `codes: {gb26875: …}` is a state that a component can have.
    package static func knows(code: String?) -> Bool { FireCentreBook.bit(of: code) != nil }

    /// What the box's wall clock shows then.
    package func label(_ time: Timestamp) -> GB26875.TimeLabel {
        GB26875.TimeLabel(
            local: time.milliseconds / 1_000 + Int64(timeZone.offset(at: time)))
    }
}

extension GB26875.TimeLabel {
    /// - Parameter local: seconds from 1970-01-01T00:00:00 on the wall clock; outside 2000 … 2255 the nearest time
    ///   that six bytes can say.
    package init(local: Int64) {
        let first = Int64(CivilTime.days(year: 2_000, month: 1, day: 1)) * 86_400
        let last = Int64(CivilTime.days(year: 2_256, month: 1, day: 1)) * 86_400 - 1
        let seconds = min(max(local, first), last)
        let date = CivilTime.date(milliseconds: seconds * 1_000)
        let second = Int(seconds % 86_400)
        self.init(
            year: date.year, month: date.month, day: date.day, hour: second / 3_600,
            minute: second / 60 % 60, second: second % 60)
    }
}
