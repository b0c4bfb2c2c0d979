import CSimdjson
import CodecWire

/// LoRaWAN uplinks: at first only the envelope is read, and the frame waits for the maker's codec, which runs in a
/// process of its own. What that returns is read by a second call.
extension PayloadDecoder {
    /// Reads the envelope. Afterwards `uplink` is what has to be decoded; nil: there was nothing in it to decode, or
    /// the network server had done it and the readings are taken.
    mutating func readUplink(
        _ reader: LoRaWANReader, _ route: CompiledRoute, _ payload: UnsafeRawBufferPointer,
        _ readings: inout [Reading]
    ) -> RejectionReason.Malformation? {
        uplink = nil
        guard payload.first(where: { !$0.isBlank }) == UInt8(ascii: "{") else {
            return readFrame(
                payload, as: reader.layout.spelling ?? .hex, reader, route, time: .absent, port: nil)
        }
        if let malformation = extractor.extract(reader.envelope, payload) { return malformation }
        if let claim = contradiction { return .uplink(.claims(device: claim)) }
        let time = networkTime(reader)
        let port: UInt8?
        switch readPort() {
        case .success(let found): port = found
        case .failure(let problem): return .uplink(problem.problem)
        }
        guard reader.layout.script != nil else { return readDecoded(reader, route, payload, time, &readings) }
        guard let place = LoRaWANReader.Place.frames.first(where: { !result($0).bytes.isEmpty }) else {
            if result(.decodedPayload).isThere || result(.object).isThere {
                return readDecoded(reader, route, payload, time, &readings)
            }
            guard isEnvelope || port != nil else { return .uplink(.noUplink) }
            // An uplink without a payload: the network's own business, and a sign of life.
            gathering.open(time: time, found: gj_value())
            return nil
        }
        let isHex = place == .frameHex || place == .dataHex
        return readFrame(
            UnsafeRawBufferPointer(result(place).bytes),
            as: isHex ? .hex : reader.layout.spelling ?? .base64, reader, route, time: time, port: port)
    }

    private mutating func readFrame(
        _ text: UnsafeRawBufferPointer, as spelling: PayloadBytes.Spelling, _ reader: LoRaWANReader,
        _ route: CompiledRoute, time: TimeReader.Finding, port: UInt8?
    ) -> RejectionReason.Malformation? {
        guard let script = reader.layout.script else { return .uplink(.notDecoded) }
        let frame: UnsafeRawBufferPointer
        do throws(PayloadBytes.Mistake) {
            frame = try room.payload.read(text, as: spelling)
        } catch { return .misfit(.spelling(error)) }
        guard frame.count <= CodecCall.longestPayload else { return .uplink(.tooLong(bytes: frame.count)) }
        var receivedAt = gathering.arrival
        if case .time(let said) = time { receivedAt = said }
        uplink = LoRaWANUplink(
            script: script, port: port ?? reader.layout.port, payload: Array(frame), receivedAt: receivedAt,
            time: time, route: route, device: gathering.parent)
        return nil
    }

    /// What the network server made of the frame itself.
    private mutating func readDecoded(
        _ reader: LoRaWANReader, _ route: CompiledRoute, _ payload: UnsafeRawBufferPointer,
        _ time: TimeReader.Finding, _ readings: inout [Reading]
    ) -> RejectionReason.Malformation? {
        let text = result(.objectText)
        if !text.bytes.isEmpty {
            return read(document: Array(text.bytes), route, reader, time, &readings)
        }
        for (marker, plan) in reader.decoded where extractor.results[marker].isThere {
            if let malformation = extractor.extract(plan, payload) { return malformation }
            take(route, time, &readings)
            return nil
        }
        guard isEnvelope else { return .uplink(.noUplink) }
        gathering.open(time: time, found: gj_value())
        return LoRaWANReader.Place.frames.contains { !result($0).bytes.isEmpty } ? .uplink(.notDecoded) : nil
    }

    /// Takes the fields that the last extraction left in the slots.
    private mutating func take(
        _ route: CompiledRoute, _ time: TimeReader.Finding, _ readings: inout [Reading]
    ) {
        // The device's own time where the codec knows one, the network's otherwise.
        if route.time != nil, extractor.results[route.timeSlot].isThere {
            openMessage(route)
        } else {
            gathering.open(time: time, found: gj_value())
        }
        gathering.take(route.fields, from: extractor.results, into: &readings)
    }

    private mutating func read(
        document: [UInt8], _ route: CompiledRoute, _ reader: LoRaWANReader, _ time: TimeReader.Finding,
        _ readings: inout [Reading]
    ) -> RejectionReason.Malformation? {
        let padded = document + [UInt8](repeating: 0, count: MessageBatch.padding)
        return padded.withUnsafeBytes { bytes in
            let text = UnsafeRawBufferPointer(rebasing: bytes[..<document.count])
            if let malformation = extractor.extract(reader.document, text) { return malformation }
            take(route, time, &readings)
            return nil
        }
    }

    // MARK: The codec's answer

    /// Reads what a maker's codec returned for an uplink of this decoder.
    /// - Parameters:
    ///   - document: JSON of the codec's data.
    ///   - receivedAt: of the message the uplink came in; likewise `draining` and `retained`.
    package mutating func decode(
        document: [UInt8], of uplink: LoRaWANUplink, receivedAt: Timestamp, draining: Bool, retained: Bool,
        into readings: inout [Reading]
    ) -> DecodeOutcome {
        guard case .lorawan(let reader) = uplink.route.reader else {
            return DecodeOutcome(disposition: .unmapped)
        }
        gathering.begin(uplink.device, arrival: receivedAt, draining: draining, retained: retained)
        self.uplink = nil
        return document.withUnsafeBytes { bytes in
            conclude(uplink.route, uplink.device, bytes, &readings) { decoder, readings in
                decoder.read(document: document, uplink.route, reader, uplink.time, &readings)
            }
        }
    }

    /// Notes why there is no answer, as if the payload had been unreadable.
    package mutating func refuse(_ uplink: LoRaWANUplink, _ reason: String, receivedAt: Timestamp)
        -> Rejection
    {
        let rejection = Rejection(reason: .malformed(.uplink(.codec(reason))))
        gathering.begin(uplink.device, arrival: receivedAt, draining: false, retained: false)
        uplink.payload.withUnsafeBytes { record(rejection, uplink.route, $0) }
        return rejection
    }

    // MARK: What the envelope says

    private func result(_ place: LoRaWANReader.Place) -> gj_value { extractor.results[place.rawValue] }

    private var isEnvelope: Bool {
        ([.endDevice, .port, .fPort] + LoRaWANReader.Place.EUIs).contains { result($0).isThere }
    }

    private struct Refusal: Error { var problem: UplinkProblem }

    private func readPort() -> Result<UInt8?, Refusal> {
        guard let place = LoRaWANReader.Place.ports.first(where: { result($0).isThere }) else {
            return .success(nil)
        }
        let value = result(place)
        let isNumber = value.kind == UInt8(GJ_INTEGER.rawValue) || value.is_numeric != 0
        guard isNumber, let port = UInt8(exactly: value.number) else {
            return .failure(Refusal(problem: .badPort(found: value.spelling)))
        }
        return .success(port)
    }

    private func networkTime(_ reader: LoRaWANReader) -> TimeReader.Finding {
        for place in LoRaWANReader.Place.times where result(place).isThere {
            let finding = reader.clock.read(result(place), arrival: gathering.arrival)
            // A gateway without GPS has no time of its own and may say so in its own words.
            if case .time = finding { return finding }
        }
        return .absent
    }

    /// The device that the envelope names, when it is not the topic's. A topic that goes by the EUI is compared with
    /// the EUI, any other with the name that The Things Stack gives.
    private var contradiction: String? {
        // Who tries a stranger's message has no name to hold it against.
        guard let id = names.id(of: gathering.parent) else { return nil }
        if Self.isEUI(Array(id.utf8)) {
            for place in LoRaWANReader.Place.EUIs where !result(place).bytes.isEmpty {
                guard let claimed = eui(result(place)) else { continue }
                return claimed == id.uppercased() ? nil : claimed
            }
            return nil
        }
        let name = result(.endDevice).bytes
        guard !name.isEmpty, !name.elementsEqual(id.utf8) else { return nil }
        return String(decoding: name.prefix(64), as: UTF8.self)
    }

    private static func isEUI(_ text: [UInt8]) -> Bool {
        text.count == 16 && text.allSatisfy { $0.hexValue != nil }
    }

    /// Sixteen digits in capitals: ChirpStack v3 writes eight bytes as base64.
    private func eui(_ value: gj_value) -> String? {
        let text = Array(value.bytes)
        if Self.isEUI(text) { return String(decoding: text, as: UTF8.self).uppercased() }
        let bytes = try? text.withUnsafeBytes { text throws(PayloadBytes.Mistake) in
            Array(try room.payload.read(text, as: .base64))
        }
        guard let bytes, bytes.count == 8 else { return nil }
        return bytes.map { byte in
            let digits = String(byte, radix: 16, uppercase: true)
            return byte < 16 ? "0" + digits : digits
        }.joined()
    }
}

extension gj_value {
    fileprivate var isThere: Bool { kind > UInt8(GJ_NULL.rawValue) }
}

extension UInt8 {
    fileprivate var isBlank: Bool { self == 0x20 || self >= 0x09 && self <= 0x0D }

    fileprivate var hexValue: UInt8? {
        switch self {
        case 0x30...0x39: self - 0x30
        case 0x41...0x46: self - 0x37
        case 0x61...0x66: self - 0x57
        default: nil
        }
    }
}
