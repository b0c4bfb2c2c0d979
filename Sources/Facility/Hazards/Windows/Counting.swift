import Expressions

/// Functions that count what happened inside the window. They are unknown until the point has been known for the
/// whole window: "no change in five minutes" cannot be said after three.
extension WindowRule {
    /// `changes(p, d)`: how often the value differed from the one before it. Works on any kind of point.
    ///
    /// Floors 7, 7, 8, 8, 7 give 2. A change counts at the time of the reading that shows it.
    static let changes = WindowRule(
        resultType: .int, takesAnyKind: true,
        value: { view in view.isWhollyKnown ? .int(view.changes) : .unknown },
        nextChange: { view in
            if let filled = view.willBeKnown(for: view.duration) { return filled }
            guard view.changes > 0 else { return nil }
            for position in 0..<view.count where view[position].changes > 0 {
                return view.expiry(of: view[position])
            }
            return nil
        })

    /// `count(p, d)`: number of readings.
    static let count = WindowRule(
        resultType: .int, takesAnyKind: true,
        value: { view in view.isWhollyKnown ? .int(view.readings) : .unknown },
        nextChange: { view in
            view.willBeKnown(for: view.duration) ?? (view.count > 0 ? view.expiry(of: view[0]) : nil)
        })
}
