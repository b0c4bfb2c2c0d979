/// One point of a growing fire as a destination reads it.
package struct CasePoint: Sendable, Codable, Equatable {
    package var incident: IncidentID
    package var hazard: String
    package var hazardName: LocalizedText
    package var device: String
    package var deviceName: String
    package var place: Place
    package var since: Timestamp
    package var state: State

    package enum State: String, Sendable, Codable {
        /// It gives alarm.
        case active
        /// Its sign is gone; nobody has cleared it yet.
        case quiet
        /// A person has called it false.
        case refuted
        case ended

        package var name: LocalizedText {
            switch self {
            case .active: LocalizedText(en: "active", zh: "报警中")
            case .quiet: LocalizedText(en: "quiet", zh: "信号已消失")
            case .refuted: LocalizedText(en: "false alarm", zh: "误报")
            case .ended: LocalizedText(en: "over", zh: "已解除")
            }
        }
    }

    /// `F2 二楼烟感 3 1 7: 火灾探测器报警 Fire alarm of one detector, 报警中 active`.
    package var line: String {
        let spot = [place.building, place.unit, place.floor, place.spot].filter { !$0.isEmpty }
        let name = deviceName == device ? [device] : [device, deviceName]
        return (name + spot).joined(separator: " ")
            + ": \(hazardName.zh) \(hazardName.en), \(state.name.zh) \(state.name.en)"
    }
}

extension GrowingFire.Point {
    var state: CasePoint.State {
        if isRefuted { return .refuted }
        if hasEnded { return .ended }
        return condition == .active ? .active : .quiet
    }
}
