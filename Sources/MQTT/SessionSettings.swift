/// All that one broker session needs to know, so that a session can be made, dropped and made again anywhere.
package struct SessionSettings: Sendable, Equatable {
    /// The versions spoken. 3.1 is not: it limits client identifiers to 23 characters.
    package enum ProtocolVersion: Sendable, Equatable {
        case v5, v3_1_1
    }

    /// TLS towards the broker.
    package struct Security: Sendable, Equatable {
        /// PEM file with the authorities that may have signed the broker's certificate.
        package var authorityFile: String
        /// PEM chain of our own certificate; needs `keyFile`.
        package var certificateFile: String?
        /// PEM private key of `certificateFile`, not encrypted.
        package var keyFile: String?
        /// Accepts a certificate made out to another host name. The chain is still verified.
        package var insecure: Bool

        package init(
            authorityFile: String, certificateFile: String? = nil, keyFile: String? = nil,
            insecure: Bool = false
        ) {
            self.authorityFile = authorityFile
            self.certificateFile = certificateFile
            self.keyFile = keyFile
            self.insecure = insecure
        }
    }

    /// Index of the session in `Site.sessions`; stamped on every message.
    package var index: UInt16
    /// Stable over restarts: the broker keeps the session under this name.
    package var clientID: String
    package var host: String
    /// TCP port, 1...65,535.
    package var port: UInt16
    package var version = ProtocolVersion.v5
    package var user: String?
    package var password: String?
    package var security: Security?
    /// Seconds, 5...65,535 (libmosquitto refuses less than 5).
    package var keepAlive: UInt16 = 60
    /// Seconds the broker keeps the session while we are away (MQTT 5). Seven days: a long public holiday.
    package var sessionExpiry: UInt32 = 604_800
    /// Whether the broker keeps the session at all. Only short-lived probes say false.
    package var isPersistent = true
    /// Unacknowledged messages the broker may have under way to us (MQTT 5), 1...65,535.
    package var receiveMaximum: UInt16 = 2_000
    /// Largest packet the broker may send us, bytes (MQTT 5), and largest message we take at all.
    ///
    /// The shipped broker takes payloads of 1 MiB; with a packet limit of the same size it would acknowledge the
    /// largest to the device and drop them on their way to us without a word. So a topic (64 KiB at most) and
    /// properties fit beside such a payload.
    package var maximumPacketSize: UInt32 = (1 << 20) + (128 << 10)
    /// Topic filters to subscribe to at QoS 1. One that another covers is left out.
    package var filters: [String]
    /// Filters an earlier configuration had in this session. The broker remembers subscriptions for as long as
    /// the session, so one that moved to another session would otherwise be delivered twice for ever.
    package var formerFilters: [String] = []
    /// Of `filters`, those whose retained message is wanted at every connection and not only at the first: they are
    /// given up and taken anew each time.
    package var renewedFilters: [String] = []
    /// Filters of the broker's other session. What matches one is acknowledged and left to that session, so
    /// that filters which overlap do not count a message twice.
    package var excludedFilters: [String] = []
    /// Whether it carries life-safety devices: read first, never rate limited.
    package var isUrgent = false
    /// Milliseconds a connection attempt may take, from the first SYN to the CONNACK.
    package var connectTimeout: Int32 = 10_000
    /// Most publishes of ours that may be unacknowledged at once.
    package var publishLimit = 1_000

    package init(
        index: UInt16 = 0, clientID: String, host: String, port: UInt16, filters: [String],
        isUrgent: Bool = false
    ) {
        self.index = index
        self.clientID = clientID
        self.host = host
        self.port = port
        self.filters = filters
        self.isUrgent = isUrgent
    }
}

extension SessionSettings: CustomStringConvertible {
    /// Without user, password and key, so that no log ever shows them.
    package var description: String {
        "\(clientID)@\(host):\(port)\(security == nil ? "" : " (TLS)")"
    }
}
