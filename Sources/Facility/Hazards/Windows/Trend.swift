import Expressions

/// Functions that tell how far or how fast a number has moved. They look only at readings inside the window and
/// never beyond them: no extrapolation, no value carried in from before. They need two readings at least half the
/// duration apart (`slope`: three), else they are unknown. A good window is three reporting periods or longer.
extension WindowTrack {
    /// `rate(p, d)`: (last − first) / (time between them), in the point's unit **per second**.
    ///
    /// Fire, rate of rise above 8.3 °C/min (0.138 °C/s) over one minute: 21.0 °C at 12:00:00 and 30.0 °C at
    /// 12:01:00 give 9.0 / 60 = 0.15: a fire. A quiet room read in steps of 1 °C that turns from 21 to 22 can show
    /// at most one step over half a window: 1 / 30 s = 2 °C/min, whenever it is asked. In general a step of q
    /// reads as no more than 2·q per duration. Three readings within 20 s are too little to tell: unknown.
    func rate(_ edge: WindowEdge) -> Value {
        guard let (first, last) = ends(edge) else { return .unknown }
        return Self.finite((last.number - first.number) / (Double(last.at - first.at) / 1_000))
    }

    /// `delta(p, d)`: last − first, in the point's unit.
    ///
    /// A tank at 3.2 m that stands at 2.9 m ten minutes later has a delta of −0.3.
    func delta(_ edge: WindowEdge) -> Value {
        guard let (first, last) = ends(edge) else { return .unknown }
        return Self.finite(last.number - first.number)
    }

    /// `increase(p, d)`: how far a counter has gone up, through its restarts at zero.
    ///
    /// 90, 95, 3, 7 give 5 + 3 + 4 = 12: a counter that falls has begun again at zero.
    func increase(_ edge: WindowEdge) -> Value {
        guard ends(edge) != nil else { return .unknown }
        return Self.finite(totals(edge).rise)
    }

    /// `slope(p, d)`: the straight line through all readings that leaves the least squares, in the point's unit **per
    /// second**. `rate` looks at two readings, this at every one: noise of ±1 °C that makes `rate` over ten readings
    /// swing by 0.2 of it swings this by less than half as much.
    ///
    /// 20.0, 20.9, 22.1, 23.0 °C at 0, 10, 20, 30 s: 0.102 °C/s.
    func slope(_ edge: WindowEdge) -> Value {
        guard ends(edge) != nil else { return .unknown }
        let sums = totals(edge)
        let count = Double(sums.readings)
        guard count >= 3 else { return .unknown }
        let spread = sums.timeSquare - sums.time * sums.time / count
        let together = sums.product - sums.time * sums.value / count
        return spread > 0 ? Self.finite(together / spread) : .unknown
    }

    func nextDeparture(_ edge: WindowEdge) -> Timestamp? { ends(edge) == nil ? nil : firstExpiry(edge) }
}
