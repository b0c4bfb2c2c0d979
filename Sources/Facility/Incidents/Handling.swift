/// How far a destination has come with a case, in the words of the grid platforms (`water-ev-platform` 3.2).
package enum Handling: String, Sendable, Codable, CaseIterable {
    case open
    /// 上报: sent; the far side has answered that it has it.
    case reported
    /// 受理: the far side gave it a case number.
    case accepted
    /// 派遣
    case dispatched
    /// 签收
    case signed
    /// 处置
    case handling
    case resolved
    /// 核查
    case verified
    /// 结案
    case closed
    // Beside the line:
    case rejected
    case postponed
    /// 挂账
    case suspended

    /// Position on the line from open (0) to closed (8); nil for the states beside it.
    package var step: Int? {
        switch self {
        case .open: 0
        case .reported: 1
        case .accepted: 2
        case .dispatched: 3
        case .signed: 4
        case .handling: 5
        case .resolved: 6
        case .verified: 7
        case .closed: 8
        case .rejected, .postponed, .suspended: nil
        }
    }

    /// The steps on the line, in order.
    package static let line: [Handling] = allCases.filter { $0.step != nil }

    /// How far on the line a case must have come to be so: itself less one, `accepted` (2) for what is put off, nothing for
    /// what is rejected.
    var predecessor: Int {
        switch self {
        case .rejected: 0
        case .postponed, .suspended: 2
        default: max(0, (step ?? 0) - 1)
        }
    }
}
