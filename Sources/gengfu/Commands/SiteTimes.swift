import ArgumentParser
import Control
import Facility

/// Times as a person of the site types them: RFC 3339, or a day, which ends at midnight by the site's clocks.
struct SiteTimes {
    private let offsetSeconds: Int

    init(_ status: StatusReport) { offsetSeconds = status.utcOffsetSeconds }

    func time(_ text: String, option: String) throws -> Timestamp {
        if let time = RFC3339.timestamp(text) { return time }
        // `2026-12-24` ends as the 25th begins.
        if let midnight = RFC3339.timestamp(text + "T00:00:00Z") {
            return midnight + .days(1) - .seconds(Int64(offsetSeconds))
        }
        throw ValidationError("\(option): write 2026-12-24 or 2026-12-24T08:00:00+08:00")
    }

    /// `mon,thu` as `Schedule.Period.days`.
    static func days(_ text: String) throws -> UInt8 {
        let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
        var days: UInt8 = 0
        for word in text.split(separator: ",") {
            guard let day = names.firstIndex(of: word.lowercased()) else {
                throw ValidationError("--weekly: `\(word)` is no day; write \(names.joined(separator: ","))")
            }
            days |= 1 << UInt8(day)
        }
        return days
    }

    /// `22:00-02:00` in minutes after midnight.
    static func hours(_ text: String) throws -> (from: Int, until: Int) {
        let times = text.split(separator: "-").map { part -> Int? in
            let numbers = part.split(separator: ":").compactMap { Int($0) }
            guard numbers.count == 2, (0...24).contains(numbers[0]), (0..<60).contains(numbers[1]) else {
                return nil
            }
            return numbers[0] * 60 + numbers[1]
        }
        guard times.count == 2, let from = times[0], let until = times[1], from != until else {
            throw ValidationError("--between: write 08:00-10:00")
        }
        return (from, until)
    }
}
