import Expressions

/// Functions that tell how far or how fast a number has moved. They look only at readings inside the window and
/// never beyond them: no extrapolation, no value carried in from before. They need two readings at least half the
/// duration apart, else they are unknown. A good window is three reporting periods or longer.
extension WindowRule {
    /// `rate(p, d)`: (last − first) / (time between them), in the point's unit **per second**.
    ///
    /// Fire, rate of rise above 8.3 °C/min (0.138 °C/s) over one minute: 21.0 °C at 12:00:00 and 30.0 °C at
    /// 12:01:00 give 9.0 / 60 = 0.15: a fire. A quiet room read in steps of 1 °C that turns from 21 to 22 can show
    /// at most one step over half a window: 1 / 30 s = 2 °C/min, whenever it is asked. In general a step of q
    /// reads as no more than 2·q per duration. Three readings within 20 s are too little to tell: unknown.
    static let rate = WindowRule(
        resultType: .double,
        value: { view in
            guard let (first, last) = ends(of: view) else { return .unknown }
            let seconds = Double(last.at - first.at) / 1_000
            return finite((last.number - first.number) / seconds)
        },
        nextChange: nextDeparture)

    /// `delta(p, d)`: last − first, in the point's unit.
    ///
    /// A tank at 3.2 m that stands at 2.9 m ten minutes later has a delta of −0.3.
    static let delta = WindowRule(
        resultType: .double,
        value: { view in
            guard let (first, last) = ends(of: view) else { return .unknown }
            return finite(last.number - first.number)
        },
        nextChange: nextDeparture)

    /// `increase(p, d)`: how far a counter has gone up, through its restarts at zero.
    ///
    /// 90, 95, 3, 7 give 5 + 3 + 4 = 12: a counter that falls has begun again at zero.
    static let increase = WindowRule(
        resultType: .double,
        value: { view in
            guard ends(of: view) != nil else { return .unknown }
            var total = 0.0
            for position in 1..<view.count {
                let step = view[position].number - view[position - 1].number
                total += step >= 0 ? step : view[position].number
            }
            return finite(total)
        },
        nextChange: nextDeparture)

    private static func ends(of view: WindowView) -> (first: WindowCell, last: WindowCell)? {
        guard !view.isText, view.count >= 2 else { return nil }
        let (first, last) = (view[0], view[view.count - 1])
        return last.at - first.at >= Swift.max(1, view.duration / 2) ? (first, last) : nil
    }

    private static let nextDeparture: @Sendable (WindowView) -> Timestamp? = { view in
        ends(of: view) == nil ? nil : view.expiry(of: view[0])
    }

    /// Two huge numbers can differ by more than a double holds; that is no value.
    static func finite(_ number: Double) -> Value { number.isFinite ? .double(number) : .unknown }
}
