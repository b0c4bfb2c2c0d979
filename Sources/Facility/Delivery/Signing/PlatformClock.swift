/// How far a platform's clock is from ours, learnt from the `Date` header of its answers: a platform that refuses
/// signatures older than 180 s refuses all of a box whose clock is four minutes off.
///
/// The header counts whole seconds and was written at some moment between question and answer. So the offset lies
/// between `date − received` and `date + 1 s − sent`; while zero lies there too, the clocks agree.
/// Asked at 12:00:00.0, answered at 12:00:00.4 with `12:04:10`: between 249.6 s and 251.0 s, taken as 250.3 s.
package struct PlatformClock: Sendable, Equatable {
    /// To be added to our time.
    package private(set) var offset = Interval.zero

    /// An answer that took longer than this tells too little.
    private static let slowest = Interval.seconds(10)

    package init() {}

    /// - Parameters:
    ///   - date: of the header.
    ///   - sent: our time when the question went out; `received`: when the answer's head was there.
    package mutating func observe(date: Timestamp, sent: Timestamp, received: Timestamp) {
        guard received >= sent, received - sent <= Self.slowest else { return }
        let least = date - received
        let most = (date + .seconds(1)) - sent
        if least <= .zero, most >= .zero {
            offset = .zero
        } else if offset < least || offset > most {
            // What fits the answer is left as it is, or it would tremble with every one.
            offset = Interval(milliseconds: (least.milliseconds + most.milliseconds) / 2)
        }
    }

    package func time(at now: Timestamp) -> Timestamp { now + offset }
}
