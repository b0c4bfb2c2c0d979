import Facility
import Synchronization

/// The table of points in force, shared by the transmission devices of one destination; a reload replaces it.
final class FirePoints: Sendable {
    private let state: Mutex<State>

    private struct State {
        var table: FirePointTable
        var units: [String: Int]
    }

    init(_ table: FirePointTable) {
        state = Mutex(Self.state(table))
    }

    var table: FirePointTable { state.withLock(\.table) }

    func replace(_ table: FirePointTable) { state.withLock { $0 = Self.state(table) } }

    /// Position of the transmission device that reports a device's point; nil: it has none.
    func unit(of device: String) -> Int? { state.withLock { $0.units[device] } }

    private static func state(_ table: FirePointTable) -> State {
        State(
            table: table,
            units: Dictionary(table.points.map { ($0.device, $0.unit) }, uniquingKeysWith: { $1 }))
    }
}
