import Expressions
import Facility

/// The window functions a condition may call, as the checker sees them: those of `Facility`'s table, and
/// `sources`, which counts the devices of a zone that tell a hazard.
enum ConditionWindows {
    static func all(hazards: [String]) -> [WindowSignature] {
        WindowFunction.allCases.map { function in
            .window(
                function.rawValue,
                arguments: [.point(of: function.takesAnyKind ? [] : [.double])]
                    + (function.takesDuration ? [.duration] : []),
                result: function.resultType == .dynamic ? .typeOfPoint : .fixed(function.resultType),
                unit: unit(of: function))
        } + [.window("sources", arguments: [.text(oneOf: hazards), .duration], result: .fixed(.int))]
    }

    private static func unit(of function: WindowFunction) -> WindowSignature.ResultUnit {
        switch function {
        case .min, .max, .avg, .previous: .ofPoint
        case .delta, .increase: .differenceOfPoint
        case .rate: .ofPointAnd(suffix: "/s")
        case .changes, .count, .age: .none
        }
    }
}
