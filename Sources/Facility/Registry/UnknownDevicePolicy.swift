/// What becomes of a device that speaks and that the sheet does not have (`unknown_devices` in `gengfu.yaml`).
package enum UnknownDevicePolicy: String, Sendable, Codable, CaseIterable {
    /// Listed with a sample and a suggested profile until a person adopts it.
    case hold
    /// Taken in at once with the profile that reads it best, at an unknown place.
    case adopt
    /// Counted only.
    case refuse
}
