import Expressions

extension SitePassage {
    /// Compares two sites' profiles and questions word by word.
    struct Words {
        let old: EngineOutline
        let site: Site
        let plan: HazardPlan
        /// nil: the tables of points are the same.
        let pointTo: [PointIndex?]?

        init(old: EngineOutline, site: Site, plan: HazardPlan) {
            self.old = old
            self.site = site
            self.plan = plan
            let isSame =
                old.site.points == site.points && old.site.facilities.map(\.id) == site.facilities.map(\.id)
            pointTo = isSame ? nil : Self.pointsTo(from: old.site, to: site)
        }

        /// A point is another one when its kind or unit is: its old values say something else.
        private static func pointsTo(from old: Site, to site: Site) -> [PointIndex?] {
            var positions: [String: Int] = [:]
            for (position, point) in site.points.enumerated() { positions[name(point, site)] = position }
            return old.points.map { point in
                guard let position = positions[name(point, old)], site.points[position].kind == point.kind
                else { return nil }
                return PointIndex(position)
            }
        }

        private static func name(_ point: Point, _ site: Site) -> String {
            site.facilities[point.facility].id + "/" + point.name
        }

        private func newPoint(_ point: PointIndex) -> PointIndex? {
            guard let pointTo else { return point }
            return point.position < pointTo.count ? pointTo[point.position] : nil
        }

        /// - Parameters:
        ///   - group: of the new plan.
        ///   - wasGroup: of the old one.
        func pair(_ group: Int, was wasGroup: Int) -> ProfilePair {
            var pair = ProfilePair()
            let (profile, was) = (plan.groupProfiles[group], old.plan.groupProfiles[wasGroup])
            let oldPoints = old.plan.profilePoints[was].map(newPoint)
            pair.slots = plan.profilePoints[profile].map { point in
                oldPoints.firstIndex(of: point).map { Int16($0) } ?? -1
            }
            let before = old.plan.groups[wasGroup]
            for template in plan.groups[group].map({ Int($0) }) {
                let hazard = plan.name(of: plan.templates[template], in: site)
                let from = before.firstIndex {
                    old.plan.name(of: old.plan.templates[Int($0)], in: old.site) == hazard
                }
                pair.templates.append(Int32(from ?? -1))
                pair.isSame.append(from.map { isSame(template, Int(before[$0]), profile, was) } ?? false)
            }
            let specs = old.plan.windowSpecs[was].map { spec in
                var spec = spec
                spec.point = newPoint(spec.point) ?? PointIndex(Int(UInt16.max))
                return spec
            }
            pair.keepsWindows = specs == plan.windowSpecs[profile]
            let (stale, wasStale) = (
                plan.quality.entries[profile].staleAfter, old.plan.quality.entries[was].staleAfter
            )
            pair.keepsStaleness =
                stale.count == wasStale.count
                && pair.slots.enumerated().allSatisfy { $1 >= 0 && stale[$0] == wasStale[Int($1)] }
            return pair
        }

        /// Whether a template asks what it asked before, of the same slots.
        private func isSame(_ template: Int, _ was: Int, _ profile: Int, _ oldProfile: Int) -> Bool {
            let (new, before) = (plan.templates[template], old.plan.templates[was])
            guard new.rule == before.rule, new.silence == before.silence, new.evidence == before.evidence
            else { return false }
            // The name of a condition is the condition itself.
            if new.isCondition { return pointTo == nil && profile == oldProfile }
            let (hazard, oldHazard) = (
                plan.hazard(of: new, in: site), old.plan.hazard(of: before, in: old.site)
            )
            let (choices, oldChoices) = (plan.choices(of: new), old.plan.choices(of: before))
            let isSameChoice =
                choices.count == oldChoices.count
                && zip(choices, oldChoices).allSatisfy {
                    $0.evidence == $1.evidence && $0.holdsFor == $1.holdsFor && $0.isBeside == $1.isBeside
                }
            guard isSameChoice else { return false }
            let evidence = Set(choices.map { Int($0.evidence) } + [Int(new.evidence)])
            let isSameEvidence = evidence.allSatisfy {
                isSame(hazard.evidence[$0].sign, oldHazard.evidence[$0].sign, profile, oldProfile)
            }
            guard isSameEvidence, isSameCourse(hazard, oldHazard, profile, oldProfile) else { return false }
            return isSame(hazard.unless, oldHazard.unless, profile, oldProfile)
        }

        /// Whether its incidents run as before.
        private func isSameCourse(
            _ hazard: Hazard, _ was: Hazard, _ profile: Int, _ oldProfile: Int
        ) -> Bool {
            hazard.schedule == was.schedule && hazard.isShadow == was.isShadow
                && hazard.severity == was.severity
                && hazard.steps.map(\.severity) == was.steps.map(\.severity)
                && zip(hazard.steps, was.steps).allSatisfy {
                    isSame($0.condition, $1.condition, profile, oldProfile)
                }
                && isSame(hazard.quietWhen, was.quietWhen, profile, oldProfile)
        }

        private func isSame(
            _ new: Condition?, _ old: Condition?, _ profile: Int, _ oldProfile: Int
        ) -> Bool {
            switch (new, old) {
            case (nil, nil): true
            case (let new?, let old?): isSame(new, old, profile, oldProfile)
            default: false
            }
        }

        private func isSame(
            _ sign: Evidence.Sign, _ was: Evidence.Sign, _ profile: Int, _ oldProfile: Int
        ) -> Bool {
            switch (sign, was) {
            case (.silence(let length), .silence(let before)): length == before
            case (.condition(let new), .condition(let old)): isSame(new, old, profile, oldProfile)
            default: false
            }
        }

        /// The same source over the same points, each of which the profile gives as before.
        private func isSame(_ new: Condition, _ old: Condition, _ profile: Int, _ oldProfile: Int) -> Bool {
            guard new.source == old.source, new.points == old.points.map({ newPoint($0) ?? PointIndex(0) }),
                old.points.allSatisfy({ newPoint($0) != nil })
            else { return false }
            return zip(new.points, old.points).allSatisfy { now, was in
                let gives = plan.localSlot(profile: Int32(profile), point: now) >= 0
                return gives == (self.old.plan.localSlot(profile: Int32(oldProfile), point: was) >= 0)
            }
        }
    }
}
