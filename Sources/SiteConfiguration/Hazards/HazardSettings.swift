import Facility

/// What a site says of a hazard otherwise than its file does: numbers, never the rule.
struct HazardSettings {
    /// Names and CEL.
    var numbers: [String: String] = [:]
    var holdsFor: Interval?
    var silent: Interval?
    var quietFor: Interval?
    var expiresAfter: Interval?
    var holdOff: Interval?
    /// As written in `gengfu.yaml`: a word or steps.
    var severity: YAMLValue?
    var isShadow: Bool?

    /// These with others over them, key by key.
    func overlaid(by later: HazardSettings) -> HazardSettings {
        var result = self
        result.numbers.merge(later.numbers) { $1 }
        result.holdsFor = later.holdsFor ?? holdsFor
        result.silent = later.silent ?? silent
        result.quietFor = later.quietFor ?? quietFor
        result.expiresAfter = later.expiresAfter ?? expiresAfter
        result.holdOff = later.holdOff ?? holdOff
        result.severity = later.severity ?? severity
        result.isShadow = later.isShadow ?? isShadow
        return result
    }
}
