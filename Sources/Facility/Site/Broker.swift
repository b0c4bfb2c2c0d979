/// An MQTT broker that carries devices of this site. Each gets two sessions, `<client id>-urgent` and `<client id>`.
package struct Broker: Sendable, Equatable {
    package enum ProtocolVersion: String, Sendable, Codable {
        case v5 = "5"
        case v3_1_1 = "3.1.1"
    }

    /// Certificates by file path (PEM).
    package struct TLS: Sendable, Equatable {
        package var authorityFile: String?
        package var certificateFile: String?
        package var keyFile: String?

        package init(authorityFile: String? = nil, certificateFile: String? = nil, keyFile: String? = nil) {
            self.authorityFile = authorityFile
            self.certificateFile = certificateFile
            self.keyFile = keyFile
        }
    }

    package var id: String
    package var host: String
    package var port: Int
    package var clientID: String
    package var version: ProtocolVersion
    package var user: String?
    /// Read from a file or a systemd credential by the loader; never written anywhere.
    package var password: String?
    package var tls: TLS?
    package var keepAlive: Interval
    /// Unacknowledged messages it may have under way to each of our sessions (MQTT 5), 1...65,535; nil: 2,000.
    package var receiveMaximum: Int?
    /// Base topics of the zigbee2mqtts whose list of devices is followed (`ZigbeeList`).
    package var zigbeeBases: [String] = []

    package init(
        id: String, host: String, port: Int, clientID: String, version: ProtocolVersion = .v5,
        user: String? = nil, password: String? = nil, tls: TLS? = nil, keepAlive: Interval = .seconds(30)
    ) {
        self.id = id
        self.host = host
        self.port = port
        self.clientID = clientID
        self.version = version
        self.user = user
        self.password = password
        self.tls = tls
        self.keepAlive = keepAlive
    }
}

/// The two classes of session: a fire must never queue behind telemetry, at the broker least of all.
package enum SessionClass: Int, Sendable, CaseIterable {
    case urgent = 0
    case telemetry = 1

    /// The session of this class at a broker: urgent ones are even.
    package func session(ofBroker broker: Int) -> SessionIndex {
        SessionIndex(broker * 2 + rawValue)
    }

    package static func of(_ session: SessionIndex) -> SessionClass {
        session.position % 2 == 0 ? .urgent : .telemetry
    }
}
