import Facility
import Foundation
import MQTT
import Synchronization

/// A connection to a broker for what the box publishes by itself, on a thread of its own: a siren's orders, the cases
/// of an `mqtt` destination.
///
/// The watch's own sessions may write only behind a commit; a siren must sound also while the disk is full. It
/// subscribes to nothing and the broker keeps nothing for it.
final class SirenLink: Sendable {
    private struct Order: Sendable {
        var topic: String
        var payload: [UInt8]
        /// Seconds; nil: the message never expires.
        var expiry: UInt32?
        var isRetained = false
        var done: @Sendable (Lane.Failure?) -> Void
    }

    private struct State: Sendable {
        var orders: [Order] = []
        var isConnected = false
        var isOver = false
        var bell: Doorbell?
    }

    private let state = Mutex(State())
    /// Orders waiting to be published at most; each is gone within `answerLimit`.
    private static let limit = 64
    /// Milliseconds the broker may take to acknowledge one.
    private static let answerLimit: Int64 = 5_000

    /// - Parameter suffix: tells this client from the others of the same broker.
    init(_ broker: Broker, suffix: String = "-siren") {
        var settings = SessionPlan.settings(for: broker, sessionClass: .telemetry, index: 0, filters: [])
        settings.clientID += suffix
        settings.isPersistent = false
        let thread = Thread { [self, settings] in drive(settings) }
        thread.name = "link"
        thread.stackSize = 512 << 10
        thread.start()
    }

    var isConnected: Bool { state.withLock { $0.isConnected } }

    /// Publishes at QoS 1, never retained, and returns when the broker has it.
    func order(_ settings: SirenSettings, isOn: Bool) async throws(Lane.Failure) {
        let payload = Array((isOn ? settings.on : settings.off).utf8)
        let expiry = UInt32(clamping: max(1, settings.expiry.milliseconds / 1_000))
        try await publish(settings.topic, payload, expiry: expiry, isRetained: false)
    }

    /// Publishes at QoS 1 and returns when the broker has it.
    func publish(
        _ topic: String, _ payload: [UInt8], expiry: UInt32?, isRetained: Bool
    ) async throws(Lane.Failure) {
        let failure = await withCheckedContinuation { continuation in
            let order = Order(topic: topic, payload: payload, expiry: expiry, isRetained: isRetained) {
                continuation.resume(returning: $0)
            }
            let refusal = state.withLock { state -> Lane.Failure? in
                if state.isOver { return .cancelled }
                guard state.isConnected else { return .unreachable("no connection to the broker") }
                guard state.orders.count < Self.limit else {
                    return .busy("too many orders", retryAfter: nil)
                }
                state.orders.append(order)
                state.bell?.ring()
                return nil
            }
            if let refusal { order.done(refusal) }
        }
        if let failure { throw failure }
    }

    /// Ends the connection; orders under way are cut off.
    func stop() {
        state.withLock { state in
            state.isOver = true
            state.bell?.ring()
        }
    }

    // MARK: The thread

    private func drive(_ settings: SessionSettings) {
        let pump = SessionPump(settings: settings, seed: UInt64.random(in: 0...UInt64.max))
        state.withLock { $0.bell = pump.waker }
        var underWay: [UInt16: (order: Order, since: Int64)] = [:]
        while !state.withLock({ $0.isOver }) {
            for change in pump.turn(within: underWay.isEmpty ? 1_000 : 100).changes {
                switch change {
                case .acknowledged(let mid, let reason):
                    let refusal = reason < 0x80 ? nil : "the broker refuses it (\(reason))"
                    underWay.removeValue(forKey: mid)?.order.done(refusal.map { .lockedOut($0) })
                case .disconnected, .takenOver:
                    for (_, waiting) in underWay { waiting.order.done(.unknown("connection lost")) }
                    underWay = [:]
                case .connected, .subscribed, .refused: break
                }
            }
            let isConnected = pump.session.isConnected
            let orders = state.withLock { state in
                state.isConnected = isConnected
                defer { state.orders = [] }
                return state.orders
            }
            for order in orders { publish(order, pump.session, &underWay) }
            for (mid, waiting) in underWay where Monotonic.milliseconds - waiting.since > Self.answerLimit {
                underWay[mid] = nil
                waiting.order.done(.unknown("no answer from the broker"))
            }
        }
        pump.session.close()
        let left = state.withLock { state in
            defer { state.orders = [] }
            return state.orders
        }
        for order in left + underWay.values.map(\.order) { order.done(.cancelled) }
    }

    private func publish(
        _ order: Order, _ session: Session, _ underWay: inout [UInt16: (order: Order, since: Int64)]
    ) {
        switch session.publish(
            topic: order.topic, payload: order.payload, retain: order.isRetained, expiry: order.expiry)
        {
        case .queued(let mid):
            underWay[mid] = (order, Monotonic.milliseconds)
            if session.canWrite { session.write() }
        case .notConnected: order.done(.unreachable("no connection to the broker"))
        case .full: order.done(.busy("too many orders", retryAfter: nil))
        case .invalid(let detail): order.done(.refused(detail))
        }
    }
}
