/// Where records may come in by MQTT: one topic of one broker, taken for records and for nothing else.
package struct RecordsIntake: Sendable, Equatable {
    /// Bytes of a message.
    package static let byteLimit = 64 << 10
    /// Messages a minute; what comes beyond is counted as lost.
    package static let perMinute = 60

    /// Position in `Site.brokers`.
    package var broker: Int
    package var topic: String

    package init(broker: Int, topic: String) {
        self.broker = broker
        self.topic = topic
    }

    /// Where a site expects them when its file names no topic.
    package static func standardTopic(of site: String) -> String { "gengfu/\(site)/records" }
}
