import CSimdjson

/// A profile's time rule as compiled: from what the payload says to a point in time. A class, so that asking one does
/// not copy its tables.
package final class TimeReader: Sendable {
    /// What a payload said about its time.
    enum Finding: Equatable {
        case absent
        case time(Timestamp)
        case impossible
    }

    private let form: Form
    private let otherForms: [Form]
    private let zone: ZoneRules
    private let noneBefore: Int64
    private let believesFuture: Bool
    /// Where else the time may lie, when there is nothing in the first slot.
    let otherSlots: [Int]

    /// - Parameter otherSlots: where the codec leaves what it finds at `rule.otherwise`.
    package init(_ rule: DeviceTimeRule, otherSlots: [Int] = []) {
        form = Form(rule.format)
        otherForms = rule.otherFormats.map(Form.init)
        zone = rule.zone
        noneBefore = rule.noneBefore?.milliseconds ?? .min
        believesFuture = rule.future == .offset
        self.otherSlots = otherSlots
    }

    /// 10000-01-01T00:00:00Z in seconds: what lies beyond is seconds taken for milliseconds or worse.
    static let end = 253_402_300_800.0
    /// How far ahead of its arrival a written time may be when a wall clock shows it twice.
    private static let allowance: Int64 = 300
    /// How far ahead of its arrival a time of day may be before it is taken for the day before: an hour's zone.
    private static let longestAhead: Int64 = 3_600_000
    /// 1970: what a clock that nobody has set says, whatever it says.
    private static let unset = Timestamp(milliseconds: 0)

    /// The slot to read: the first one with something in it.
    func slot(in results: UnsafeMutablePointer<gj_value>, first: Int) -> Int {
        guard !otherSlots.isEmpty, results[first].kind <= UInt8(GJ_NULL.rawValue) else { return first }
        return otherSlots.first { results[$0].kind > UInt8(GJ_NULL.rawValue) } ?? first
    }

    /// - Parameter arrival: tells the two hours apart that a wall clock shows twice, and gives the date to a time of day.
    func read(_ value: gj_value, arrival: Timestamp) -> Finding {
        let kind = gj_kind(UInt32(value.kind))
        if kind == GJ_MISSING || kind == GJ_NULL { return .absent }
        var found = read(value, as: form, arrival)
        for other in otherForms where found == nil { found = read(value, as: other, arrival) }
        guard let found else { return .impossible }
        let isAhead = !believesFuture && found > (arrival + ClockState.mostAhead).milliseconds
        return .time(found < noneBefore || isAhead ? Self.unset : Timestamp(milliseconds: found))
    }

    private func read(_ value: gj_value, as form: Form, _ arrival: Timestamp) -> Int64? {
        switch gj_kind(UInt32(value.kind)) {
        case GJ_STRING:
            if form.isNumeric { return value.is_numeric != 0 ? form.milliseconds(value.number) : nil }
            return read(value.bytes, as: form, arrival)
        case GJ_INTEGER:
            if form.isNumeric { return form.milliseconds(value.number) }
            return read(digitsOf: value.integer, as: form, arrival)
        case GJ_NUMBER: return form.isNumeric ? form.milliseconds(value.number) : nil
        default: return nil
        }
    }

    /// `20260309101530` as a JSON number, which a zero in front has not survived.
    private func read(digitsOf integer: Int64, as form: Form, _ arrival: Timestamp) -> Int64? {
        guard case .pattern(let pattern) = form, pattern.isNumber, integer >= 0 else { return nil }
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: pattern.byteCount) { digits in
            var rest = integer
            for place in digits.indices.reversed() {
                digits.initializeElement(at: place, to: UInt8(ascii: "0") + UInt8(rest % 10))
                rest /= 10
            }
            return rest == 0 ? read(UnsafeBufferPointer(digits), as: form, arrival) : nil
        }
    }

    private func read(
        _ bytes: UnsafeBufferPointer<UInt8>, as form: Form, _ arrival: Timestamp
    ) -> Int64? {
        switch form {
        case .pattern(let pattern):
            guard let found = pattern.find(bytes) else { return nil }
            return complete(found, arrival)
        case .iso8601: return Form.iso8601(bytes).flatMap { complete($0, arrival) }
        case .rfc3339: return Form.rfc3339(bytes)
        case .unixSeconds, .unixMilliseconds, .unixMicroseconds, .unix, .unusable: return nil
        }
    }

    /// Milliseconds since 1970 of what was written; nil when there is no such time.
    private func complete(_ found: TimePattern.Found, _ arrival: Timestamp) -> Int64? {
        guard let year = found.year else { return completeFromArrival(found, arrival) }
        guard let local = Self.seconds(found, year: year, month: found.month, day: found.day ?? 1) else {
            return nil
        }
        return utc(local, found, arrival)
    }

    /// A time of day is the arrival's, a date without a year that year's, unless that is still to come: then it is
    /// yesterday's, last year's. A message from 23:59:58 arrives at 00:00:01.
    private func completeFromArrival(_ found: TimePattern.Found, _ arrival: Timestamp) -> Int64? {
        let limit = arrival.milliseconds + Self.longestAhead
        var day = arrival.milliseconds + Int64(zone.offset(at: arrival)) * 1_000
        for _ in 0..<2 {
            let date = CivilTime.date(milliseconds: day)
            let (month, monthDay) = found.day.map { (found.month, $0) } ?? (date.month, date.day)
            let local = Self.seconds(found, year: date.year, month: month, day: monthDay)
            if let time = local.map({ utc($0, found, arrival) }), time <= limit { return time }
            day -= (found.day == nil ? 1 : Int64(date.dayOfYear)) * 86_400_000
        }
        return nil
    }

    private static func seconds(_ found: TimePattern.Found, year: Int, month: Int, day: Int) -> Int64? {
        CivilTime.seconds(
            year: year, month: month, day: day, hour: found.hour, minute: found.minute, second: found.second)
    }

    private func utc(_ local: Int64, _ found: TimePattern.Found, _ arrival: Timestamp) -> Int64 {
        let millisecond = Int64(found.millisecond)
        if let offset = found.offset { return (local - Int64(offset)) * 1_000 + millisecond }
        let notAfter = arrival.milliseconds / 1_000 + Self.allowance
        return zone.utcSeconds(local: local, notAfter: notAfter) * 1_000 + millisecond
    }
}
