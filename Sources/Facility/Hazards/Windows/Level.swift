import Expressions

/// Functions that tell where a number stood. The value a window begins with is the one that stood before it: a
/// device that reports only changes has said something for the whole stretch. Unknown until the point has been
/// known for half the duration.
extension WindowRule {
    /// `min(p, d)`: the lowest value that stood at any time inside the window.
    static let min = extreme {
        ($0.low, $0.number)
    } choose: {
        Swift.min($0, $1)
    }

    /// `max(p, d)`: the highest value that stood at any time inside the window.
    static let max = extreme {
        ($0.high, $0.number)
    } choose: {
        Swift.max($0, $1)
    }

    /// `avg(p, d)`: the mean over time, each value weighted by how long it stood.
    ///
    /// 0.30 MPa for 50 s, then 0.10 MPa for 10 s, over one minute: 0.267 MPa, however often either was sent.
    static let avg = WindowRule(
        resultType: .double,
        value: { view in
            guard !view.isText, view.isHalfKnown else { return .unknown }
            var from = view.now &- view.duration
            var value = view.standing?.number
            var area = 0.0
            var length = 0.0
            for position in 0..<view.count {
                let cell = view[position]
                if let value {
                    area += value * Double(cell.at - from)
                    length += Double(cell.at - from)
                }
                from = cell.at
                value = cell.number
            }
            guard let value else { return .unknown }
            area += value * Double(view.now - from)
            length += Double(view.now - from)
            return finite(length > 0 ? area / length : value)
        },
        nextChange: { view in
            if let filled = view.willBeKnown(for: view.duration / 2) { return filled }
            guard view.count > 0 else { return nil }
            return Timestamp(milliseconds: view.now &+ Swift.max(1_000, view.duration / 32))
        })

    private static func extreme(
        _ part: @escaping @Sendable (WindowCell) -> (inside: Double, standing: Double),
        choose: @escaping @Sendable (Double, Double) -> Double
    ) -> WindowRule {
        WindowRule(
            resultType: .double,
            value: { view in
                guard !view.isText, view.isHalfKnown else { return .unknown }
                var best = view.standing.map { part($0).standing }
                for position in 0..<view.count {
                    let value = part(view[position]).inside
                    best = best.map { choose($0, value) } ?? value
                }
                return best.map(finite) ?? .unknown
            },
            nextChange: { view in
                if let filled = view.willBeKnown(for: view.duration / 2) { return filled }
                guard view.count > 0 else { return nil }
                // What stood before leaves when the first reading reaches the window's edge.
                let edge = Timestamp(milliseconds: view[0].at &+ view.duration)
                return edge.milliseconds > view.now ? edge : view.expiry(of: view[0])
            })
    }
}
