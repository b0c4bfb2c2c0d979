import Expressions

/// Who was counted: the device an incident of a place is filed under, and what people read of the others.
extension Engine {
    /// The devices that a machine's calls count at its place, in the order they raised, then by their positions. What is
    /// counted for being none of them has none.
    func countedDevices(_ place: HazardPlan.Place, _ condition: Int) -> [Int32] {
        var entries: [(at: Int64, device: Int32)] = []
        for window in plan.conditions[condition].windows {
            switch window {
            case .sources(let hazards, let duration, let reach):
                let area = area(of: place, reach)
                guard area >= 0 else { continue }
                for entry in hazards.flatMap({ tallies[area, Int($0)].entries })
                where entry.isActive || clock &- entry.raisedAt <= duration {
                    entries.append((entry.raisedAt, entry.device))
                }
            case .counted(let count):
                let area = area(of: place, count.reach)
                guard area >= 0 else { continue }
                entries +=
                    count.isCondition
                    ? devices(standing: Int(count.hazards[0]), in: Int32(area)).map { (.max, $0) }
                    : count.hazards.flatMap { tallies[area, Int($0)].entries }.filter(\.isActive).map {
                        ($0.raisedAt, $0.device)
                    }
            case .set, .learned, .unknown: continue
            }
        }
        var seen: Set<Int32> = []
        return entries.sorted { ($0.at, $0.device) < ($1.at, $1.device) }.map(\.device).filter {
            seen.insert($0).inserted
        }
    }

    /// Devices of an area that are known to be what a counted condition says. Asked once per raise.
    private func devices(standing hazard: Int, in area: Int32) -> [Int32] {
        plan.devices.indices.filter { device in
            guard plan.areas.of(device).contains(area) else { return false }
            let entry = plan.devices[device]
            return (Int(entry.machineBase)..<Int(entry.machineBase + entry.machineCount)).contains {
                Int(plan.templates[Int(plan.places[$0].template)].hazard) == hazard
                    && machines[$0].truth == .yes
            }
        }.map(Int32.init)
    }

    /// The device a place's incident is filed under: the first of those counted, else the first that is there.
    func firstDevice(in area: Int, counting template: HazardPlan.Template) -> Int32 {
        if let first = countedDevices(in: area, of: template).first { return first }
        let facility = site.hazards[Int(template.hazard)].facility
        let there = plan.devices.indices.filter { plan.areas.of($0).contains(Int32(area)) }
        let own = there.first { site.profiles[site.devices[$0].profile].facility == facility }
        return Int32(own ?? there.first ?? 0)
    }

    /// Whom a machine's incident is about: its device, or all that are counted in its place.
    func concerned(by machine: Int) -> [Int32] {
        let place = plan.places[machine]
        guard place.isZone else { return [place.subject] }
        return countedDevices(in: Int(place.subject), of: plan.templates[Int(place.template)])
    }

    /// Who is counted in a place by any of a hazard's signs, those of its first sign first.
    func countedDevices(in area: Int, of template: HazardPlan.Template) -> [Int32] {
        let place = HazardPlan.Place(template: 0, subject: Int32(area), isZone: true)
        let conditions = [template.condition] + plan.choices(of: template).map(\.condition)
        return conditions.filter { $0 >= 0 }.flatMap { countedDevices(place, Int($0)) }
    }

    /// How many of those counted are named to people.
    static let namedDevices = 8

    func placeEvidence(
        _ place: HazardPlan.Place, _ template: HazardPlan.Template, _ condition: Condition
    ) -> [String] {
        ["\(condition.source) in \(plan.areas.list[Int(place.subject)].name)"]
            + countedLines(place, Int(template.condition))
    }

    /// `counted: P1, P2 (3 more)`; nothing for a condition that counts nobody.
    func countedLines(_ place: HazardPlan.Place, _ condition: Int) -> [String] {
        guard condition >= 0, plan.conditions[condition].hasWindows else { return [] }
        let devices = countedDevices(place, condition)
        guard !devices.isEmpty else { return [] }
        let names = devices.prefix(Self.namedDevices).map { site.devices[Int($0)].id }.joined(separator: ", ")
        let rest = devices.count - Self.namedDevices
        return ["counted: " + names + (rest > 0 ? " (+\(rest))" : "")]
    }
}
