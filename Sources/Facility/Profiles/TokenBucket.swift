/// Keeps one babbling device from starving the others: `perSecond` messages on average, `burst` at once.
///
/// Eight bytes per device, and whole numbers only, so that a replay decides the same. With the default of 20/s
/// and 100: a device silent for 5 s may send 100 messages at once, and then one every 50 ms.
///
/// Ask it only about live messages of telemetry sessions. Urgent ones are exempt, and a drain brings ten
/// minutes of an honest device within milliseconds.
package struct TokenBucket: Sendable, Equatable, Codable {
    /// How much a device may send.
    package struct Rate: Sendable, Equatable {
        /// Thousandths of a message per millisecond, thus messages per second; at least 1.
        let perSecond: Int64
        /// Thousandths of a message.
        let capacity: Int64

        /// - Parameters:
        ///   - perSecond: whole messages per second, 1 … 1,000,000; a fraction is cut off.
        ///   - burst: messages at once, 1 … 1,000,000.
        package init(perSecond: Double = 20, burst: Double = 100) {
            self.perSecond = Int64(max(1, min(1_000_000, perSecond)))
            capacity = Int64(max(1, min(1_000_000, burst)) * 1_000)
        }
    }

    /// When the bucket will be full again, in microseconds since 1970: one time says both the level and since when.
    /// In milliseconds each message would count as a whole one, and no rate above 1,000/s could be had.
    private var fullAt: Int64 = -(1 << 60)

    package init() {}

    /// Takes one message's worth out.
    /// - Returns: false when the bucket is empty; the caller counts the loss.
    package mutating func take(at now: Timestamp, _ rate: Rate) -> Bool {
        let now = now.milliseconds * 1_000
        // Microseconds times messages per second: millionths of a message.
        let missing = max(0, fullAt - now) * rate.perSecond + 1_000_000
        guard missing <= rate.capacity * 1_000 else { return false }
        fullAt = now + (missing + rate.perSecond - 1) / rate.perSecond
        return true
    }
}
