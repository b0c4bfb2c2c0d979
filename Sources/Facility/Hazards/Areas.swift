/// The places that several devices share, and the devices up and down the topology of one, as far as some hazard counts
/// in them. A device knows its own, so that a raise finds whom to ask without a search.
struct Areas: Sendable {
    struct Area: Sendable, Equatable {
        var reach: Vicinity
        /// A zone's name, a path as `Place.path`, or the id of the device from which one looks.
        var name: String
        /// Of one device whose sheet does not say the place: what it counts there it counts of itself.
        var isAlone = false
    }

    struct Key: Hashable, Sendable {
        var reach: Vicinity
        var name: String
    }

    /// Pairs of a device and one that it is reached from, beyond which the rest counts nobody: a switch that powers
    /// 10,000 things three levels deep is 30,000.
    static let linkLimit = 500_000
    /// Edges that `upstream` and `downstream` follow.
    static let steps = 8

    /// The site's zones first, by their positions.
    private(set) var list: ContiguousArray<Area> = []
    /// Of each, `Vicinity.bit`.
    private(set) var bits: ContiguousArray<UInt16> = []
    private var positions: [Key: Int32] = [:]
    /// Machines to ask when something counted there changes, by area.
    var readers: [[Int32]] = []
    /// The areas of all devices, one device's after the other's.
    private var memberships: ContiguousArray<Int32> = []
    /// Where each device's begin; one more at the end.
    private var starts: ContiguousArray<Int32> = [0]

    init(zones: [String]) {
        for zone in zones { _ = add(.zone, zone) }
    }

    /// - Returns: its position; a new one only when there was none.
    mutating func add(_ reach: Vicinity, _ name: String, isAlone: Bool = false) -> Int32 {
        // No zone and no path may be taken for a device.
        let key = Key(reach: reach, name: isAlone ? "\u{0}" + name : name)
        if let known = positions[key] { return known }
        let position = Int32(list.count)
        positions[key] = position
        list.append(Area(reach: reach, name: name, isAlone: isAlone))
        bits.append(reach.bit)
        readers.append([])
        return position
    }

    func position(_ reach: Vicinity, _ name: String) -> Int32? { positions[Key(reach: reach, name: name)] }

    /// Notes the areas of the next device.
    mutating func append(memberOf areas: [Int32]) {
        memberships.append(contentsOf: areas)
        starts.append(Int32(memberships.count))
    }

    /// The areas of a device, ascending.
    @inline(__always)
    func of(_ device: Int) -> ContiguousArray<Int32>.SubSequence {
        memberships[Int(starts[device])..<Int(starts[device + 1])]
    }
}
