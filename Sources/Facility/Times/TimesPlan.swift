/// Which devices have points with limits, laid out for the hot path: for all others a message costs one comparison.
struct TimesPlan: Sendable {
    /// A point of a profile that has limits.
    struct Limited: Sendable {
        /// Its slot within a device.
        var slot: Int
        var point: PointIndex
        var limits: PointLimits
    }

    struct Device: Sendable {
        var device: Int32
        /// Where its `DayTimes` begin, one for each `Limited` of its profile.
        var base: Int
        /// Milliseconds without a word after which nothing is known of it: its shortest silence.
        var hold: Int64
    }

    /// Of each profile.
    private(set) var profiles: [[Limited]]
    private(set) var devices: ContiguousArray<Device> = []
    /// `DayTimes` of all devices.
    private(set) var count = 0

    /// Points that are counted at most: with 400 days each the store holds 820,000 rows of some 20 bytes. Later devices
    /// of the sheet have no times.
    static let limit = 2_048
    /// Where no hazard says when a device is silent.
    static let longestHold: Int64 = 3_600_000

    /// - Parameter slots: of each profile, the points behind its slots.
    init(slots: [[PointIndex]], points: [Point]) {
        profiles = slots.map { profile in
            profile.enumerated().compactMap { slot, point in
                points[point.position].limits.map { Limited(slot: slot, point: point, limits: $0) }
            }
        }
    }

    /// - Parameter silence: the shortest of its hazards, milliseconds; nil: it has none.
    /// - Returns: its position in `devices`; -1: it has no point with limits, or there is no more room.
    mutating func add(_ device: Int32, profile: Int, silence: Int64?) -> Int32 {
        let points = profiles[profile].count
        guard points > 0, count + points <= Self.limit else { return -1 }
        devices.append(Device(device: device, base: count, hold: silence ?? Self.longestHold))
        count += points
        return Int32(devices.count - 1)
    }
}
