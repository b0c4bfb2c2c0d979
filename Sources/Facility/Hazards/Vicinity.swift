/// Which devices are counted: those of a place that several devices share, or those one comes to along the topology.
package enum Vicinity: Hashable, Sendable {
    case zone, floor, unit, building, site
    /// Whatever feeds, contains or powers a device, directly or through others; nil: by any of the three.
    case upstream(DeviceLink.Relation?)
    /// The same the other way round.
    case downstream(DeviceLink.Relation?)

    /// Every one, in the order of its bit.
    static let all: [Vicinity] =
        [.zone, .floor, .unit, .building, .site]
        + [nil, .feeds, .contains, .powers].map(Vicinity.upstream)
        + [nil, .feeds, .contains, .powers].map(Vicinity.downstream)

    /// One bit of `HazardPlan.Template.reads` and its like.
    var bit: UInt16 { 1 << UInt16(Self.all.firstIndex(of: self) ?? 15) }

    /// Whether it begins at one device and is another one for each.
    package var isLinked: Bool {
        switch self {
        case .zone, .floor, .unit, .building, .site: false
        case .upstream, .downstream: true
        }
    }

    /// Places as conditions name them: `count('fire.hot', 'building')`.
    package static let places: [(word: String, reach: Vicinity)] = [
        ("zone", .zone), ("floor", .floor), ("unit", .unit), ("building", .building), ("site", .site),
    ]
}

extension Hazard.Scope {
    /// What a machine of a hazard watches where it is a place; nil: a device.
    package var reach: Vicinity? {
        switch self {
        case .device, .channel: nil
        case .zone: .zone
        case .floor: .floor
        case .unit: .unit
        case .building: .building
        case .site: .site
        }
    }

    /// Whether it watches what several devices share.
    package var isPlace: Bool { reach != nil }
}

extension Place {
    /// The path of the place of that kind: `building/3/unit/1/floor/7`, `site`; nil: the sheet does not say it. Floor 7
    /// of two buildings, and of two units of one, is two places.
    package func path(of reach: Vicinity) -> String? {
        func part(_ word: String, _ name: String) -> String? { name.isEmpty ? nil : "\(word)/\(name)" }
        guard reach != .site else { return "site" }
        guard let building = part("building", building) else { return nil }
        switch reach {
        case .building: return building
        case .unit: return part("unit", unit).map { "\(building)/\($0)" }
        case .floor:
            let unit = part("unit", unit).map { "/\($0)" } ?? ""
            return part("floor", floor).map { "\(building)\(unit)/\($0)" }
        case .zone, .site, .upstream, .downstream: return nil
        }
    }
}
