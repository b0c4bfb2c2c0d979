/// Hazards of places, what counts devices, and the areas both need: nothing of it exists where nobody counts.
extension HazardPlan {
    /// Templates of the conditions that others count, as far as the profile can tell them.
    mutating func addConditions(of profile: Profile, _ site: Site) {
        let given = Set(profile.points)
        let position = windowSpecs.count - 1
        for (number, counted) in conditionsCounted.enumerated()
        where counted.facility == profile.facility && counted.condition.isGiven(by: given) {
            var template = Template(
                hazard: Int32(site.hazards.count + number), evidence: 0, condition: -1, unless: -1,
                silence: 0,
                mask: 0, rule: Machine.Rule(holdsFor: 0, quietFor: 0, isLatched: false), hasWindows: false,
                readsSources: false)
            template.isCondition = true
            template.condition = bind(counted.condition, site, position, &template)
            templates.append(template)
        }
    }

    /// Whether a template stands for a condition, also while it is being made.
    func isCondition(_ template: Template, in site: Site) -> Bool {
        Int(template.hazard) >= site.hazards.count
    }

    /// As rows of `live` name what a template watches.
    func name(of template: Template, in site: Site) -> String {
        template.isCondition
            ? conditionsCounted[Int(template.hazard) - site.hazards.count].name(in: site)
            : site.hazards[Int(template.hazard)].id
    }

    /// - Returns: positions of the templates of hazards of places.
    mutating func addPlaceTemplates(_ site: Site) -> [Int32] {
        let start = templates.count
        for (hazard, rule) in site.hazards.enumerated() where rule.scope.isPlace {
            addTemplate(hazard, of: site, profile: nil)
        }
        return (start..<templates.count).map(Int32.init)
    }

    /// Every area some template reads, its devices and its machines: a hazard's at each place with a device of its
    /// facility.
    mutating func layAreas(_ site: Site, _ placeTemplates: [Int32]) {
        let read = templates.reduce(0) { $0 | $1.reads }
        let shared = Vicinity.places.map(\.reach).filter { $0 == .zone || read & $0.bit != 0 }
        var members = site.devices.indices.map { memberships(of: $0, in: shared, site) }
        layLinks(site, &members)
        for areas in members { self.areas.append(memberOf: areas.sorted()) }
        var facilities: [Int32: Set<Int>] = [:]
        for (device, areas) in zip(site.devices, members) {
            for area in areas { facilities[area, default: []].insert(site.profiles[device.profile].facility) }
        }
        for template in placeTemplates {
            let hazard = site.hazards[Int(templates[Int(template)].hazard)]
            for area in areas.list.indices.map(Int32.init)
            where areas.list[Int(area)].reach == hazard.scope.reach && !areas.list[Int(area)].isAlone
                && facilities[area]?.contains(hazard.facility) ?? false
            {
                areas.readers[Int(area)].append(Int32(places.count))
                places.append(Place(template: template, subject: area, isZone: true))
            }
        }
        for device in devices.indices { addReaders(of: device) }
    }

    /// The areas of some kinds that a device is in. One whose place the sheet does not say is by itself, if it counts
    /// there.
    private mutating func memberships(of device: Int, in reaches: [Vicinity], _ site: Site) -> [Int32] {
        let (own, reads) = (site.devices[device], self.reads(of: device))
        return reaches.compactMap { reach in
            let name = reach == .zone ? own.zone.map { site.zones[$0] } : own.place.path(of: reach)
            if let name { return areas.add(reach, name) }
            return reads & reach.bit == 0 ? nil : areas.add(reach, own.id, isAlone: true)
        }
    }

    /// `Vicinity.bit` of wherever the machines of a device count.
    private func reads(of device: Int) -> UInt16 {
        groups[Int(devices[device].group)].reduce(0) { $0 | templates[Int($1)].reads }
    }

    /// What is up and down of each device whose hazards look there.
    private mutating func layLinks(_ site: Site, _ members: inout [[Int32]]) {
        let linked = Vicinity.all.filter(\.isLinked)
        let bits = linked.reduce(0) { $0 | $1.bit }
        guard templates.contains(where: { $0.reads & bits != 0 }) else { return }
        let graph = LinkGraph(site.devices)
        var pairs = 0
        for device in devices.indices {
            let reads = reads(of: device)
            for reach in linked where reads & reach.bit != 0 {
                let found = graph.devices(reach, of: Int32(device)) ?? []
                pairs += found.count
                // What has no area is unknown.
                guard pairs <= Areas.linkLimit else { return }
                let area = areas.add(reach, site.devices[device].id)
                links[Self.linkKey(device, reach)] = area
                for other in found { members[Int(other)].append(area) }
            }
        }
    }

    private static func linkKey(_ device: Int, _ reach: Vicinity) -> Int { device << 16 | Int(reach.bit) }

    /// Puts a device laid out behind all others into its areas. One that comes so late gives no place its first hazard,
    /// and nothing lies up or down of it: only the next whole plan says that.
    mutating func join(_ device: Int, of site: Site) {
        let read = templates.reduce(0) { $0 | $1.reads }
        let shared = Vicinity.places.map(\.reach).filter { $0 == .zone || read & $0.bit != 0 }
        areas.append(memberOf: memberships(of: device, in: shared, site).sorted())
        addReaders(of: device)
    }

    /// The machines of a device that count are asked when what they count changes.
    mutating func addReaders(of device: Int) {
        let entry = devices[device]
        for machine in entry.machineBase..<entry.machineBase + entry.machineCount {
            let template = templates[Int(places[Int(machine)].template)]
            guard template.reads != 0 else { continue }
            for reach in Vicinity.all where template.reads & reach.bit != 0 {
                guard let area = area(reach, of: device) else { continue }
                areas.readers[Int(area)].append(machine)
            }
        }
    }

    /// The areas of a device in which somebody counts a hazard.
    func areas(counting hazard: Int, of device: Int) -> [Int32] {
        let reaches = reaches[hazard]
        return reaches == 0 ? [] : areas.of(device).filter { reaches & areas.bits[Int($0)] != 0 }
    }

    /// Where the machines of a device count.
    func readAreas(of device: Int) -> [Int32] {
        let reads = reads(of: device)
        return reads == 0
            ? [] : Vicinity.all.filter { reads & $0.bit != 0 }.compactMap { area($0, of: device) }
    }

    /// The area a device is in, or looks along from; nil: there is none, or nobody counts there.
    func area(_ reach: Vicinity, of device: Int) -> Int32? {
        reach.isLinked
            ? links[Self.linkKey(device, reach)]
            : areas.of(device).first { areas.list[Int($0)].reach == reach }
    }
}
