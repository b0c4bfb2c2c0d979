import CMosquitto
import Facility
import Glibc

/// One connection to a broker: a libmosquitto handle and what its callbacks leave behind.
///
/// A link lives for one connection. The connector's thread makes it and waits for the CONNACK with it; then it
/// belongs to the loop, which destroys it when the connection ends. A fresh handle each time means that nothing
/// of an old connection (queued PUBACKs above all) can reach a new one, and that renewed certificates are read.
///
/// Sendable without a lock: exactly one thread holds a link. It is born on the connector's thread, passes to the
/// loop through the connector's mutex once, and never returns.
final class BrokerLink: @unchecked Sendable {
    /// What a callback saw, in the order seen.
    enum Sight {
        case granted(mid: Int32, levels: [Int32])
        case acknowledged(mid: UInt16, reason: UInt8)
    }

    private(set) var settings: SessionSettings
    let handle: OpaquePointer
    private var excluded: [TopicFilter]

    /// Where messages go while the loop reads; nil on the connector's thread, where they spill.
    var batch: MessageBatch?
    var spill = Spill()
    var counters = SessionCounters()
    /// Messages put into a batch since the loop last fetched the number.
    var delivered = 0
    /// Moves with every callback of a packet: tells `read` that there was something to read.
    var callbackCount = 0
    /// The CONNACK: its code and whether the broker kept the session.
    var answer: (code: UInt8, sessionPresent: Bool)?
    /// The code of the first disconnect callback.
    var farewell: Int32?
    /// More arrived than may be held: the socket is shut, and nothing may be written any more.
    var hasOverflowed = false
    var sights: [Sight] = []
    /// libmosquitto's error lines while connecting.
    var complaints: [String] = []
    /// Identifiers of our publishes that the broker has not acknowledged (QoS 1) or the socket not taken (QoS 0).
    var outstanding: Set<UInt16> = []

    private static let library: Void = { _ = mosquitto_lib_init() }()

    /// Makes the handle; connects nothing yet.
    init(settings: SessionSettings) throws(ConnectFailure) {
        _ = Self.library
        guard let handle = mosquitto_new(settings.clientID, !settings.isPersistent, nil) else {
            throw .settings(detail: "client id `\(settings.clientID)`: \(LinkText.system(errno))")
        }
        self.settings = settings
        self.handle = handle
        excluded = Self.excluded(settings)
        mosquitto_user_data_set(handle, Unmanaged.passUnretained(self).toOpaque())
        // `external threads`: nothing is written except in `mosquitto_loop_write`
        mosquitto_threaded_set(handle, true)
        setCallbacks()
        try setOptions()
    }

    /// Closes the socket without writing: unsent PUBACKs stay unsent.
    deinit { mosquitto_destroy(handle) }

    /// Takes other filters while the connection lasts.
    func take(_ changed: SessionSettings) {
        settings = changed
        excluded = Self.excluded(changed)
    }

    private static func excluded(_ settings: SessionSettings) -> [TopicFilter] {
        let own = settings.filters.map(TopicFilter.init)
        return settings.excludedFilters.map(TopicFilter.init).filter { filter in
            own.contains { $0.overlaps(filter) }
        }
    }

    var socket: Int32? {
        let descriptor = mosquitto_socket(handle)
        return descriptor >= 0 ? descriptor : nil
    }

    /// Bytes of TLS that `poll` cannot see and that a read could make something of.
    ///
    /// The half of a record counts for nothing: OpenSSL has said that it waits for more (`SSL_READING`), and so does `poll`.
    var hasUnreadBytes: Bool {
        guard let ssl else { return false }
        return SSL_has_pending(ssl) == 1 && SSL_want(ssl) != SSL_READING
    }

    /// Has OpenSSL take from the socket all that there is, up to a record's length, and not each record in two calls: its head,
    /// then its body. mosquitto writes a record for each message, so this halves what TLS costs.
    func readAhead() {
        if let ssl { SSL_set_read_ahead(ssl, 1) }
    }

    /// nil without TLS.
    private var ssl: OpaquePointer? {
        guard settings.security != nil else { return nil }
        return mosquitto_ssl_get(handle).map { OpaquePointer($0) }
    }

    private func setOptions() throws(ConnectFailure) {
        let version = settings.version == .v5 ? MQTT_PROTOCOL_V5 : MQTT_PROTOCOL_V311
        try check(mosquitto_int_option(handle, MOSQ_OPT_PROTOCOL_VERSION, version), "protocol version")
        try check(mosquitto_int_option(handle, MOSQ_OPT_TCP_NODELAY, 1), "TCP_NODELAY")
        let window = Int32(settings.receiveMaximum)
        try check(mosquitto_int_option(handle, MOSQ_OPT_RECEIVE_MAXIMUM, window), "receive maximum")
        if let user = settings.user {
            try check(mosquitto_username_pw_set(handle, user, settings.password), "user name")
        }
        guard let security = settings.security else { return }
        for file in [security.authorityFile, security.certificateFile, security.keyFile].compactMap({ $0 })
        where access(file, R_OK) != 0 {
            throw .settings(detail: "\(file): \(LinkText.system(errno))")
        }
        try check(
            mosquitto_tls_set(
                handle, security.authorityFile, nil, security.certificateFile, security.keyFile, nil), "TLS")
        try check(mosquitto_tls_insecure_set(handle, security.insecure), "TLS")
    }

    private func check(_ code: Int32, _ what: String) throws(ConnectFailure) {
        guard code == MOSQ_ERR_SUCCESS.swift else {
            throw .settings(detail: "\(what): \(LinkText.error(code))")
        }
    }

    // MARK: What the callbacks call

    func received(_ message: mosquitto_message) {
        callbackCount &+= 1
        guard let name = message.topic else { return }
        let topic = UnsafeRawBufferPointer(start: name, count: strlen(name))
        let payload = UnsafeRawBufferPointer(start: message.payload, count: Int(message.payloadlen))
        let mid = UInt16(truncatingIfNeeded: message.mid)
        if !excluded.isEmpty, excluded.contains(where: { $0.matches(topic) }) {
            counters.excluded += 1
        } else if topic.count + payload.count > Int(settings.maximumPacketSize) {
            counters.oversized += 1
        } else if hasOverflowed {
            if mid == 0 { counters.dropped += 1 }
        } else if spill.isEmpty, let batch,
            batch.append(
                session: settings.index, mid: mid, retained: message.retain, topic: topic, payload: payload)
        {
            counters.received += 1
            delivered += 1
        } else {
            keep(
                Spill.Message(
                    mid: mid, retained: message.retain, topic: Array(topic), payload: Array(payload)))
        }
    }

    private func keep(_ message: Spill.Message) {
        if spill.append(message) {
            counters.spilled += 1
            return
        }
        if message.mid == 0 { counters.dropped += 1 }
        // Without a PUBACK the broker sends it again; a shut socket is the way out of libmosquitto's read loop.
        hasOverflowed = true
        if let socket { shutdown(socket, Int32(SHUT_RDWR)) }
    }

    func complained(_ line: String) {
        if complaints.count < 8 { complaints.append(line) }
    }
}
