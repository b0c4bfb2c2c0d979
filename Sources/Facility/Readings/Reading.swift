import Expressions

/// One value of one point of one device at one time.
package struct Reading: Sendable, Equatable {
    package var device: DeviceIndex
    package var point: PointIndex
    /// A double in the point's canonical unit, a boolean, or a string for enum and text points.
    package var value: Value
    /// When it was true, by the device's clock as far as that is believed (see `ClockState`).
    package var observedAt: Timestamp
    /// When the broker's message reached the gateway.
    package var receivedAt: Timestamp
    package var quality: Quality
    /// Out of a backlog from a device without a clock: history only, the last value stands.
    package var isLate: Bool

    package init(
        device: DeviceIndex, point: PointIndex, value: Value, observedAt: Timestamp, receivedAt: Timestamp,
        quality: Quality = .good, isLate: Bool = false
    ) {
        self.device = device
        self.point = point
        self.value = value
        self.observedAt = observedAt
        self.receivedAt = receivedAt
        self.quality = quality
        self.isLate = isLate
    }
}
