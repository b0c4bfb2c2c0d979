import CMosquitto
import Facility
import Glibc

/// One persistent session with a broker, driven by the loop: read, step, commit, and only then acknowledge.
///
/// libmosquitto queues the PUBACK before it hands a message over; it leaves in `mosquitto_loop_write`. So `write`
/// refuses to run while anything read is uncommitted, and everything else follows: `read` until dry or full,
/// commit, `committed()`, `write()`. Not Sendable: it belongs to the loop's thread. Connecting happens elsewhere
/// (`Connector`); `collect` takes the finished connection over.
package final class Session {
    package private(set) var settings: SessionSettings
    /// Messages handed to a batch and not yet reported as committed.
    package private(set) var uncommitted = 0

    private let connector: Connector
    private var link: BrokerLink?
    /// What the last connection left that no batch has taken yet.
    private var leftover = Spill()
    private var past = SessionCounters()
    private var changes: [SessionChange] = []
    private var connectedAt = 0
    private var isOpen = false
    private var isClosed = false
    private var subscriptions = SubscriptionRequests()

    /// - Parameters:
    ///   - bell: rung when `collect` has something to do; the loop polls its descriptor.
    ///   - seed: of the jitter between connection attempts.
    package init(settings: SessionSettings, bell: Doorbell, seed: UInt64) {
        self.settings = settings
        connector = Connector(settings: settings, bell: bell, seed: seed)
    }

    deinit { connector.stop() }

    /// Starts connecting; returns at once.
    package func open() {
        isOpen = true
        connector.seek(afterLasting: nil)
    }

    // MARK: What the loop polls

    /// The socket, while connected.
    package var socket: Int32? { link?.socket }
    /// Whether `write` has something to send; poll for writability then, if `canWrite`.
    package var wantsWrite: Bool { link.map { mosquitto_want_write($0.handle) } ?? false }
    /// Whether `write` is allowed: nothing that was read is uncommitted or waits for room in a batch.
    package var canWrite: Bool {
        uncommitted == 0 && leftover.isEmpty && (link.map { $0.spill.isEmpty && !$0.hasOverflowed } ?? true)
    }
    /// Whether messages wait that `poll` cannot see; the loop must not sleep then.
    package var hasBacklog: Bool {
        !leftover.isEmpty || (link.map { !$0.spill.isEmpty || $0.hasUnreadBytes } ?? false)
    }
    package var isConnected: Bool { link != nil }
    /// Whether the broker has answered for every filter, on this connection or an earlier one: it delivers what matches,
    /// or keeps it for the next connection.
    package var isSubscribed: Bool { subscriptions.isAnswered }

    package var counters: SessionCounters {
        guard let link else { return past }
        return past.adding(link.counters)
    }

    /// What happened since the last call, oldest first.
    package func takeChanges() -> [SessionChange] {
        defer { changes.removeAll(keepingCapacity: true) }
        return changes
    }

    // MARK: The turn

    /// Takes over what the connector has: reports its refusals, and its connection once it is established.
    ///
    /// A connection waits until everything read on the last one is committed. Redeliveries are matched against
    /// what is stored: a message that is still on its way to the disk would not be recognised.
    /// - Parameter allowingUncommitted: for emergency mode, when commits fail and being deaf would be worse
    ///   than seeing a message twice.
    package func collect(allowingUncommitted: Bool = false) {
        guard !isClosed else { return }
        guard link == nil, allowingUncommitted || canWrite else {
            report(connector.takeRefusals())
            return
        }
        let taken = connector.take()
        report(taken.refusals)
        if let fresh = taken.link { adopt(fresh) }
    }

    /// Reads until dry or until the batch has no room for one more largest packet.
    ///
    /// Dry means that `poll` says no and that TLS holds nothing that a read could make something of.
    package func read(into batch: MessageBatch) -> ReadOutcome {
        guard drain(&leftover, into: batch) else { return .full }
        guard let link else { return .disconnected }
        guard drain(&link.spill, into: batch) else { return .full }
        link.batch = batch
        defer {
            link.batch = nil
            uncommitted += link.delivered
            link.delivered = 0
        }
        // A flood of what is not kept (excluded, oversized) fills no batch; it must not keep the loop here.
        var budget = 4 * batch.limit
        while link.spill.isEmpty, batch.hasRoom(for: Int(settings.maximumPacketSize)), budget > 0 {
            let before = link.callbackCount
            let code = mosquitto_loop_read(link.handle, 1)
            noteSights(of: link)
            if code != MOSQ_ERR_SUCCESS.swift || link.farewell != nil || link.socket == nil {
                lost(link, code: code)
                return .disconnected
            }
            budget -= max(1, link.callbackCount &- before)
            guard link.callbackCount == before else { continue }
            guard let socket = link.socket, DescriptorPoll.isReadable(socket) || link.hasUnreadBytes else {
                return .dry
            }
        }
        return .full
    }

    /// Subscribes to other topics from now on: what is new at once, what is left out no more. Without a connection the
    /// next one does it. The packets leave with the next `write`.
    /// - Parameters:
    ///   - filters: all that this session subscribes to.
    ///   - excluded: those of the broker's other session.
    ///   - renewed: `SessionSettings.renewedFilters`.
    package func resubscribe(
        to filters: [String], excluding excluded: [String], renewing renewed: [String] = []
    ) {
        guard
            filters != settings.filters || excluded != settings.excludedFilters
                || renewed != settings.renewedFilters
        else { return }
        let old = settings
        settings.filters = filters
        settings.renewedFilters = renewed
        settings.excludedFilters = excluded
        // A session that is away remembers what it had: the next connection gives that up.
        let dropped = old.filters.filter { !filters.contains($0) }
        settings.formerFilters = (settings.formerFilters + dropped).filter { !filters.contains($0) }
            .suffix(Self.formerLimit)
        connector.take(settings)
        guard let link else {
            if filters != old.filters { subscriptions.forgetAnswers() }
            return
        }
        link.take(settings)
        if let finished = subscriptions.change(from: old, on: link) { changes.append(finished) }
    }

    /// Filters of earlier configurations remembered, so that many reloads fill no memory.
    private static let formerLimit = 1_000

    /// Says that every message read so far is in a finished commit (or was decided not to need one).
    package func committed() { uncommitted = 0 }

    /// Sends the PUBACKs and whatever else waits. Only after the commit: `canWrite` must be true.
    package func write() {
        precondition(canWrite, "write() would acknowledge messages that are not committed")
        guard let link else { return }
        let code = mosquitto_loop_write(link.handle, 1)
        noteSights(of: link)
        if code != MOSQ_ERR_SUCCESS.swift || link.socket == nil { lost(link, code: code) }
    }

    /// Queues a ping when one is due and notices a broker that does not answer them; call it once a second.
    ///
    /// Sends nothing: with external threads libmosquitto leaves even the ping to `write`.
    package func keepAlive() {
        guard let link else {
            // the system had no thread to give when the connection was lost
            if isOpen, !isClosed, connector.isIdle { connector.seek(afterLasting: 0) }
            return
        }
        let code = mosquitto_loop_misc(link.handle)
        if code != MOSQ_ERR_SUCCESS.swift || link.socket == nil { lost(link, code: code) }
    }

    /// Queues a message of our own; it leaves with the next `write`.
    /// - Parameter expiry: seconds after which the broker drops it undelivered (MQTT 5, 3.3.2.3.3); nil: never. A
    ///   broker of an older version knows no expiry, and is not told.
    package func publish(
        topic: String, payload: [UInt8], atLeastOnce: Bool = true, retain: Bool = false, expiry: UInt32? = nil
    ) -> PublishOutcome {
        guard let link else { return .notConnected }
        guard link.outstanding.count < settings.publishLimit else { return .full }
        var mid: Int32 = 0
        var properties: OpaquePointer?
        if let expiry, settings.version == .v5 {
            mosquitto_property_add_int32(
                &properties, Int32(MQTT_PROP_MESSAGE_EXPIRY_INTERVAL.rawValue), expiry)
        }
        defer { mosquitto_property_free_all(&properties) }
        let code = payload.withUnsafeBytes { bytes in
            mosquitto_publish_v5(
                link.handle, &mid, topic, Int32(clamping: bytes.count), bytes.baseAddress,
                atLeastOnce ? 1 : 0, retain, properties)
        }
        guard code == MOSQ_ERR_SUCCESS.swift else { return .invalid(detail: LinkText.error(code)) }
        let identifier = UInt16(truncatingIfNeeded: mid)
        link.outstanding.insert(identifier)
        return .queued(mid: identifier)
    }

    // MARK: The end

    /// Says goodbye if nothing is uncommitted (the broker keeps the session), else drops the connection.
    package func close() {
        isClosed = true
        connector.stop()
        guard let link else { return }
        if canWrite {
            mosquitto_loop_write(link.handle, 1)
            mosquitto_disconnect_v5(link.handle, 0, nil)
            mosquitto_loop_write(link.handle, 1)
        }
        forget(link)
    }

    /// Drops the connection without a word and without a PUBACK, as a crash would. What had been read beyond the
    /// last batch can still be read.
    package func abandon() {
        isClosed = true
        connector.stop()
        if let link { forget(link) }
    }

    // MARK: Inside

    private func adopt(_ fresh: BrokerLink) {
        link = fresh
        connectedAt = MonotonicClock.milliseconds
        fresh.counters.connections = 1
        fresh.readAhead()
        // It may have been made with filters from before a reload.
        fresh.take(settings)
        let sessionPresent = fresh.answer?.sessionPresent ?? false
        changes.append(.connected(sessionPresent: sessionPresent))
        let finished = subscriptions.send(on: fresh, sessionPresent: sessionPresent)
        if let finished { changes.append(finished) }
    }

    private func report(_ refusals: [Connector.Refusal]) {
        changes += refusals.map { .refused($0.failure, retryAfter: $0.retryAfter) }
    }

    private func noteSights(of link: BrokerLink) {
        guard !link.sights.isEmpty else { return }
        for sight in link.sights {
            switch sight {
            case .acknowledged(let mid, let reason):
                changes.append(.acknowledged(mid: mid, reason: reason))
            case .granted(let mid, let levels):
                if let finished = subscriptions.granted(mid: mid, levels: levels) { changes.append(finished) }
            }
        }
        link.sights.removeAll(keepingCapacity: true)
    }

    /// - Returns: false when the batch is full.
    private func drain(_ spill: inout Spill, into batch: MessageBatch) -> Bool {
        while let message = spill.first {
            let isIn = message.topic.withUnsafeBytes { topic in
                message.payload.withUnsafeBytes { payload in
                    batch.append(
                        session: settings.index, mid: message.mid, retained: message.retained, topic: topic,
                        payload: payload)
                }
            }
            if isIn {
                past.received += 1
                uncommitted += 1
            } else if batch.isEmpty {
                past.oversized += 1
            } else {
                return false
            }
            spill.removeFirst()
        }
        return true
    }

    private func lost(_ link: BrokerLink, code: Int32) {
        let reason = DisconnectReason(link: link, code: code)
        let lasted = MonotonicClock.milliseconds - connectedAt
        let isTakenOver = reason == .byBroker(code: 0x8E, text: LinkText.reason(0x8E))
        forget(link)
        changes.append(isTakenOver ? .takenOver : .disconnected(reason))
        if !isClosed { connector.seek(afterLasting: lasted, takenOver: isTakenOver) }
    }

    private func forget(_ link: BrokerLink) {
        noteSights(of: link)
        var spill = link.spill
        spill.prepend(leftover)
        leftover = spill
        link.spill = Spill()
        past = past.adding(link.counters)
        link.counters = SessionCounters()
        subscriptions.connectionEnded()
        self.link = nil
    }
}

extension DisconnectReason {
    init(link: BrokerLink, code: Int32) {
        let code = link.farewell ?? code
        if link.hasOverflowed {
            self = .overflow
        } else if code >= 0x80 {
            let reason = UInt8(truncatingIfNeeded: code)
            self = .byBroker(code: reason, text: LinkText.reason(reason))
        } else if code == MOSQ_ERR_KEEPALIVE.swift {
            self = .keepAlive
        } else if code == MOSQ_ERR_PROTOCOL.swift {
            self = .protocolError
        } else {
            self = .lost(detail: LinkText.error(code == 0 ? MOSQ_ERR_CONN_LOST.swift : code))
        }
    }
}

extension SessionCounters {
    func adding(_ other: SessionCounters) -> SessionCounters {
        var sum = self
        sum.received += other.received
        sum.excluded += other.excluded
        sum.oversized += other.oversized
        sum.dropped += other.dropped
        sum.spilled += other.spilled
        sum.connections += other.connections
        return sum
    }
}
