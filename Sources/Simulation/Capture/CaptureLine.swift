import Foundation

/// One recorded message: a line of a capture, `{"at": ms, "topic": "…", "payload": "…"}`, or `payload_hex` where
/// the payload is not UTF-8.
package struct CaptureLine: Sendable, Equatable {
    /// Arrival, milliseconds since 1970.
    package var at: Int64
    package var topic: String
    package var payload: [UInt8]

    package init(at: Int64, topic: String, payload: [UInt8]) {
        self.at = at
        self.topic = topic
        self.payload = payload
    }
}

extension CaptureLine: Codable {
    private enum Key: String, CodingKey {
        case at, topic, payload
        case payloadHex = "payload_hex"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        at = try container.decode(Int64.self, forKey: .at)
        topic = try container.decode(String.self, forKey: .topic)
        if let hex = try container.decodeIfPresent(String.self, forKey: .payloadHex) {
            guard let bytes = Hex.bytes(hex) else {
                throw DecodingError.dataCorruptedError(
                    forKey: .payloadHex, in: container,
                    debugDescription: "not an even number of hexadecimal digits")
            }
            payload = bytes
        } else {
            payload = Array(try container.decode(String.self, forKey: .payload).utf8)
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(at, forKey: .at)
        try container.encode(topic, forKey: .topic)
        if let text = String(validating: payload, as: UTF8.self) {
            try container.encode(text, forKey: .payload)
        } else {
            try container.encode(Hex.text(payload), forKey: .payloadHex)
        }
    }
}

/// Hexadecimal digits, as payloads that are not text are written.
package enum Hex {
    package static func text(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef")
        return String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }

    /// Reads digits of either case, white space between bytes allowed; nil for anything else.
    package static func bytes(_ text: String) -> [UInt8]? {
        let digits = text.utf8.filter { $0 != 0x20 && $0 != 0x0A && $0 != 0x09 && $0 != 0x0D }
        guard digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count / 2)
        var high: UInt8?
        for digit in digits {
            guard let value = Character(UnicodeScalar(digit)).hexDigitValue.map(UInt8.init) else {
                return nil
            }
            if let first = high {
                bytes.append(first << 4 | value)
                high = nil
            } else {
                high = value
            }
        }
        return bytes
    }
}
