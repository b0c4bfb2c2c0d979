/// Which definition of a hazard raised an incident: the same in every process, another one as soon as anything that
/// decides is.
extension Hazard {
    /// 16 hexadecimal digits over its conditions, times, severities and scope, with the site's own numbers. Its name,
    /// advice and codes may be mended without making it another one.
    package var version: String {
        var hash = DefinitionHash()
        hash.add(id)
        for evidence in evidence {
            switch evidence.sign {
            case .condition(let condition): hash.add(condition.source)
            case .silence(let interval): hash.add("silence \(interval.milliseconds)")
            }
            hash.add("\(evidence.holdsFor.milliseconds) \(evidence.isWeak) \(evidence.isBeside)")
        }
        hash.add(unless?.source ?? "")
        hash.add(quietWhen?.source ?? "")
        hash.add("\(quietFor.milliseconds) \(severity.rank) \(scope.rawValue) \(confirm.rawValue)")
        for step in steps { hash.add("\(step.severity.rank) \(step.condition.source)") }
        hash.add("\(expiresAfter?.milliseconds ?? -1) \(holdOff?.milliseconds ?? -1) \(isShadow)")
        for period in schedule?.periods ?? [] { hash.add("\(period.days) \(period.from) \(period.until)") }
        hash.add("\(schedule?.exceptHolidays ?? false)")
        return hash.text
    }
}

/// FNV-1a, 64 bits (draft-eastlake-fnv-21): it tells versions apart, it protects nothing.
private struct DefinitionHash {
    private var state: UInt64 = 0xCBF2_9CE4_8422_2325

    /// A text and its end, so that `ab`, `c` is not `a`, `bc`.
    mutating func add(_ text: String) {
        for byte in text.utf8 { mix(byte) }
        mix(0)
    }

    private mutating func mix(_ byte: UInt8) { state = (state ^ UInt64(byte)) &* 0x100_0000_01B3 }

    var text: String {
        let digits = String(state, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
