/// How a destination of kind `siren` is driven: a siren or lamp that listens to one of the site's brokers.
///
/// It acts on the world, so it is off unless hazards are listed, and by itself only where `isAutomatic` says so.
package struct SirenSettings: Sendable, Equatable {
    /// `Broker.id`; it speaks MQTT 5, the only version in which a command can expire.
    package var broker: String
    package var topic: String
    /// Payloads as the device wants them, such as zigbee2mqtt's or Tasmota's.
    package var on: String
    package var off: String
    /// `Hazard.id`s it may sound for; no others ever.
    package var hazards: [String]
    /// Sounds by itself; otherwise only when a person presses.
    package var isAutomatic: Bool
    /// Switched off after this, at the latest.
    package var longest: Interval
    /// The broker drops a command nobody fetched after this; at most `expiryLimit`.
    package var expiry: Interval

    package init(
        broker: String, topic: String, on: String, off: String, hazards: [String] = [],
        isAutomatic: Bool = false, longest: Interval = .minutes(3), expiry: Interval = .seconds(10)
    ) {
        self.broker = broker
        self.topic = topic
        self.on = on
        self.off = off
        self.hazards = hazards
        self.isAutomatic = isAutomatic
        self.longest = longest
        self.expiry = min(expiry, Self.expiryLimit)
    }

    /// A command older than this does nothing: the danger it was meant for is another one by then.
    package static let expiryLimit = Interval.seconds(10)
    /// After its session has connected, what arrives may be from before.
    package static let connectionQuiet = Interval.seconds(5)

    package func takes(_ incident: Incident) -> Bool {
        isAutomatic && hazards.contains(incident.hazard) && incident.origin == .real && !incident.isHistoric
            && !incident.isShadow
    }
}
