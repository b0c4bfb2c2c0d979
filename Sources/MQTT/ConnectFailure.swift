/// Why a broker could not be reached, in the words the person at the box needs to mend it.
package enum ConnectFailure: Error, Sendable, Equatable {
    /// The name does not resolve, or no resolver answered.
    case unknownHost(host: String, detail: String)
    /// The host answered that nobody listens on the port.
    case portRefused(host: String, port: UInt16)
    /// The host stayed silent: it swallowed our SYN, or took the connection and never said CONNACK.
    case silent(host: String, port: UInt16, milliseconds: Int)
    /// The network said no (no route, network down).
    case unreachable(host: String, port: UInt16, detail: String)
    /// TLS failed: a certificate, a version, a missing client certificate.
    case security(detail: String)
    /// Wrong user or password, or a client the broker does not allow.
    case credentials(code: UInt8, text: String)
    /// The broker does not speak the protocol version asked for: `version: 3.1.1` helps.
    case protocolVersion
    /// The broker refused for another reason (CONNACK reason code).
    case refused(code: UInt8, text: String)
    /// The other side closed, or spoke something that is not MQTT.
    case closed(detail: String)
    /// Our own settings cannot work: a file that cannot be read, an impossible client identifier.
    case settings(detail: String)

    /// Fit for a metric's label and for the message catalogue.
    package var shortDescription: String {
        switch self {
        case .unknownHost: "unknown-host"
        case .portRefused: "port-refused"
        case .silent: "silent"
        case .unreachable: "unreachable"
        case .security: "security"
        case .credentials: "credentials"
        case .protocolVersion: "protocol-version"
        case .refused: "refused"
        case .closed: "closed"
        case .settings: "settings"
        }
    }

    /// Reads a CONNACK's code, which 3.1.1 counts 1...5 and 5 from 0x80.
    init(connack code: UInt8, version: SessionSettings.ProtocolVersion) {
        let text = version == .v5 ? LinkText.reason(code) : LinkText.connack(code)
        switch (version, code) {
        case (_, 0x84), (.v3_1_1, 1): self = .protocolVersion
        case (_, 0x86), (_, 0x87), (.v3_1_1, 4), (.v3_1_1, 5): self = .credentials(code: code, text: text)
        default: self = .refused(code: code, text: text)
        }
    }
}
