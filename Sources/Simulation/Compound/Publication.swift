/// One message a simulated device sends.
package struct Publication: Sendable, Equatable {
    package var topic: String
    package var payload: String
    /// QoS 1; false is QoS 0, as zigbee2mqtt and Tasmota publish.
    package var atLeastOnce: Bool

    package init(topic: String, payload: String, atLeastOnce: Bool = true) {
        self.topic = topic
        self.payload = payload
        self.atLeastOnce = atLeastOnce
    }
}
