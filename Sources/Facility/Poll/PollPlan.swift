/// What a profile asks of devices that speak only when asked: meters and controllers on Modbus RTU behind a DTU that
/// passes bytes through.
package struct PollPlan: Sendable, Equatable {
    /// Topic of the requests, with `{device}` in it.
    package var topic: String
    /// How the request's bytes are written in the payload; nil: as they are.
    package var spelling: PayloadBytes.Spelling?
    /// From the start of one round of requests to the start of the next.
    package var every: Interval
    /// How long an answer may take.
    package var timeout: Interval
    /// Tries after the first one.
    package var retries: Int
    package var requests: [PollRequest]

    package init(
        topic: String, spelling: PayloadBytes.Spelling? = nil, every: Interval = .seconds(10),
        timeout: Interval = .seconds(2), retries: Int = 2, requests: [PollRequest]
    ) {
        self.topic = topic
        self.spelling = spelling
        self.every = every
        self.timeout = timeout
        self.retries = retries
        self.requests = requests
    }

    /// Requests of one profile at most: they go one after the other.
    package static let mostRequests = 64

    /// The topic for a device.
    package func topic(for device: String) -> String { topic.replacing("{device}", with: device) }

    /// The payload that asks for a request.
    package func payload(of request: Int) -> [UInt8] {
        let frame = requests[request].frame
        guard spelling == .hex else { return frame }
        return Array(
            frame.map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }.joined().utf8)
    }
}

/// One question: the registers or bits of one unit address.
package struct PollRequest: Sendable, Equatable {
    package var name: String
    /// Modbus unit address, 1 … 247.
    package var unit: UInt8
    /// 1 … 4: coils, discrete inputs, holding registers, input registers.
    package var function: UInt8
    package var start: UInt16
    /// Registers or bits.
    package var count: UInt16

    package init(name: String, unit: UInt8, function: UInt8, start: UInt16, count: UInt16) {
        self.name = name
        self.unit = unit
        self.function = function
        self.start = start
        self.count = count
    }

    /// Unit address, function, start and count, high byte first, then the CRC, low byte first (MODBUS Application
    /// Protocol V1.1b3, 6.1 to 6.4).
    package var frame: [UInt8] {
        let head = [
            unit, function, UInt8(start >> 8), UInt8(start & 0xFF), UInt8(count >> 8), UInt8(count & 0xFF),
        ]
        let crc = head.withUnsafeBytes { ByteCheck.crc16Modbus($0) }
        return head + [UInt8(crc & 0xFF), UInt8(crc >> 8)]
    }

    /// What an answer shows of the question. It does not show `start`: two blocks of one length look alike.
    package var shape: PollShape {
        PollShape(
            unit: unit, function: function,
            bytes: UInt8(truncatingIfNeeded: function <= 2 ? (count + 7) / 8 : 2 * count))
    }
}

/// What tells one answer from another.
package struct PollShape: Sendable, Equatable {
    package var unit: UInt8
    package var function: UInt8
    /// Data bytes; 0 for an exception, which fits every length.
    package var bytes: UInt8

    package init(unit: UInt8, function: UInt8, bytes: UInt8) {
        self.unit = unit
        self.function = function
        self.bytes = bytes
    }

    /// Whether an answer of this shape can be one to the other.
    func fits(_ other: PollShape) -> Bool {
        unit == other.unit && function == other.function
            && (bytes == other.bytes || bytes == 0 || other.bytes == 0)
    }

    /// The shape of a whole Modbus answer whose CRC has been checked; nil when its length is not what it says.
    init?(answer bytes: UnsafeRawBufferPointer) {
        guard bytes.count >= ModbusAnswer.head + ModbusAnswer.tail else { return nil }
        if bytes[1] & 0x80 != 0 {
            self.init(unit: bytes[0], function: bytes[1] & 0x7F, bytes: 0)
            return
        }
        guard Int(bytes[2]) == bytes.count - ModbusAnswer.head - ModbusAnswer.tail else { return nil }
        self.init(unit: bytes[0], function: bytes[1], bytes: bytes[2])
    }
}
