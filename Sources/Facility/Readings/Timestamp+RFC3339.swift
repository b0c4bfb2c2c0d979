extension Timestamp {
    /// RFC 3339 in UTC with milliseconds, as in `2026-03-09T02:15:30.250Z`: how every edge of the program writes a time.
    ///
    /// Foundation's style cuts a `Double` of seconds: of 1644708158939 ms it makes `….938Z`.
    /// Before the year 0 and after 9999 there are no four digits, and the nearest time that has them is written.
    package var rfc3339: String {
        let milliseconds = min(max(self.milliseconds, Self.firstWritten), Self.lastWritten)
        let date = CivilTime.date(milliseconds: milliseconds)
        // Remainders of times before 1970 are negative.
        let ofDay = Int((milliseconds % 86_400_000 + 86_400_000) % 86_400_000)
        var text: [UInt8] = []
        text.reserveCapacity(24)
        func add(_ number: Int, digits: Int, then sign: Unicode.Scalar) {
            var scale = 1
            for _ in 1..<digits { scale *= 10 }
            while scale > 0 {
                text.append(UInt8(ascii: "0") + UInt8(number / scale % 10))
                scale /= 10
            }
            text.append(UInt8(ascii: sign))
        }
        add(date.year, digits: 4, then: "-")
        add(date.month, digits: 2, then: "-")
        add(date.day, digits: 2, then: "T")
        add(ofDay / 3_600_000, digits: 2, then: ":")
        add(ofDay / 60_000 % 60, digits: 2, then: ":")
        add(ofDay / 1_000 % 60, digits: 2, then: ".")
        add(ofDay % 1_000, digits: 3, then: "Z")
        return String(decoding: text, as: UTF8.self)
    }

    /// 0000-01-01T00:00:00.000Z and 9999-12-31T23:59:59.999Z.
    private static let firstWritten: Int64 = -62_167_219_200_000
    private static let lastWritten: Int64 = 253_402_300_799_999
}
