/// What an incident was raised on, small enough to go with it everywhere.
extension Incident {
    /// The condition as it is written, what each of its windows said at the raise, and which definition it was.
    package struct Grounds: Sendable, Codable, Equatable {
        /// Most values kept; a condition reads few.
        static let valueLimit = 16
        /// Characters of the condition kept.
        static let textLimit = 500

        package var condition: String
        /// `avg(rig.pressure 120s) = 9.25`, in the order of the condition.
        package var values: [String]
        /// `Hazard.version`.
        package var version: String

        package init(condition: String, values: [String], version: String) {
            self.condition = String(condition.prefix(Self.textLimit))
            self.values = Array(values.prefix(Self.valueLimit))
            self.version = version
        }
    }

    /// The whole bundle as lines: the points' values, the windows' values, the condition and its version.
    package var bundle: [String] {
        guard let grounds else { return evidence }
        return evidence + grounds.values + ["when \(grounds.condition)", "version \(grounds.version)"]
    }
}
