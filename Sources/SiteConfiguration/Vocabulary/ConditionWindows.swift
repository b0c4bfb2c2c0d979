import Expressions
import Facility

/// The window functions a condition may call, as the checker sees them: those of `Facility`'s tables, each in every form
/// it may be written in, and those that count devices: `sources`, `any`, `all`, `count`, `upstream`, `downstream`.
enum ConditionWindows {
    static func all(hazards: [String]) -> [WindowSignature] {
        plain + LearnedFunction.allCases.flatMap(forms) + sources(hazards) + counts
    }

    /// Those that a counted condition may call: of its device's own readings.
    static var plain: [WindowSignature] { WindowFunction.allCases.flatMap(forms) }

    private static func sources(_ hazards: [String]) -> [WindowSignature] {
        let arguments: [WindowSignature.Argument] = [.text(oneOf: hazards), .duration]
        return [[], [.text(oneOf: Vicinity.places.map(\.word))]].map { place in
            .window("sources", arguments: arguments + place, result: .fixed(.int))
        }
    }

    /// `count('fire.hot')`, `any("!pump.running", 'building')`, `upstream('water.pump_fault', 'feeds')`.
    private static var counts: [WindowSignature] {
        let places = Vicinity.places.map(\.word)
        let relations = DeviceLink.Relation.allCases.map(\.rawValue)
        let all: [(name: String, result: ValueType, words: [String])] = [
            ("any", .bool, places), ("all", .bool, places), ("count", .int, places),
            ("upstream", .int, relations), ("downstream", .int, relations),
        ]
        return all.flatMap { function in
            [[], [.text(oneOf: function.words)]].map { (place: [WindowSignature.Argument]) in
                .window(
                    function.name, arguments: [.text(oneOf: nil)] + place, result: .fixed(function.result))
            }
        }
    }

    private static func forms(of function: WindowFunction) -> [WindowSignature] {
        let arguments: [WindowSignature.Argument] =
            [.point(of: function.takesAnyKind ? [] : [.double])]
            + (function.takesDuration ? [.duration] : []) + (function.takesNumber ? [.number] : [])
        let weighing: [[WindowSignature.Argument]] =
            function.takesWeighing ? [[], [.text(oneOf: WindowWeighing.allCases.map(\.rawValue))]] : [[]]
        return weighing.map { last in
            .window(
                function.rawValue, arguments: arguments + last,
                result: function.resultType == .dynamic ? .typeOfPoint : .fixed(function.resultType),
                unit: unit(of: function))
        }
    }

    private static func forms(of function: LearnedFunction) -> [WindowSignature] {
        function.forms.map { form in
            .window(
                function.rawValue,
                arguments: [function.takesPoints ? .points(of: [.double]) : .point(of: [.double])]
                    + (form.takesDuration ? [.duration] : []) + (form.takesNumber ? [.number] : []),
                result: .fixed(.double), unit: function.hasUnitOfPoint ? .ofPoint : .none)
        }
    }

    private static func unit(of function: WindowFunction) -> WindowSignature.ResultUnit {
        switch function {
        case .min, .max, .avg, .sum, .quantile, .previous: .ofPoint
        case .delta, .increase, .stddev: .differenceOfPoint
        case .rate, .slope: .ofPointAnd(suffix: "/s")
        case .changes, .count, .stuck, .age: .none
        }
    }

    /// Numbers with which a function could never be known, or never say anything else.
    static func check(_ windows: [WindowCall], at value: YAMLValue) {
        for window in windows {
            guard let number = window.number, let range = allowed(window.function),
                !(Double(range.lowerBound)...Double(range.upperBound)).contains(number)
            else { continue }
            value.error(
                .hazard(
                    .numberOutside(function: window.function, from: range.lowerBound, to: range.upperBound)))
        }
    }

    /// A share is from none to all; of readings that count three spreads at most a drift takes less; a mean of more
    /// messages than a window holds is a level of its own.
    private static func allowed(_ function: String) -> ClosedRange<Int>? {
        switch function {
        case WindowFunction.quantile.rawValue: 0...1
        case LearnedFunction.cusum.rawValue: 0...2
        case LearnedFunction.novelty.rawValue: 1...600
        default: nil
        }
    }
}
