import Facility

/// Publishes each step of a case to another broker, at QoS 1. The broker's PUBACK is the receipt, and says no more than
/// that the broker has it.
package struct PublishConveyance: Conveyance {
    private let settings: PublishSettings
    private let destination: String
    private let box: BoxPorts

    init(_ settings: PublishSettings, destination: String, box: BoxPorts) {
        self.settings = settings
        self.destination = destination
        self.box = box
    }

    package func send(_ delivery: Delivery) async throws(Lane.Failure) -> Lane.Answer {
        guard let body = try? GridCase(delivery).body() else {
            throw .refused("the case cannot be written as JSON")
        }
        let topic = settings.topic.topic(of: delivery)
        let isOpen = delivery.action != .close
        try await publish(topic, Array(body), retained: settings.retainsOpenCases && isOpen)
        // An empty retained message takes the case away (MQTT 5, 3.3.1.3); whoever listens has heard its end before.
        if settings.retainsOpenCases, !isOpen { try await publish(topic, [], retained: true) }
        return Lane.Answer(caseNumber: nil, handling: .reported)
    }

    private func publish(_ topic: String, _ payload: [UInt8], retained: Bool) async throws(Lane.Failure) {
        try await box.publish(
            destination, PublishedCase(topic: topic, payload: payload, isRetained: retained))
    }

    /// A broker keeps nothing that could be asked for; the same step again is told by its `incident` and `transition`.
    package func query(_ delivery: Delivery) async throws(Lane.Failure) -> Lane.QueryResult { .absent }

    package func heartbeat(at now: Timestamp, every: Interval, audit: AuditHead?) async throws(Lane.Failure) {
        guard await box.isConnected(destination) else { throw .unreachable("no connection to the broker") }
    }

    package func shutDown() async {}
}

/// One message for a broker, at QoS 1.
package struct PublishedCase: Sendable, Equatable {
    package var topic: String
    package var payload: [UInt8]
    package var isRetained: Bool

    package init(topic: String, payload: [UInt8], isRetained: Bool) {
        self.topic = topic
        self.payload = payload
        self.isRetained = isRetained
    }
}
