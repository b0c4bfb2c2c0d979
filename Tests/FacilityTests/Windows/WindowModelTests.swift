import Expressions
import Testing

@testable import Facility

/// Every window function against `NaiveWindow`, on series drawn by dice.
@Suite struct WindowModelTests {
    private static let point = Drawing.point

    private func specs(_ duration: Int64, isCrowded: Bool = false) -> [WindowSpec] {
        let functions = WindowFunction.allCases.filter { $0 != .previous && $0 != .age }
        return functions.flatMap { function in
            WindowWeighing.allCases.filter { $0 == .time || function.takesWeighing }.flatMap { weighing in
                [0, 0.1, 0.5, 0.95, 1].filter { $0 == 0.5 || function == .quantile && !isCrowded }.map {
                    WindowSpec(
                        function: function, point: Self.point, duration: .milliseconds(duration),
                        weighing: weighing, number: $0)
                }
            }
        }.filter { !isCrowded || $0.function != .quantile }
    }

    private func expectSame(
        _ set: WindowSet, _ naive: NaiveWindow, _ specs: [WindowSpec], at now: Int64, _ what: String
    ) {
        for (index, spec) in specs.enumerated() {
            let found = number(set.value(index, at: Timestamp(milliseconds: now)))
            let wanted = naive.value(spec, at: now)
            guard let found, let wanted else {
                #expect(found == wanted, "\(spec.function) \(spec.weighing) \(spec.number) \(what)")
                continue
            }
            let size = Swift.max(1, abs(found), abs(wanted))
            #expect(
                abs(found - wanted) <= 1e-7 * size,
                "\(spec.function) \(spec.weighing) \(spec.number): \(found), not \(wanted), \(what)")
        }
    }

    private func number(_ value: Value) -> Double? {
        switch value {
        case .double(let number): number
        case .int(let number): Double(number)
        case .bool(let holds): holds ? 1 : 0
        default: nil
        }
    }

    @Test(
        "Late readings, duplicates, gaps and forgetting: the same as keeping everything",
        arguments: 1...20 as ClosedRange<UInt64>)
    func sparse(seed: UInt64) {
        var dice = Dice(seed: seed)
        // Readings 150 ms apart at least lie in cells of their own (101 ms).
        let duration: Int64 = 60_000
        let specs = specs(duration)
        var set = WindowSet(specs)
        var naive = NaiveWindow(duration: duration)
        var time: Int64 = 1_700_000_000_100
        let offset = [0, 1e6, -40][Int(seed % 3)]
        var last = (at: time, value: 0.0)
        for step in 0..<400 {
            time += 150 * Int64([1, 1, 2, 10, 10, 40, 300][dice.roll(7)])
            if dice.roll(60) == 0 { time += 150 * 1_000 }
            var reading = (at: time, value: offset + Double(dice.roll(5)) / [1, 10, 3][Int(seed % 3)])
            switch dice.roll(12) {
            case 0: reading.at -= 150 * Int64(dice.roll(450))
            case 1: reading = last
            case 2: reading.value = last.value
            default: break
            }
            if dice.roll(100) == 0 {
                set.forget(Self.point)
                naive.forget()
            }
            set.add(
                point: Self.point, value: .double(reading.value),
                observedAt: Timestamp(milliseconds: reading.at))
            naive.add(reading.value, at: reading.at)
            last = reading
            let ask = time + [0, 0, 77, 20_000, 70_000][dice.roll(5)]
            expectSame(set, naive, specs, at: ask, "step \(step)")
        }
    }

    @Test(
        "A device that talks faster than cells are wide loses single values and no sum",
        arguments: 1...8 as ClosedRange<UInt64>)
    func crowded(seed: UInt64) {
        var dice = Dice(seed: seed &+ 900)
        let duration: Int64 = 60_000
        let specs = specs(duration, isCrowded: true)
        var set = WindowSet(specs)
        var naive = NaiveWindow(duration: duration)
        // A square wave of five per second: every tenth reading alone would see one side of it only.
        var time: Int64 = 1_700_000_000_000
        var held: [(at: Int64, value: Double)] = []
        for step in 0..<2_500 {
            time += Int64(1 + dice.roll(70))
            let value = time / 100 % 2 == 0 ? 10.0 : Double(dice.roll(20))
            // Some come late, but before the next cell has begun or into one that has no other.
            if dice.roll(20) == 0, seed.isMultiple(of: 2) {
                held.append((time, value))
                time += 101
                continue
            }
            for reading in [(at: time, value: value)] + held {
                set.add(
                    point: Self.point, value: .double(reading.value),
                    observedAt: Timestamp(milliseconds: reading.at))
                naive.add(reading.value, at: reading.at)
            }
            held = []
            guard step % 97 == 0 else { continue }
            expectSame(set, naive, specs, at: time + [0, 33, 20_000][dice.roll(3)], "step \(step)")
        }
    }

    @Test("The quantile of a crowded window lies between those of its cells' lowest and highest")
    func crowdedQuantile() {
        var dice = Dice(seed: 5)
        for weighing in WindowWeighing.allCases {
            for share in [0.0, 0.1, 0.5, 0.9, 1] {
                var drawing = Drawing(.quantile, over: .seconds(60), weighing, number: share)
                var all: [Double] = []
                for reading in 0..<12_000 {
                    let value = Double(dice.roll(1_000)) / 10
                    drawing.add(.double(value), at: Double(reading) / 100)
                    if reading >= 6_000 { all.append(value) }
                }
                guard let found = number(drawing.value(at: 119.99)) else { Issue.record("unknown"); return }
                // Uniform from 0 to 100: at the ends the extremes are exact, in between the rest of a cell pulls
                // towards its mean.
                let wanted = all.sorted()[Int(share * 5_999)]
                let allowed = share == 0 || share == 1 ? 0.1 : 20
                #expect(abs(found - wanted) <= allowed, "\(weighing) \(share): \(found), not \(wanted)")
            }
        }
    }
}
