import Expressions

@testable import Facility

/// Draws what a device says: one character per step, `-` for silence, a digit for that number.
struct Drawing {
    static let point = PointIndex(3)
    static let start = Timestamp(milliseconds: 1_700_000_000_000)

    var set: WindowSet
    var step: Interval

    /// One window over the drawn point.
    init(
        _ function: WindowFunction, over duration: Interval = .zero, _ weighing: WindowWeighing = .time,
        number: Double = 0, every step: Interval = .seconds(1)
    ) {
        set = WindowSet([
            WindowSpec(
                function: function, point: Self.point, duration: duration, weighing: weighing, number: number)
        ])
        self.step = step
    }

    /// The values of the window at the end of every step, `?` for unknown.
    mutating func values(_ timeline: String) -> String {
        var answers: [String] = []
        for (position, character) in timeline.enumerated() {
            let now = time(position)
            if let digit = character.wholeNumberValue {
                set.add(point: Self.point, value: .double(Double(digit)), observedAt: now)
            }
            answers.append(text(set.value(0, at: now)))
        }
        return answers.joined(separator: " ")
    }

    func time(_ position: Int) -> Timestamp {
        Self.start + .milliseconds(step.milliseconds * Int64(position))
    }

    mutating func add(_ value: Value, at seconds: Double) {
        set.add(point: Self.point, value: value, observedAt: Self.second(seconds))
    }

    func value(at seconds: Double) -> Value { set.value(0, at: Self.second(seconds)) }

    static func second(_ seconds: Double) -> Timestamp {
        start + .milliseconds(Int64((seconds * 1_000).rounded()))
    }

    private func text(_ value: Value) -> String {
        switch value {
        case .unknown: return "?"
        case .bool(let holds): return holds ? "y" : "n"
        case .int(let number): return "\(number)"
        case .double(let number):
            let rounded = (number * 1_000).rounded() / 1_000
            return rounded == rounded.rounded() ? "\(Int(rounded))" : "\(rounded)"
        case .duration(let milliseconds): return "\(milliseconds)ms"
        default: return "\(value)"
        }
    }
}
