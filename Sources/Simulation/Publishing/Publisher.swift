import CMosquitto
import Foundation

/// Publishes like a crowd of devices: over libmosquitto's own thread, with a bounded number under way.
///
/// Used by the simulated compound, by `replay` and by the benchmarks; the gateway itself never publishes this way.
package final class Publisher {
    /// Why nothing can be published.
    package enum Failure: Error, CustomStringConvertible {
        case noBroker(host: String, port: Int)
        case refused(topic: String, code: Int32)
        /// The broker has not answered for this many seconds.
        case silent(seconds: Int)

        package var description: String {
            switch self {
            case .noBroker(let host, let port): "no broker answers at \(host):\(port)"
            case .refused(let topic, let code): "cannot publish to \(topic): libmosquitto says \(code)"
            case .silent(let seconds): "the broker has not acknowledged anything for \(seconds) s"
            }
        }
    }

    /// Seconds without any PUBACK after which waiting ends.
    private static let patience = 30

    private let client: OpaquePointer
    private let progress: Progress
    private let window: Int

    /// - Parameter window: publishes at QoS 1 that may be unacknowledged before `publish` waits.
    package init(
        host: String, port: Int, clientID: String, user: String? = nil, password: String? = nil,
        window: Int = 500
    ) throws(Failure) {
        mosquitto_lib_init()
        progress = Progress()
        self.window = window
        let context = Unmanaged.passUnretained(progress).toOpaque()
        guard let client = mosquitto_new(clientID, true, context) else {
            throw .noBroker(host: host, port: port)
        }
        self.client = client
        if let user { mosquitto_username_pw_set(client, user, password) }
        mosquitto_max_inflight_messages_set(client, UInt32(window))
        mosquitto_reconnect_delay_set(client, 1, 5, false)
        mosquitto_publish_callback_set(client) { _, context, _ in
            guard let context else { return }
            Unmanaged<Progress>.fromOpaque(context).takeUnretainedValue().acknowledge()
        }
        guard mosquitto_connect(client, host, Int32(port), 60) == 0, mosquitto_loop_start(client) == 0 else {
            throw .noBroker(host: host, port: port)
        }
    }

    deinit {
        mosquitto_loop_stop(client, true)
        mosquitto_destroy(client)
    }

    /// Publishes, waiting while `window` earlier ones are unacknowledged.
    package func publish(
        topic: String, payload: [UInt8], atLeastOnce: Bool = true, retain: Bool = false
    ) throws(Failure) {
        guard progress.begin(below: window, patience: Self.patience) else {
            throw .silent(seconds: Self.patience)
        }
        let code = payload.withUnsafeBytes { bytes in
            mosquitto_publish(
                client, nil, topic, Int32(clamping: bytes.count), bytes.baseAddress, atLeastOnce ? 1 : 0,
                retain)
        }
        // Without a connection libmosquitto keeps a QoS 1 publish and sends it after reconnecting.
        guard code == MOSQ_ERR_SUCCESS.rawValue || code == MOSQ_ERR_NO_CONN.rawValue else {
            progress.acknowledge()
            throw .refused(topic: topic, code: code)
        }
    }

    /// Waits until everything published is acknowledged (QoS 0: sent).
    package func flush() throws(Failure) {
        guard progress.waitUntil(atMost: 0, patience: Self.patience) else {
            throw .silent(seconds: Self.patience)
        }
    }

    /// Says goodbye to the broker; nothing can be published afterwards.
    package func close() { mosquitto_disconnect(client) }

    /// How many are under way, shared between libmosquitto's thread and the publishing one.
    private final class Progress: @unchecked Sendable {
        // Guarded by `condition`.
        private var underWay = 0
        private let condition = NSCondition()

        func acknowledge() {
            condition.lock()
            underWay -= 1
            condition.signal()
            condition.unlock()
        }

        func begin(below limit: Int, patience: Int) -> Bool {
            condition.lock()
            defer { condition.unlock() }
            guard wait(until: limit - 1, patience: patience) else { return false }
            underWay += 1
            return true
        }

        func waitUntil(atMost count: Int, patience: Int) -> Bool {
            condition.lock()
            defer { condition.unlock() }
            return wait(until: count, patience: patience)
        }

        /// With the lock held. Each acknowledgement starts the patience anew.
        private func wait(until count: Int, patience: Int) -> Bool {
            while underWay > count {
                let before = underWay
                let isSignalled = condition.wait(until: Date(timeIntervalSinceNow: Double(patience)))
                if !isSignalled && underWay == before { return false }
            }
            return true
        }
    }
}
