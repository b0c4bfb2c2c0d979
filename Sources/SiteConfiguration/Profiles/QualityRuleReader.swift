import Facility

/// Reads `stuck_after: 6h`, `jump: {more_than: 0.5, within: 10s}` and `stale_after: 30m`, which a point of the
/// vocabulary and a model's field write alike.
enum QualityRuleReader {
    /// - Parameter isNumber: only a number can be flat to the last digit or leap.
    static func read(_ section: Section, isNumber: Bool) -> QualityRule {
        let stuck = section.optional("stuck_after")
        let jump = section.optional("jump")
        let stale = section.optional("stale_after")
        if !isNumber {
            for (key, value) in [("stuck_after", stuck), ("jump", jump)] where value != nil {
                section.log.error(.profile(.onlyForNumbers(key)), at: section.placeOfKey(key))
            }
        }
        return QualityRule(
            stuckAfter: isNumber ? stuck?.interval() : nil, jump: isNumber ? jump.flatMap(readJump) : nil,
            staleAfter: stale?.interval())
    }

    private static func readJump(_ value: YAMLValue) -> QualityRule.Jump? {
        guard let section = value.section() else { return nil }
        let moreThan = section.required("more_than")
        let number = moreThan?.number()
        let within = section.required("within")?.interval()
        section.finish()
        guard let number, let within else { return nil }
        guard number > 0 else {
            moreThan?.error(.profile(.jumpNotPositive))
            return nil
        }
        return QualityRule.Jump(moreThan: number, within: within)
    }
}
