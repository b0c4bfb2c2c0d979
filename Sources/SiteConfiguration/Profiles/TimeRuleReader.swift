import Facility

/// Reads `time: {at: /Parameters/Time, format: "yyyy-MM-dd HH:mm:ss", time_zone: Asia/Shanghai}`.
enum TimeRuleReader {
    private static let named: [(name: String, format: DeviceTimeRule.Format)] = [
        ("rfc3339", .rfc3339), ("unix_seconds", .unixSeconds), ("unix_milliseconds", .unixMilliseconds),
    ]

    static func read(_ value: YAMLValue) -> DeviceTimeRule? {
        guard let section = value.section() else { return nil }
        let pointer = section.required("at").flatMap(FieldReaderForPoints.pointer)
        let formatValue = section.required("format")
        let format = formatValue.flatMap(readFormat)
        let zoneValue = section.optional("time_zone")
        let zone = zoneValue.flatMap(TimeZoneReader.read)
        if case .pattern? = format {
            if zoneValue == nil, let formatValue { formatValue.error(.profile(.timeZoneMissing)) }
        } else if format != nil, let zoneValue {
            zoneValue.error(.profile(.timeZoneUseless))
        }
        section.finish()
        guard let pointer, let format else { return nil }
        return DeviceTimeRule(at: pointer, format: format, zone: zone ?? .utc)
    }

    private static func readFormat(_ value: YAMLValue) -> DeviceTimeRule.Format? {
        guard let text = value.word() else { return nil }
        if let (_, format) = named.first(where: { $0.name == text }) { return format }
        // A lone word is a misspelt name rather than a pattern.
        if text.contains("_") || text.hasPrefix("rfc") || text.hasPrefix("unix") {
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
