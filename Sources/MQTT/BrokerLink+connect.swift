import CMosquitto
import Glibc

/// The blocking part of a link's life; on the connector's thread only.
extension BrokerLink {
    /// Connects and waits for the CONNACK, within `SessionSettings.connectTimeout`.
    /// - Parameter cancel: a descriptor that becomes readable when nobody wants the connection any more.
    func connect(cancel: Int32) throws(ConnectFailure) {
        let start = MonotonicClock.milliseconds
        let deadline = start + Int(settings.connectTimeout)
        let address = try Reachability.firstAnswering(
            host: settings.host, port: settings.port, deadline: deadline, cancel: cancel)
        // TLS checks the certificate against the name; without TLS the address that just answered is safer:
        // libmosquitto would block 135 s on a dead first address of the name.
        let target = settings.security == nil ? address : settings.host
        var properties = try connectProperties()
        defer { mosquitto_property_free_all(&properties) }
        let code = mosquitto_connect_bind_v5(
            handle, target, Int32(settings.port), Int32(settings.keepAlive), nil, properties)
        guard code == MOSQ_ERR_SUCCESS.swift else { throw failure(code) }
        while answer == nil {
            try awaitAnswer(deadline: deadline, cancel: cancel)
        }
        guard let answer, answer.code == 0 else {
            throw ConnectFailure(connack: answer?.code ?? 0, version: settings.version)
        }
        silenceLog()
    }

    /// One turn of waiting. Writing is safe here: before the CONNACK there is nothing to acknowledge.
    private func awaitAnswer(deadline: Int, cancel: Int32) throws(ConnectFailure) {
        let remaining = deadline - MonotonicClock.milliseconds
        guard remaining > 0 else {
            throw .silent(
                host: settings.host, port: settings.port, milliseconds: Int(settings.connectTimeout))
        }
        guard let socket else { throw failure(farewell ?? MOSQ_ERR_CONN_LOST.swift) }
        let wanted = mosquitto_want_write(handle) ? POLLIN | POLLOUT : POLLIN
        var entries = [
            pollfd(fd: socket, events: Int16(wanted), revents: 0),
            pollfd(fd: cancel, events: Int16(POLLIN), revents: 0),
        ]
        guard poll(&entries, 2, Int32(remaining)) > 0 else { return }
        if entries[1].revents != 0 { throw .closed(detail: "given up") }
        // reading first: an alert says more than the broken pipe that follows it
        if entries[0].revents & Int16(POLLIN | POLLERR | POLLHUP) != 0 {
            // libmosquitto takes the end of the stream during a TLS handshake for `try again`
            var byte: UInt8 = 0
            let isAtEnd = recv(socket, &byte, 1, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT)) == 0
            let code = mosquitto_loop_read(handle, 1)
            if let answer, answer.code != 0 { return }
            if code != MOSQ_ERR_SUCCESS.swift { throw failure(code) }
            if isAtEnd, answer == nil { throw failure(MOSQ_ERR_CONN_LOST.swift) }
        }
        if answer == nil, entries[0].revents & Int16(POLLOUT) != 0 {
            let code = mosquitto_loop_write(handle, 1)
            if code != MOSQ_ERR_SUCCESS.swift { throw failure(code) }
        }
    }

    /// What MQTT 5 says in the CONNECT: how long to keep the session and what is too large.
    private func connectProperties() throws(ConnectFailure) -> OpaquePointer? {
        guard settings.version == .v5 else { return nil }
        var properties: OpaquePointer?
        let expiry = settings.isPersistent ? settings.sessionExpiry : 0
        mosquitto_property_add_int32(&properties, Int32(MQTT_PROP_SESSION_EXPIRY_INTERVAL.rawValue), expiry)
        mosquitto_property_add_int32(
            &properties, Int32(MQTT_PROP_MAXIMUM_PACKET_SIZE.rawValue), settings.maximumPacketSize)
        guard properties != nil else { throw .settings(detail: "out of memory") }
        return properties
    }

    /// Turns a code of libmosquitto and what it complained about into a reason.
    private func failure(_ code: Int32) -> ConnectFailure {
        let system = errno
        let security = complaints.filter { $0.contains("OpenSSL") || $0.contains("Error: ") }
        if settings.security != nil, code == MOSQ_ERR_TLS.swift || !security.isEmpty {
            let detail = security.isEmpty ? LinkText.error(code) : security.joined(separator: "; ")
            return .security(detail: detail)
        }
        if code == MOSQ_ERR_EAI.swift {
            return .unknownHost(host: settings.host, detail: LinkText.error(code))
        }
        if code == MOSQ_ERR_ERRNO.swift, system == ECONNREFUSED {
            return .portRefused(host: settings.host, port: settings.port)
        }
        if settings.security != nil, code == MOSQ_ERR_CONN_LOST.swift || system == EPIPE {
            return .security(detail: "the other side closed during or right after the TLS handshake")
        }
        return .closed(detail: code == MOSQ_ERR_ERRNO.swift ? LinkText.system(system) : LinkText.error(code))
    }
}
