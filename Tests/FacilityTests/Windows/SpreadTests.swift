import Expressions
import Testing

@testable import Facility

@Suite struct SpreadTests {
    @Test("A mean over readings counts each once, over time each for as long as it stood")
    func bothMeans() {
        for (weighing, expected) in [(WindowWeighing.time, 0.8), (.readings, 0.25)] {
            var drawing = Drawing(.avg, over: .seconds(10), weighing)
            drawing.add(.double(1), at: 0)
            for tenth in 0..<3 { drawing.add(.double(0), at: 8 + Double(tenth) / 2) }
            #expect(drawing.value(at: 10) == .double(expected))
        }
    }

    @Test("The standard deviation of two values that stood equally long is half their distance")
    func deviation() {
        var drawing = Drawing(.stddev, over: .seconds(4))
        #expect(drawing.values("1-3-1-3-") == "? ? 0 0.943 1 1 1 1")
        var readings = Drawing(.stddev, over: .seconds(4), .readings)
        #expect(readings.values("1-----3-") == "? ? ? ? ? ? ? ?", "one reading has no spread")
        var steady = Drawing(.stddev, over: .seconds(4), .readings)
        #expect(steady.values("55555") == "? ? 0 0 0")
    }

    @Test("A median does not see the spike that a mean sees")
    func median() {
        var drawing = Drawing(.quantile, over: .seconds(8), .readings, number: 0.5)
        #expect(drawing.values("222292223") == "? ? ? ? 2 2 2 2 2")
        var time = Drawing(.quantile, over: .seconds(10), number: 0.9)
        #expect(time.values("1--------9-").hasSuffix("1 1"))
        var more = Drawing(.quantile, over: .seconds(10), number: 0.9)
        #expect(more.values("1-------99-").hasSuffix("1 9 9"))
        #expect(Drawing(.quantile, over: .seconds(1), number: 1.5).value(at: 5) == .unknown)
    }

    @Test("Between two ranks a quantile of readings lies in proportion")
    func interpolated() {
        var drawing = Drawing(.quantile, over: .seconds(4), .readings, number: 0.25)
        #expect(drawing.values("17395").hasSuffix("3"))
        var tenth = Drawing(.quantile, over: .seconds(4), .readings, number: 0.1)
        #expect(tenth.values("17395").hasSuffix("1.8"))
    }

    @Test("A sum counts what came inside the window, and nothing when nothing came")
    func sum() {
        var drawing = Drawing(.sum, over: .seconds(3))
        #expect(drawing.values("12345------") == "? ? ? 10 14 12 9 5 0 0 0")
    }

    @Test("A slope looks at every reading, and needs three")
    func slope() {
        var drawing = Drawing(.slope, over: .seconds(30), every: .seconds(10))
        for (position, celsius) in [20.0, 20.9, 22.1, 23.0].enumerated() {
            drawing.add(.double(celsius), at: Double(position) * 10)
        }
        #expect(drawing.value(at: 20) == drawing.value(at: 30))
        guard case .double(let slope) = drawing.value(at: 30) else { Issue.record("unknown"); return }
        #expect(abs(slope - 0.102) < 1e-12)
        var two = Drawing(.slope, over: .seconds(30))
        two.add(.double(20), at: 0)
        two.add(.double(23), at: 30)
        #expect(two.value(at: 30) == .unknown)
    }

    @Test("Stuck is: readings for the whole window and not one differed; a silence is not stuck")
    func stuck() {
        var drawing = Drawing(.stuck, over: .seconds(4))
        #expect(drawing.values("5555556666666") == "? ? ? ? y y n n n n n y y")
        var silent = Drawing(.stuck, over: .seconds(4))
        #expect(silent.values("5-5-5-----5-5-5") == "? ? ? ? y y y ? ? ? ? ? y y y")
        var text = Drawing(.stuck, over: .seconds(4))
        for second in 0..<6 { text.add(.string("7F"), at: Double(second)) }
        #expect(text.value(at: 5) == .bool(true))
    }
}
