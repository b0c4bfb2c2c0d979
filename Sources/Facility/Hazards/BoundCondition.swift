import Expressions

/// A condition whose variables are bound to the slots of one profile's devices.
struct BoundCondition: Sendable {
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

    /// Positions in `HazardPlan.bindings`.
    let variables: Range<Int>
    let windows: ContiguousArray<Window>
    let hasWindows: Bool
    /// Some of its numbers may be a range, because devices are unknown.
    let countsConditions: Bool
    private let owned: LaidProgram
    /// Gives the answer for variables and windows as it lays them out. Not counted, since a question would count it
    /// twice: the condition holds it, and the plan that is asked holds the condition.
    let program: Unmanaged<LaidProgram>

    init(program: Program, variables: Range<Int>, windows: ContiguousArray<Window>) {
        owned = LaidProgram(program)
        self.program = .passUnretained(owned)
        self.variables = variables
        self.windows = windows
        hasWindows = !windows.isEmpty
        countsConditions = windows.contains {
            if case .counted(let count) = $0 { count.isCondition } else { false }
        }
    }

    /// The answer for variables and windows as laid out by the program.
    @inline(__always)
    func ask(
        _ variables: UnsafeBufferPointer<Value>, _ windows: UnsafeBufferPointer<Value>,
        _ said: UnsafeBufferPointer<Bool>
    ) -> Truth {
        program._withUnsafeGuaranteedRef { $0.truth(variables: variables, windows: windows, said: said) }
    }
}
