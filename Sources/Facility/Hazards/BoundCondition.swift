import Expressions

/// A condition whose variables are bound to the slots of one profile's devices.
///
/// The program is reached through a closure: it is several arrays, and asking one that lies in a property counts the
/// references of all of them, twice per question.
final class BoundCondition: Sendable {
    /// Which slot a variable is read from; -1: the profile does not give it.
    struct Binding: Sendable {
        var variable: Int32
        var slot: Int32
    }

    /// Where a window call's value comes from.
    enum Window: Sendable {
        /// Position in the device's `WindowSet`.
        case set(Int32)
        /// Distinct devices of the place with one of the hazards; milliseconds. `reach` as of `DeviceCount`.
        case sources(hazards: [Int32], duration: Int64, reach: Vicinity?)
        /// Devices by what they are now.
        case counted(DeviceCount)
        /// Position in the device's `LearnedSet`.
        case learned(Int32)
        case unknown
    }

    /// The answer for variables and windows as laid out by the program.
    let ask:
        @Sendable (UnsafeBufferPointer<Value>, UnsafeBufferPointer<Value>, UnsafeBufferPointer<Bool>) -> Truth
    /// Positions in `HazardPlan.bindings`.
    let variables: Range<Int>
    let windows: ContiguousArray<Window>
    let hasWindows: Bool
    /// Some of its numbers may be a range, because devices are unknown.
    let countsConditions: Bool

    init(program: Program, variables: Range<Int>, windows: ContiguousArray<Window>) {
        ask = { program.truth(variables: $0, windows: $1, said: $2) }
        self.variables = variables
        self.windows = windows
        hasWindows = !windows.isEmpty
        countsConditions = windows.contains {
            if case .counted(let count) = $0 { count.isCondition } else { false }
        }
    }
}
