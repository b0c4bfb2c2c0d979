/// A raise as a drill is asked about it: is this what was announced?
package struct DrillStimulus: Sendable, Equatable {
    /// `Device.id`; for a zone's hazard the zone's name, which no drill can list.
    package var device: String
    package var hazard: String
    /// Name of the zone the device watches with others; nil: it stands alone.
    package var zone: String?
    /// By the device's time.
    package var since: Timestamp
    /// One of the independent triggers that confirm one another (GB 50116-2013 4.1.6).
    package var isTrigger = false
    /// A person's hand: a manual call point or hydrant button.
    package var isCallPoint = false
    /// No message from the device.
    package var isSilence = false
    /// Severe or worse, life safety, or a trigger: what ends a drill when nobody announced it.
    package var isGrave = false
    /// A real trigger of another device stands in its zone.
    package var isBesideReal = false
    /// Devices that sum it up or that it sums up: a panel tells again what its detector tells.
    package var oneWith: Set<String> = []

    package init(device: String, hazard: String, zone: String? = nil, since: Timestamp) {
        self.device = device
        self.hazard = hazard
        self.zone = zone
        self.since = since
    }
}
