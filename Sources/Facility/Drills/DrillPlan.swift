/// What a person announces before a drill: only this counts as exercise.
package struct DrillPlan: Sendable, Codable, Equatable {
    /// Devices a drill may list; a walk test of a building in one shift is far below.
    package static let deviceLimit = 500

    /// `Reach` as it was typed: `site`, `building:3`, a bare name.
    package var scope: String
    /// `Device.id`s whose stimuli count as exercise; none: only what is injected does.
    package var devices: [String]
    /// How long it may last, at most `Drill.longest`.
    package var length: Interval
    /// One device at a time, each ticking itself on the sheet.
    package var isWalkTest: Bool

    package init(scope: String, devices: [String], length: Interval, isWalkTest: Bool = false) {
        self.scope = scope
        self.devices = devices
        self.length = length
        self.isWalkTest = isWalkTest
    }
}

/// What a person says about a drill.
package enum DrillWord: Sendable, Codable, Equatable {
    case start(DrillPlan)
    /// Refused while something announced still stands.
    case stop
    /// "This is real 真警": the drill ends and everything that stands is raised as real.
    case real
    /// An exercise without a stimulus: the hazard as if the device had told of it.
    case inject(hazard: String, device: String)

    /// Its word on the wire and in the audit log.
    package var name: String {
        switch self {
        case .start: "start"
        case .stop: "stop"
        case .real: "real"
        case .inject: "inject"
        }
    }
}
