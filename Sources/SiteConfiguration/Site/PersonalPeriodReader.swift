import Facility

/// Reads `personal: {pseudonyms_last: 30d}`: how long a person's card stays the same pseudonym.
enum PersonalPeriodReader {
    static func read(_ section: Section) -> Interval {
        defer { section.finish() }
        guard let value = section.optional("pseudonyms_last"), let period = value.interval() else {
            return PersonalReadings.defaultPeriod
        }
        guard period >= PersonalReadings.shortest, period <= PersonalReadings.longest else {
            value.error(.form(.outOfRange(from: "1h", to: "183d")))
            return PersonalReadings.defaultPeriod
        }
        return period
    }
}
