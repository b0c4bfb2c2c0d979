/// What is known of one device beside the sheet: heard and held, adopted, or retired.
///
/// Kept whole in the store's table `registry`; names, not positions, so that it outlives every reload.
package struct RegistryEntry: Sendable, Codable, Equatable {
    package enum Standing: String, Sendable, Codable, CaseIterable {
        /// Heard, and nobody has decided about it.
        case held
        /// In force beside the sheet.
        case adopted
        /// Out of service for good: counted and not judged, whatever the sheet says.
        case retired
    }

    /// The beginning of a message, for the person who decides.
    package struct Sample: Sendable, Codable, Equatable {
        package var topic: String
        /// As UTF-8, broken bytes replaced.
        package var payload: String
        /// Of the whole payload.
        package var bytes: Int

        package init(topic: String, payload: String, bytes: Int) {
            self.topic = topic
            self.payload = payload
            self.bytes = bytes
        }
    }

    /// An urgent message of a held device, whole, so that adopting it does not forget that it cried fire.
    package struct Kept: Sendable, Codable, Equatable {
        package var at: Timestamp
        package var topic: RawBytes
        package var payload: RawBytes
    }

    /// `Device.id`: what the topic says, or `parent/channel`.
    package var id: String
    /// `Broker.id`.
    package var broker: String
    package var standing: Standing
    package var firstHeard: Timestamp
    package var lastHeard: Timestamp
    package var count: Int64 = 0
    /// `Profile.id`: suggested while held, in force afterwards; nil: none reads what it says.
    package var profile: String?
    package var sample: Sample?
    /// Maker and model, where a bridge lists it.
    package var model: String?
    /// Oldest first, at most `Registry.keptLimit`.
    package var kept: [Kept] = []
    package var name: String?
    /// nil: nobody has said where it is.
    package var place: Place?
    /// `Device.id` of the device whose messages carry it.
    package var parent: String?
    package var channel: String?
    /// Retired: the sheet had it, so that taking it back needs no row.
    package var isDeclared = false
    /// Who decided; `gengfu` for what was adopted by itself.
    package var by = ""
    package var why = ""

    package init(id: String, broker: String, standing: Standing, at now: Timestamp) {
        self.id = id
        self.broker = broker
        self.standing = standing
        firstHeard = now
        lastHeard = now
    }

    /// What its row is found by: two brokers may each carry a stranger of the same name.
    var key: RegistryKey { RegistryKey(broker: broker, id: id) }
}

/// Names one device of one broker.
package struct RegistryKey: Sendable, Hashable, Comparable {
    package var broker: String
    package var id: String

    package init(broker: String, id: String) {
        self.broker = broker
        self.id = id
    }

    package static func < (left: RegistryKey, right: RegistryKey) -> Bool {
        (left.id, left.broker) < (right.id, right.broker)
    }
}

/// A row of the table `registry` as a commit leaves it.
package struct RegistryRow: Sendable, Equatable {
    package var key: RegistryKey
    /// nil: the row goes.
    package var entry: RegistryEntry?

    package init(key: RegistryKey, entry: RegistryEntry?) {
        self.key = key
        self.entry = entry
    }
}

/// Bytes in a row of JSON: two hexadecimal digits each.
package struct RawBytes: Sendable, Equatable, Codable {
    package var bytes: [UInt8]

    package init(_ bytes: [UInt8]) { self.bytes = bytes }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let digits = Array(try container.decode(String.self).utf8)
        let values = digits.compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
        guard values.count == digits.count, digits.count % 2 == 0 else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "no hexadecimal digits")
        }
        bytes = stride(from: 0, to: values.count, by: 2).map { UInt8(values[$0] << 4 | values[$0 + 1]) }
    }

    package func encode(to encoder: any Encoder) throws {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count * 2)
        for byte in bytes { text += [digits[Int(byte >> 4)], digits[Int(byte & 15)]] }
        var container = encoder.singleValueContainer()
        try container.encode(String(decoding: text, as: UTF8.self))
    }
}
