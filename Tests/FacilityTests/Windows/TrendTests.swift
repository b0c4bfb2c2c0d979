import Expressions
import Testing

@testable import Facility

@Suite struct TrendTests {
    /// 8.3 °C/min in °C/s, the rate of rise of a heat detector.
    private let alarm = 8.3 / 60

    @Test("A rate needs two readings half a window apart")
    func half() {
        var drawing = Drawing(.rate, over: .seconds(6))
        #expect(drawing.values("0123456654") == "? ? ? 1 1 1 1 0.833 0.5 0.167")
    }

    @Test("A rate of rise of 9 °C in a minute passes 8.3 °C/min, one of 8 does not")
    func worked() {
        for (end, isFire) in [(30.0, true), (29.0, false)] {
            var drawing = Drawing(.rate, over: .minutes(1))
            drawing.add(.double(21), at: 0)
            drawing.add(.double(end), at: 60)
            #expect((number(drawing.value(at: 60)) > alarm) == isFire)
        }
    }

    @Test(
        "A quiet room is never a fire, however coarse its thermometer and whatever its pace",
        arguments: [0.1, 0.5, 1, 2], [1, 10, 20, 30] as [Double])
    func quantised(step: Double, period: Double) {
        var random = Lehmer(seed: 7)
        var drawing = Drawing(.rate, over: .minutes(1))
        var known = 0
        for reading in 0..<2_000 {
            let drift = Double(random.next(below: 200)) / 1_000 - 0.1
            let celsius = ((21.45 + drift) / step).rounded() * step
            let second = Double(reading) * period
            drawing.add(.double(celsius), at: second)
            if case .double(let rate) = drawing.value(at: second) {
                known += 1
                #expect(abs(rate) < alarm)
            }
        }
        #expect(known > 1_900)
    }

    @Test("A backlog read in one instant is judged by the time the device gives")
    func backlog() {
        var drawing = Drawing(.rate, over: .minutes(1))
        for minute in 0..<60 { drawing.add(.double(20 + Double(minute) * 0.5), at: Double(minute) * 60) }
        #expect(abs(number(drawing.value(at: 3_540)) - 0.5 / 60) < 1e-9)
    }

    @Test("A gap is not a slope: after a silence the rate is unknown until it has half a window again")
    func gap() {
        var drawing = Drawing(.rate, over: .seconds(4))
        #expect(drawing.values("11111------99999") == "? ? 0 0 0 0 0 ? ? ? ? ? ? 0 0 0")
    }

    @Test("Delta is the difference over the window, with its sign")
    func delta() {
        var drawing = Drawing(.delta, over: .seconds(4))
        #expect(drawing.values("98765555") == "? ? -2 -3 -4 -3 -2 -1")
    }

    @Test("A counter that begins again at zero has not run backwards")
    func increase() {
        var drawing = Drawing(.increase, over: .seconds(3))
        for (second, count) in [90.0, 95, 3, 7].enumerated() {
            drawing.add(.double(count), at: Double(second))
        }
        #expect(drawing.value(at: 3) == .double(12))
    }

    @Test("A text has no trend")
    func text() {
        var drawing = Drawing(.rate, over: .seconds(4))
        for second in 0..<9 { drawing.add(.string("\(second)"), at: Double(second)) }
        #expect(drawing.value(at: 8) == .unknown)
    }

    @Test("Numbers whose difference is beyond a double give no rate")
    func huge() {
        var drawing = Drawing(.delta, over: .seconds(4))
        drawing.add(.double(-1.7e308), at: 0)
        drawing.add(.double(1.7e308), at: 4)
        #expect(drawing.value(at: 4) == .unknown)
    }

    private func number(_ value: Value) -> Double {
        if case .double(let number) = value { number } else { .nan }
    }
}
