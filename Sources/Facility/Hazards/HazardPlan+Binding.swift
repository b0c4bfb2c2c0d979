import Expressions

/// Ties a condition's variables and windows to the slots of one profile's devices.
extension HazardPlan {
    mutating func bind(
        _ condition: Condition, _ site: Site, _ profile: Int?, _ template: inout Template
    ) -> Int32 {
        let start = bindings.count
        var windows: ContiguousArray<BoundCondition.Window> = []
        for variable in condition.program.variables {
            var slot = -1
            if let profile, variable < condition.points.count {
                slot = localSlot(profile: Int32(profile), point: condition.points[variable])
            }
            bindings.append(.init(variable: Int32(variable), slot: Int32(slot)))
            if slot >= 0 { template.mask |= 1 << UInt64(slot & 63) }
        }
        for call in condition.program.windows {
            let isTried = !isCondition(template, in: site) && hazard(of: template, in: site).isShadow
            let window = self.window(call, condition, site, profile, countsTried: isTried)
            windows.append(window)
            switch window {
            case .sources(let hazards, _, let reach): note(hazards, reach, of: site, &template)
            case .counted(let count): note(count.hazards, count.reach, of: site, &template)
            case .set:
                template.hasWindows = true
                guard let profile, let point = call.point else { break }
                let slot = localSlot(profile: Int32(profile), point: condition.points[point])
                template.mask |= 1 << UInt64(slot & 63)
            case .learned(let spec):
                template.hasWindows = true
                guard let profile else { break }
                let learner = learnedSpecs[profile][Int(spec)].learner
                for point in learner.points {
                    template.mask |= 1 << UInt64(localSlot(profile: Int32(profile), point: point) & 63)
                }
                let learners = LearnedSet.learners(of: learnedSpecs[profile])
                if let bit = learners.firstIndex(of: learner) { template.asksLearned |= 1 << UInt64(bit) }
            case .unknown: break
            }
        }
        variableCount = max(variableCount, (condition.program.variables.last ?? -1) + 1)
        windowCount = max(windowCount, condition.program.windows.count)
        conditions.append(
            BoundCondition(
                program: condition.program, variables: start..<bindings.count, windows: windows))
        return Int32(conditions.count - 1)
    }

    private mutating func window(
        _ call: WindowCall, _ condition: Condition, _ site: Site, _ profile: Int?, countsTried: Bool
    ) -> BoundCondition.Window {
        let duration = call.durationMilliseconds ?? 0
        if call.countsDevices { return counted(call, condition, site, countsTried: countsTried) }
        if call.function == "sources" {
            let counted = hazards(called: call.text, site, countsTried: countsTried)
            guard !counted.isEmpty else { return .unknown }
            for hazard in counted { tallied[Int(hazard)] = true }
            longestSources = max(longestSources, duration)
            return .sources(hazards: counted, duration: duration, reach: call.reach)
        }
        if let function = LearnedFunction(rawValue: call.function) {
            return learned(function, call, condition, profile)
        }
        guard let profile, let variable = call.point, variable < condition.points.count,
            let function = WindowFunction(rawValue: call.function)
        else { return .unknown }
        let point = condition.points[variable]
        guard localSlot(profile: Int32(profile), point: point) >= 0 else { return .unknown }
        let spec = WindowSpec(
            function: function, point: point, duration: .milliseconds(duration),
            weighing: call.text.flatMap(WindowWeighing.init) ?? .time, number: call.number ?? 0)
        if let known = windowSpecs[profile].firstIndex(of: spec) { return .set(Int32(known)) }
        windowSpecs[profile].append(spec)
        return .set(Int32(windowSpecs[profile].count - 1))
    }

    /// What is tried counts for nothing but what is tried itself.
    private func hazards(called text: String?, _ site: Site, countsTried: Bool) -> [Int32] {
        site.hazards.indices.filter {
            site.hazards[$0].isCounted(by: text, in: site) && (countsTried || !site.hazards[$0].isShadow)
        }.map(Int32.init)
    }

    private mutating func counted(
        _ call: WindowCall, _ condition: Condition, _ site: Site, countsTried: Bool
    ) -> BoundCondition.Window {
        guard let form = DeviceCount.Form(rawValue: call.function) else { return .unknown }
        var count = DeviceCount(form: form, hazards: [], isCondition: false, reach: call.reach)
        if let inner = condition.counted.first(where: { $0.source == call.text }),
            let position = conditionsCounted.firstIndex(where: {
                $0.condition.source == inner.source && $0.condition.points == inner.points
            })
        {
            count.hazards = [Int32(site.hazards.count + position)]
            count.isCondition = true
            isStanding[site.hazards.count + position] = true
            return .counted(count)
        }
        count.hazards = hazards(called: call.text, site, countsTried: countsTried)
        guard !count.hazards.isEmpty else { return .unknown }
        for hazard in count.hazards {
            tallied[Int(hazard)] = true
            if form == .all { isStanding[Int(hazard)] = true }
        }
        return .counted(count)
    }

    /// Notes whom a template counts and where.
    private mutating func note(
        _ hazards: [Int32], _ reach: Vicinity?, of site: Site, _ template: inout Template
    ) {
        let reach = reach ?? template.scope.reach ?? .zone
        template.readsSources = true
        template.reads |= reach.bit
        for hazard in hazards {
            template.counts |= 1 << UInt64(hazard & 63)
            reaches[Int(hazard)] |= reach.bit
        }
    }

    private mutating func learned(
        _ function: LearnedFunction, _ call: WindowCall, _ condition: Condition, _ profile: Int?
    ) -> BoundCondition.Window {
        let variables = call.looksAt.filter { $0 < condition.points.count }
        guard let profile, !variables.isEmpty, variables.count == call.looksAt.count else { return .unknown }
        let points = variables.map { condition.points[$0] }
        guard points.allSatisfy({ localSlot(profile: Int32(profile), point: $0) >= 0 }) else {
            return .unknown
        }
        let spec = LearnedSpec(
            function, points: points, duration: call.durationMilliseconds.map(Interval.init(milliseconds:)),
            number: call.number)
        if let known = learnedSpecs[profile].firstIndex(of: spec) { return .learned(Int32(known)) }
        learnedSpecs[profile].append(spec)
        return .learned(Int32(learnedSpecs[profile].count - 1))
    }
}
