import Expressions
import Facility

/// The window functions a condition may call, as the checker sees them: those of `Facility`'s tables, each in every form
/// it may be written in, and `sources`, which counts the devices of a zone that tell a hazard.
enum ConditionWindows {
    static func all(hazards: [String]) -> [WindowSignature] {
        WindowFunction.allCases.flatMap(forms)
            + [.window("sources", arguments: [.text(oneOf: hazards), .duration], result: .fixed(.int))]
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

    private static func unit(of function: WindowFunction) -> WindowSignature.ResultUnit {
        switch function {
        case .min, .max, .avg, .sum, .quantile, .previous: .ofPoint
        case .delta, .increase, .stddev: .differenceOfPoint
        case .rate, .slope: .ofPointAnd(suffix: "/s")
        case .changes, .count, .stuck, .age: .none
        }
    }
}
