extension GB26875 {
    /// Second, minute, hour, day, month and year since 2000, a byte each, binary: what the sender's wall clock showed,
    /// without a zone. A device that has not been told the time sends zeros, and some bytes are no time at all.
    package struct TimeLabel: Sendable, Hashable {
        package var second: UInt8
        package var minute: UInt8
        package var hour: UInt8
        package var day: UInt8
        package var month: UInt8
        /// Years since 2000.
        package var year: UInt8

        static let length = 6

        package init(year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int) {
            self.second = UInt8(truncatingIfNeeded: second)
            self.minute = UInt8(truncatingIfNeeded: minute)
            self.hour = UInt8(truncatingIfNeeded: hour)
            self.day = UInt8(truncatingIfNeeded: day)
            self.month = UInt8(truncatingIfNeeded: month)
            self.year = UInt8(truncatingIfNeeded: year - 2_000)
        }

        /// - Parameter bytes: six.
        init(_ bytes: some Collection<UInt8>) {
            var rest = bytes.makeIterator()
            second = rest.next() ?? 0
            minute = rest.next() ?? 0
            hour = rest.next() ?? 0
            day = rest.next() ?? 0
            month = rest.next() ?? 0
            year = rest.next() ?? 0
        }

        package var bytes: [UInt8] { [second, minute, hour, day, month, year] }

        /// Zeros, or a day and a month of zero: nobody has told the device the time.
        package var isUnset: Bool { day == 0 && month == 0 }

        /// Seconds from 1970-01-01T00:00:00 on the sender's wall clock; nil when no clock can show it.
        package var localSeconds: Int64? {
            CivilTime.seconds(
                year: 2_000 + Int(year), month: Int(month), day: Int(day), hour: Int(hour),
                minute: Int(minute), second: Int(second))
        }

        /// `2012-09-26T09:58:32`, without a zone. What no clock can show is written as it was sent:
        /// `2000-00-00T00:00:00` tells that the clock was never set.
        package var text: String {
            func two(_ number: UInt8) -> String { number < 10 ? "0\(number)" : "\(number)" }
            return "\(2_000 + Int(year))-\(two(month))-\(two(day))T\(two(hour)):\(two(minute)):\(two(second))"
        }
    }
}
