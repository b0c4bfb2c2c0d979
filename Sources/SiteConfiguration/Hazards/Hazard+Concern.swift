import Facility

/// Whether a hazard that a model of device cannot decide is any business of it.
extension Hazard {
    /// Whether the profile gives some point that the hazard reads. A smoke detector without a gas sensor
    /// lacks nothing; a pump room that tells chlorine and turbidity but no conductivity is blind to
    /// contamination, and its people should know.
    func concerns(_ profile: Profile, among hazards: [Hazard]) -> Bool {
        let given = Set(profile.points)
        return evidence.contains { evidence in
            guard case .condition(let condition) = evidence.sign else { return false }
            let windows = condition.program.windows
            let read = (condition.program.variables + windows.flatMap(\.looksAt)).map {
                condition.points[$0]
            }
            if read.contains(where: given.contains) { return true }
            // A place's hazard reads what is read by whatever it counts; a device's counts that beside its own points.
            guard scope.isPlace else { return false }
            let inner = condition.counted.flatMap { counted in
                (counted.program.variables + counted.program.windows.flatMap(\.looksAt)).map {
                    counted.points[$0]
                }
            }
            if inner.contains(where: given.contains) { return true }
            let counted = windows.compactMap(\.text)
            return hazards.contains {
                (counted.contains($0.id)
                    || counted.contains { $0.hasSuffix(".*") } && $0.confirm == .secondTrigger)
                    && !$0.scope.isPlace && $0.concerns(profile, among: [])
            }
        }
    }
}
