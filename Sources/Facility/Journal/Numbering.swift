/// Numbers of devices and points that never change in a store, so that a journal outlives every reload.
///
/// The store gives a number at first sight of a name and never gives it again; a site's own positions change with
/// its files. Both directions are kept.
package struct Numbering: Sendable {
    /// `deviceNumbers[DeviceIndex]`.
    package var deviceNumbers: [UInt32]
    /// `pointNumbers[PointIndex]`.
    package var pointNumbers: [UInt32]
    package private(set) var devices: [UInt32: DeviceIndex]
    package private(set) var points: [UInt32: PointIndex]

    package init(deviceNumbers: [UInt32], pointNumbers: [UInt32]) {
        self.deviceNumbers = deviceNumbers
        self.pointNumbers = pointNumbers
        devices = Dictionary(
            uniqueKeysWithValues: deviceNumbers.enumerated().map { ($1, DeviceIndex($0)) })
        points = Dictionary(uniqueKeysWithValues: pointNumbers.enumerated().map { ($1, PointIndex($0)) })
    }

    /// The numbers a fresh store would give: position plus one.
    package init(devices: Int, points: Int) {
        self.init(
            deviceNumbers: (0..<devices).map { UInt32($0 + 1) },
            pointNumbers: (0..<points).map { UInt32($0 + 1) })
    }
}
