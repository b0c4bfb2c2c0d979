/// What a point's values can physically do, as far as it is declared: what breaks it is marked, never dropped.
///
/// Declared in `facility.yaml` for every device of a kind, and by a model's field for that model alone; the field's
/// word counts before the vocabulary's, one rule at a time.
package struct QualityRule: Sendable, Equatable {
    /// A step that the quantity cannot take: more than this much, in the point's unit, within this time.
    package struct Jump: Sendable, Equatable {
        package var moreThan: Double
        package var within: Interval

        package init(moreThan: Double, within: Interval) {
            self.moreThan = moreThan
            self.within = within
        }
    }

    /// Flat to the last digit for this long is `stuck`; nil: a flat value is no fault (a closed valve's flow is 0).
    package var stuckAfter: Interval?
    /// nil: any step is believed.
    package var jump: Jump?
    /// Without a newer reading for this long the point is `stale`; nil: the profile's own length.
    package var staleAfter: Interval?

    package init(stuckAfter: Interval? = nil, jump: Jump? = nil, staleAfter: Interval? = nil) {
        self.stuckAfter = stuckAfter
        self.jump = jump
        self.staleAfter = staleAfter
    }

    package static let none = QualityRule()

    /// These rules, and where one is not given, the other's.
    package func over(_ other: QualityRule) -> QualityRule {
        QualityRule(
            stuckAfter: stuckAfter ?? other.stuckAfter, jump: jump ?? other.jump,
            staleAfter: staleAfter ?? other.staleAfter)
    }

    /// Whether a reading has to be held against the ones before it.
    var looksBack: Bool { stuckAfter != nil || jump != nil }
}
