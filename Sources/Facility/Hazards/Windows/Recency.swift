import Expressions

/// Functions that look at the newest readings alone and take no duration.
extension WindowRule {
    /// `age(p)`: how long ago the newest reading was true; unknown when there never was one.
    ///
    /// It grows without end, so it is looked at again after a second, later after a thirty-second part of itself:
    /// `age(p) > duration('10m')` is seen at most 19 s late, at the price of some 200 looks in the first hour.
    static let age = WindowRule(
        resultType: .duration, takesDuration: false, takesAnyKind: true,
        value: { view in
            guard let newest = view.recent.newest else { return .unknown }
            return .duration(milliseconds: view.now &- newest.at.milliseconds)
        },
        nextChange: { view in
            guard let newest = view.recent.newest else { return nil }
            let age = view.now &- newest.at.milliseconds
            return Timestamp(milliseconds: view.now &+ Swift.max(1_000, age / 32))
        })

    /// `previous(p)`: the value of the reading before the newest; unknown while there is only one.
    static let previous = WindowRule(
        resultType: .dynamic, takesDuration: false, takesAnyKind: true,
        value: { view in view.recent.previous?.value ?? .unknown },
        nextChange: { _ in nil })
}
