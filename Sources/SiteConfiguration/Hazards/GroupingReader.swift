import Facility

/// Reads whether one cause may take a hazard from many devices at once, and whom to call at after it.
///
/// ```yaml
/// grouped: true        # silence of a device is, unless it says false
/// roll_call: {when: car.occupied || car.moving, floor: car.floor, raises: elevator.entrapment}
/// ```
struct GroupingReader {
    let vocabulary: Vocabulary
    let compiler: ConditionCompiler

    func read(_ section: Section, into hazard: inout Hazard) {
        let isSilence =
            !hazard.evidence.isEmpty
            && hazard.evidence.allSatisfy { if case .silence = $0.sign { true } else { false } }
        let mayBe = !hazard.isLifeSafety && hazard.strongest != .extreme
        let written = section.optional("grouped")?.boolean()
        hazard.isGrouped = mayBe && (written ?? (isSilence && !hazard.scope.isPlace))
        if written == true, !mayBe {
            let message =
                hazard.isLifeSafety
                ? HazardMessage.lifeSafetyGrouped(hazard.id) : .extremeGrouped(hazard.id)
            section.log.error(.hazard(message), at: section.placeOfKey("grouped"))
        }
        if let call = section.optional("roll_call")?.section() { hazard.rollCall = readRollCall(call) }
    }

    private func readRollCall(_ section: Section) -> RollCallRule? {
        let when = section.required("when")
        let condition = when.flatMap(compiler.compile)
        if let when, let condition, !condition.program.windows.isEmpty {
            when.error(.hazard(.rollCallLooksBack))
        }
        let floor = section.optional("floor").flatMap(readPoint)
        let raises = section.optional("raises").flatMap(readHazard)
        section.finish()
        return condition.map { RollCallRule(condition: $0, floor: floor, raises: raises) }
    }

    private func readPoint(_ value: YAMLValue) -> PointIndex? {
        guard let name = value.word() else { return nil }
        guard let index = vocabulary.indices[name] else {
            value.error(
                .profile(.unknownPoint(name, facility: vocabulary.kind.id)),
                help: .nearest(to: name, among: vocabulary.names))
            return nil
        }
        return index
    }

    private func readHazard(_ value: YAMLValue) -> String? {
        guard let id = value.word() else { return nil }
        let known = compiler.counting?.hazards ?? []
        guard known.contains(id) else {
            value.error(.hazard(.unknownHazard(id)), help: .nearest(to: id, among: known))
            return nil
        }
        return id
    }
}
