/// Numbers of devices and points that never change in a store, so that a journal outlives every reload.
///
/// The store gives a number at first sight of a name and never gives it again; a site's own positions change with
/// its files. Both directions are kept, and every name the store ever saw: a device that comes back is the same one.
package struct Numbering: Sendable {
    /// `deviceNumbers[DeviceIndex]`.
    package private(set) var deviceNumbers: [UInt32]
    /// `pointNumbers[PointIndex]`.
    package private(set) var pointNumbers: [UInt32]
    package private(set) var devices: [UInt32: DeviceIndex]
    package private(set) var points: [UInt32: PointIndex]
    private var knownDevices: [String: UInt32]
    private var knownPoints: [String: UInt32]
    private var nextDevice: UInt32
    private var nextPoint: UInt32

    package init(deviceNumbers: [UInt32], pointNumbers: [UInt32]) {
        self.deviceNumbers = deviceNumbers
        self.pointNumbers = pointNumbers
        devices = Dictionary(
            uniqueKeysWithValues: deviceNumbers.enumerated().map { ($1, DeviceIndex($0)) })
        points = Dictionary(uniqueKeysWithValues: pointNumbers.enumerated().map { ($1, PointIndex($0)) })
        knownDevices = [:]
        knownPoints = [:]
        nextDevice = (deviceNumbers.max() ?? 0) + 1
        nextPoint = (pointNumbers.max() ?? 0) + 1
    }

    /// The numbers a fresh store would give: position plus one.
    package init(devices: Int, points: Int) {
        self.init(
            deviceNumbers: (0..<devices).map { UInt32($0 + 1) },
            pointNumbers: (0..<points).map { UInt32($0 + 1) })
    }

    /// What the store knows, before any site.
    /// - Parameters:
    ///   - nextDevice: higher than any number ever given.
    ///   - nextPoint: likewise.
    package init(
        knownDevices: [String: UInt32], knownPoints: [String: UInt32], nextDevice: UInt32, nextPoint: UInt32
    ) {
        self.init(deviceNumbers: [], pointNumbers: [])
        self.knownDevices = knownDevices
        self.knownPoints = knownPoints
        self.nextDevice = nextDevice
        self.nextPoint = nextPoint
    }

    /// `facility/point`: two facilities may use the same word.
    package static func name(_ point: Point, in site: Site) -> String {
        "\(site.facilities[point.facility].id)/\(point.name)"
    }

    /// The same store's numbers for another site.
    /// - Returns: also the rows for names never seen before; they must be written before the first reading.
    package func laidOut(for site: Site) -> (numbering: Numbering, new: [NumberRow]) {
        var next = self
        var rows: [NumberRow] = []
        next.deviceNumbers = site.devices.map { next.device(named: $0.id, &rows) }
        next.pointNumbers = site.points.map { next.point(named: Self.name($0, in: site), &rows) }
        next.devices = Dictionary(
            next.deviceNumbers.enumerated().map { ($1, DeviceIndex($0)) },
            uniquingKeysWith: { first, _ in first })
        next.points = Dictionary(
            next.pointNumbers.enumerated().map { ($1, PointIndex($0)) },
            uniquingKeysWith: { first, _ in first })
        return (next, rows)
    }

    /// Takes the names and numbers another layout has given, so that they are never given again.
    ///
    /// A layout takes a while. Had a name got a number here meanwhile, the layout might have given the same number to
    /// another name (both call the next device 101), and the store would know one of them only.
    /// - Parameter new: how many names the other layout was the first to see.
    /// - Returns: false, and nothing is taken, when any name was given a number since the other was laid out: it must
    ///   be laid out again.
    package mutating func reserve(_ other: Numbering, new: Int) -> Bool {
        // Names only ever become more: the same count is the same names.
        let count = other.knownDevices.count + other.knownPoints.count
        guard count - new == knownDevices.count + knownPoints.count else { return false }
        knownDevices = other.knownDevices
        knownPoints = other.knownPoints
        nextDevice = other.nextDevice
        nextPoint = other.nextPoint
        return true
    }

    /// One more device behind all others.
    /// - Returns: the row of a name never seen before.
    mutating func append(_ id: String) -> NumberRow? {
        var rows: [NumberRow] = []
        let number = device(named: id, &rows)
        devices[number] = DeviceIndex(deviceNumbers.count)
        deviceNumbers.append(number)
        return rows.first
    }

    private mutating func device(named name: String, _ rows: inout [NumberRow]) -> UInt32 {
        if let number = knownDevices[name] { return number }
        defer { nextDevice += 1 }
        knownDevices[name] = nextDevice
        rows.append(NumberRow(kind: .device, number: nextDevice, name: name))
        return nextDevice
    }

    private mutating func point(named name: String, _ rows: inout [NumberRow]) -> UInt32 {
        if let number = knownPoints[name] { return number }
        defer { nextPoint += 1 }
        knownPoints[name] = nextPoint
        rows.append(NumberRow(kind: .point, number: nextPoint, name: name))
        return nextPoint
    }
}
