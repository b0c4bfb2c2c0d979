import Expressions
import Testing

@testable import Facility

@Suite struct WindowSetTests {
    private let every: [WindowSpec] = WindowFunction.allCases.map {
        WindowSpec(function: $0, point: Drawing.point, duration: .seconds(60), number: 0.5)
    }

    @Test("The order of arrival changes nothing while readings are in different cells", arguments: 1...20)
    func shuffled(seed: Int) {
        var random = Lehmer(seed: UInt64(seed))
        var readings = (0..<50).map { second in
            (second: second * 3, value: Double(random.next(below: 4)))
        }
        readings.removeAll { $0.second > 60 }
        var ordered = WindowSet(every)
        for reading in readings { add(reading, to: &ordered) }
        var shuffled = WindowSet(every)
        for position in readings.indices.dropLast() {
            let other = position + Int(random.next(below: UInt64(readings.count - position)))
            readings.swapAt(position, other)
        }
        for reading in readings { add(reading, to: &shuffled) }
        for second in [60.0, 75, 100, 119, 125] {
            for index in every.indices {
                let now = Drawing.second(second)
                #expect(
                    isNear(shuffled.value(index, at: now), ordered.value(index, at: now)), "\(every[index])")
            }
        }
    }

    @Test("A reading older than the window is ignored, one inside it finds its place")
    func late() {
        var drawing = Drawing(.max, over: .seconds(10))
        drawing.add(.double(1), at: 0)
        drawing.add(.double(2), at: 20)
        drawing.add(.double(99), at: 9)
        #expect(drawing.value(at: 20) == .double(2))
        drawing.add(.double(50), at: 15)
        #expect(drawing.value(at: 20) == .double(50))
    }

    @Test("A window never keeps more than 600 cells, however fast the device talks or however late it is")
    func bounded() {
        var track = WindowTrack(duration: 60_000)
        var random = Lehmer(seed: 4)
        var most = 0
        for reading in 0..<200_000 {
            let time = Int64(reading) - Int64(random.next(below: 3) == 0 ? random.next(below: 70_000) : 0)
            track.add(WindowSample(.double(Double(random.next(below: 9))))!, at: time)
            most = max(most, track.cells.count + (track.anchor == nil ? 0 : 1))
        }
        #expect(most <= WindowTrack.cellLimit)
        #expect(most > 590)
        #expect(MemoryLayout<WindowCell>.stride == 16)
        #expect(MemoryLayout<WindowCrowd?>.stride <= 128)
    }

    @Test("A window of months tells what one of minutes does, however long it goes on", arguments: [60, 400])
    func months(days: Int) {
        let step = days * 180  // seconds: longer than a cell, and 480 steps a window
        for function in [WindowFunction.count, .delta, .min, .max, .changes, .increase] {
            var drawing = Drawing(function, over: .days(Int64(days)))
            for reading in 0..<4_000 {
                // In their order, but for every ninth that comes after its successor.
                let number = reading % 9 == 7 ? reading + 1 : reading % 9 == 8 ? reading - 1 : reading
                drawing.add(.double(Double(number)), at: Double(number * step))
            }
            let last = 3_999.0
            let expected: Value =
                switch function {
                case .count, .changes: .int(480)
                case .min: .double(last - 480)
                case .max: .double(last)
                default: .double(479)
                }
            #expect(drawing.value(at: (last + 0.5) * Double(step)) == expected, "\(function)")
        }
    }

    @Test("A spike that has left the window leaves nothing behind", arguments: [1e9, 1e16, 1e150])
    func spike(size: Double) {
        for function in [WindowFunction.avg, .stddev, .sum, .slope, .increase] {
            var drawing = Drawing(function, over: .seconds(20))
            var clean = Drawing(function, over: .seconds(20))
            for second in 0..<60 {
                let value = Double(second % 3) / 10
                drawing.add(.double(second == 17 ? size : value), at: Double(second))
                clean.add(.double(value), at: Double(second))
            }
            #expect(isNear(drawing.value(at: 59), clean.value(at: 59)), "\(function)")
        }
    }

    @Test("A small spread far from zero, and far from where the window began, is told to its last digits")
    func far() {
        var drawing = Drawing(.stddev, over: .seconds(400), .readings)
        drawing.add(.double(0), at: -401)
        for second in 0..<400 { drawing.add(.double(1e6 + Double(second % 2) / 1_000), at: Double(second)) }
        guard case .double(let deviation) = drawing.value(at: 399.5) else { Issue.record("unknown"); return }
        #expect(abs(deviation - 0.0005) < 1e-8)
    }

    @Test("Between the times it names, time alone changes no value")
    func nextChange() {
        let byReadings: [WindowFunction] = [.min, .max, .avg, .stddev, .quantile]
        let others: [WindowFunction] = [
            .changes, .count, .sum, .stuck, .rate, .delta, .increase, .slope, .min, .max,
        ]
        let functions = others + byReadings
        let specs = functions.enumerated().map { position, function in
            WindowSpec(
                function: function, point: Drawing.point, duration: .seconds(20),
                weighing: position < others.count ? .time : .readings, number: 0.9)
        }
        var random = Lehmer(seed: 11)
        var set = WindowSet(specs)
        for reading in 0..<80 {
            let gap = Int64(random.next(below: 30_000))
            let at = Drawing.second(Double(reading) * 30 - (reading % 4 == 3 ? 25 : 0))
            set.add(point: Drawing.point, value: .double(Double(random.next(below: 3))), observedAt: at)
            var from = at
            while from < at + .milliseconds(gap) {
                let next = set.nextChange(after: from) ?? .distantFuture
                #expect(next > from)
                let before = min(next - .milliseconds(1), at + .milliseconds(gap))
                for index in specs.indices {
                    #expect(
                        isNear(set.value(index, at: before), set.value(index, at: from)), "\(specs[index])")
                }
                from = next
            }
        }
    }

    @Test("Values that say nothing are no readings")
    func nothing() {
        var set = WindowSet([WindowSpec(function: .age, point: Drawing.point)])
        for value in [Value.unknown, .null, .double(.nan), .double(.infinity), .list([])] {
            set.add(point: Drawing.point, value: value, observedAt: Drawing.start)
        }
        set.add(point: PointIndex(77), value: .double(1), observedAt: Drawing.start)
        #expect(set.value(0, at: Drawing.second(1)) == .unknown)
        #expect(set.watches(Drawing.point) && !set.watches(PointIndex(77)))
    }

    @Test("What was forgotten is unknown again until the window has filled anew")
    func forget() {
        var drawing = Drawing(.changes, over: .seconds(2))
        #expect(drawing.values("1234") == "? ? 2 3")
        drawing.set.forget(Drawing.point)
        #expect(drawing.value(at: 4) == .unknown)
        drawing.add(.double(8), at: 100)
        #expect(drawing.value(at: 101.999) == .unknown)
        #expect(drawing.value(at: 102) == .int(0))
    }

    @Test("A windowed function without a duration is unknown, never a trap")
    func noDuration() {
        for function in WindowFunction.allCases where function.takesDuration {
            var drawing = Drawing(function)
            drawing.add(.double(1), at: 0)
            drawing.add(.double(2), at: 10)
            #expect(drawing.value(at: 20) == .unknown)
        }
    }

    /// The same, but for the rounding of sums made in another order.
    private func isNear(_ left: Value, _ right: Value) -> Bool {
        guard case .double(let left) = left, case .double(let right) = right else { return left == right }
        return abs(left - right) <= 1e-9 * Swift.max(1, abs(left), abs(right))
    }

    private func add(_ reading: (second: Int, value: Double), to set: inout WindowSet) {
        set.add(
            point: Drawing.point, value: .double(reading.value),
            observedAt: Drawing.second(Double(reading.second)))
    }
}
