import CodecWire

/// How a profile's file has LoRaWAN uplinks read: by the network server's envelope and a maker's JavaScript file.
///
/// Envelopes known: The Things Stack v3 (`uplink_message.frm_payload`), ChirpStack v4 and v3 (`data`), and gateways
/// with a network server of their own that say much the same; also a payload that is nothing but the frame, as text.
package struct LoRaWANLayout: Sendable, Equatable {
    /// The maker's file; nil: the network server runs the codec, and what it decoded is read from the envelope.
    package var script: CodecScript?
    /// How the frame is spelt. In an envelope nil means base64, without one hexadecimal digits.
    package var spelling: PayloadBytes.Spelling?
    /// The FPort when the message names none, 0...255.
    package var port: UInt8

    package init(script: CodecScript?, spelling: PayloadBytes.Spelling? = nil, port: UInt8 = 0) {
        self.script = script
        self.spelling = spelling
        self.port = port
    }
}

/// One uplink out of its envelope, ready for the maker's codec.
package struct LoRaWANUplink: Sendable {
    package let script: CodecScript
    package let port: UInt8
    /// The frame's payload, decrypted.
    package let payload: [UInt8]
    /// When the network received it; the gateway's own time of arrival where the envelope says nothing.
    package let receivedAt: Timestamp
    /// What the envelope says about the time.
    let time: TimeReader.Finding
    let route: CompiledRoute
    let device: DeviceIndex

    /// Whether the codec would be asked the same.
    func isSame(as other: LoRaWANUplink?) -> Bool {
        guard let other else { return false }
        return script == other.script && port == other.port && payload == other.payload
    }
}

/// What can be wrong with an envelope, or with what a maker's codec makes of its frame.
package enum UplinkProblem: Sendable, Equatable {
    /// JSON, but no uplink of any network server known.
    case noUplink
    /// More bytes than any frame has.
    case tooLong(bytes: Int)
    /// An FPort above 255 or none at all.
    case badPort(found: String)
    /// The envelope names another device than the topic does.
    case claims(device: String)
    /// The codec's own word, or the reason why it has none.
    case codec(String)
    /// There is no `script`, and the network server decoded nothing.
    case notDecoded

    /// The English sentence, without a capital or a full stop.
    package var text: String {
        switch self {
        case .noUplink: "no uplink of The Things Stack, ChirpStack or a gateway like them"
        case .tooLong(let bytes): "a frame of \(bytes) bytes"
        case .badPort(let found): "no FPort: \(found)"
        case .claims(let device): "the topic is one device's, the payload names another: `\(device)`"
        case .codec(let reason): "codec: \(reason)"
        case .notDecoded: "not decoded by the network server, and the profile names no `script`"
        }
    }
}
