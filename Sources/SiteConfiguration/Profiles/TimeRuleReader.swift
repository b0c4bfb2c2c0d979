import Facility

/// Reads a profile's `time`, such as
/// `{at: /Parameters/Time, format: "yyyy-MM-dd HH:mm:ss", time_zone: Asia/Shanghai, none_before: 2024-01-01}`.
enum TimeRuleReader {
    private static let named: [(name: String, format: DeviceTimeRule.Format)] = [
        ("rfc3339", .rfc3339), ("iso8601", .iso8601), ("unix", .unix), ("unix_seconds", .unixSeconds),
        ("unix_milliseconds", .unixMilliseconds), ("unix_microseconds", .unixMicroseconds),
    ]

    /// A device whose zone nobody set: what it shows is taken for UTC, and how far off it is learnt from its live
    /// messages.
    private static let deviceZone = "device"

    /// - Parameter place: reads where it lies, as the topic's codec writes it.
    static func read(
        _ value: YAMLValue, place: (YAMLValue) -> String? = FieldReaderForPoints.pointer
    ) -> DeviceTimeRule? {
        guard let section = value.section() else { return nil }
        let places = section.required("at")?.oneOrMore().map { $0.map(place) }
        defer { section.finish() }
        return read(section, places: places)
    }

    /// Reads the rest of a time whose place has been read.
    static func read(_ section: Section, places: [String?]?) -> DeviceTimeRule? {
        let formatValue = section.required("format")
        let formats = formatValue?.oneOrMore().map { $0.map(readFormat) }
        let zoneValue = section.optional("time_zone")
        let zone = zoneValue.flatMap(readZone)
        let noneBefore = section.optional("none_before").flatMap(readDate)
        let future = section.optional("future")?.choice(DeviceTimeRule.Future.allCases)
        let known = (formats ?? []).compactMap { $0 }
        if known.contains(where: \.needsZone) {
            if zoneValue == nil, let formatValue { formatValue.error(.profile(.timeZoneMissing)) }
        } else if let zoneValue, !known.isEmpty, !known.contains(.iso8601) {
            zoneValue.error(.profile(.timeZoneUseless))
        }
        guard let places, let formats, let at = places.first ?? nil, let format = formats.first ?? nil else {
            return nil
        }
        return DeviceTimeRule(
            at: at, format: format, zone: zone ?? .utc, otherwise: places.dropFirst().compactMap { $0 },
            otherFormats: formats.dropFirst().compactMap { $0 }, noneBefore: noneBefore,
            future: future ?? .offset)
    }

    private static func readZone(_ value: YAMLValue) -> ZoneRules? {
        if let name = value.word(), name == deviceZone { return .utc }
        return TimeZoneReader.read(value)
    }

    /// `2024-01-01`, a day that begins in UTC.
    private static func readDate(_ value: YAMLValue) -> Timestamp? {
        guard let text = value.word() else { return nil }
        guard let date = Timestamp(day: text) else {
            value.error(.profile(.invalidDate(text)))
            return nil
        }
        return date
    }

    private static func readFormat(_ value: YAMLValue) -> DeviceTimeRule.Format? {
        guard let text = value.word() else { return nil }
        if let (_, format) = named.first(where: { $0.name == text }) { return format }
        // A lone word is a misspelt name rather than a pattern.
        if text.contains("_") || ["rfc", "unix", "iso"].contains(where: text.hasPrefix) {
            value.error(.form(.notAChoice(text)), help: .nearest(to: text, among: named.map(\.name)))
            return nil
        }
        do throws(TimePattern.Mistake) {
            _ = try TimePattern(text)
            return .pattern(text)
        } catch {
            let message: ProfileMessage =
                switch error {
                case .unknownField(let letters), .repeatedField(let letters): .unknownTimePattern(letters)
                case .missingField(let letters): .timePatternIncomplete(missing: letters)
                case .openQuote: .unknownTimePattern("'")
                }
            value.error(
                .profile(message),
                help: .known(["yyyy", "MM", "dd", "HH", "mm", "ss", "SSS"] + named.map(\.name)))
            return nil
        }
    }
}

extension DeviceTimeRule.Format {
    /// Whether a device that writes like this leaves it to the reader to know its zone.
    fileprivate var needsZone: Bool {
        guard case .pattern(let text) = self, let pattern = try? TimePattern(text) else { return false }
        return !pattern.hasOffset
    }
}
