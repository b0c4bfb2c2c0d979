import CSimdjson

/// OCPP 1.6-J: faults per connector and meter values.
extension PayloadDecoder {
    mutating func readOCPP(
        _ reader: OCPPReader, _ payload: UnsafeRawBufferPointer, _ readings: inout [Reading]
    ) -> RejectionReason.Malformation? {
        if let malformation = extractor.extract(reader.plan, payload) { return malformation }
        let call: OCPPCall?
        switch self.call(reader) {
        case .success(let found): call = found
        case .failure(let mistake): return mistake.malformation
        }
        guard let call, call.action != .other else {
            // An answer, a heartbeat, a boot: a sign of life, without readings.
            gathering.open(time: .absent, found: gj_value())
            return nil
        }
        guard let isStation = Self.isStation(call.connector) else {
            return .wrongForm("ocpp without a connectorId")
        }
        openOCPP(call, reader)
        if !isStation {
            let isOpen = Self.connector(call.connector).withName { gathering.open(channel: $0) }
            guard isOpen ?? false else { return nil }
        }
        if call.action == .status {
            readStatus(call, reader, &readings)
        } else {
            readMeterValues(call, reader, &readings)
        }
        return nil
    }

    private struct OCPPMistake: Error {
        var malformation: RejectionReason.Malformation
    }

    /// The call in the document read last; nil for an answer (3) or an error (4).
    private func call(_ reader: OCPPReader) -> Result<OCPPCall?, OCPPMistake> {
        let root = extractor.value(at: UInt32(GJ_ROOT))
        if root.isArray {
            var parts = extractor.members(of: root.place)
            guard parts.step(), let type = parts.value.spelledNumber else {
                return .failure(OCPPMistake(malformation: .wrongForm("ocpp without a message type")))
            }
            guard type == 2 else { return .success(nil) }
            guard parts.step(), parts.step(), parts.value.isString else {
                return .failure(OCPPMistake(malformation: .wrongForm("an ocpp call without an action")))
            }
            let action = parts.value
            guard parts.step(), parts.value.isObject else {
                return .failure(OCPPMistake(malformation: .wrongForm("an ocpp call without a payload")))
            }
            return .success(OCPPCall(action, payload: parts.place, in: extractor))
        }
        let (found, body) = (extractor.results[reader.actionSlot], extractor.results[reader.payloadSlot])
        guard body.isObject else {
            return .failure(OCPPMistake(malformation: .wrongForm("ocpp without a payload")))
        }
        var action = gj_value()
        if let name = reader.layout.action {
            // Fixed by the topic: it decides, whatever fields there are.
            var call = OCPPCall(action, payload: body.place, in: extractor)
            call.action =
                name == "StatusNotification" ? .status : name == "MeterValues" ? .meterValues : .other
            return .success(call)
        }
        if reader.layout.actionAt != nil { action = found }
        return .success(OCPPCall(action, payload: body.place, in: extractor))
    }

    /// Whether a connectorId is 0, the whole station; nil when it is none.
    private static func isStation(_ connector: gj_value) -> Bool? {
        guard let number = connector.spelledNumber, number >= 0, number == number.rounded() else {
            return nil
        }
        return number == 0
    }

    /// The connector as a whole number, whatever it was written as.
    private static func connector(_ value: gj_value) -> gj_value {
        guard value.isString, let number = value.spelledNumber, number < 1_000_000 else { return value }
        var whole = gj_value()
        whole.kind = UInt8(GJ_INTEGER.rawValue)
        whole.integer = Int64(number)
        return whole
    }

    /// Opens the message at its newest time.
    private mutating func openOCPP(_ call: OCPPCall, _ reader: OCPPReader) {
        guard call.action == .meterValues, call.meterValues.isArray else {
            let finding = reader.time.read(call.timestamp, arrival: gathering.arrival)
            return gathering.open(time: finding, found: call.timestamp)
        }
        var newest: Timestamp?
        var values = extractor.members(of: call.meterValues.place)
        while values.step() {
            let stamp = Self.member("timestamp", of: values.below)
            guard case .time(let time) = reader.time.read(stamp, arrival: gathering.arrival) else { continue }
            newest = max(newest ?? time, time)
        }
        gathering.open(time: newest.map { .time($0) } ?? .absent, found: gj_value())
    }

    private static func member(_ name: StaticString, of members: JSONMembers) -> gj_value {
        var members = members
        var found = gj_value()
        while members.step() {
            if members.key.spells(name) { found = members.value }
        }
        return found
    }

    private mutating func readStatus(_ call: OCPPCall, _ reader: OCPPReader, _ readings: inout [Reading]) {
        for entry in reader.entries {
            guard let first = entry.places.first else { continue }
            switch first {
            case .status: extractor.results[0] = call.status
            case .errorCode: extractor.results[0] = call.errorCode
            case .info: extractor.results[0] = call.info
            case .vendorErrorCode: extractor.results[0] = call.vendorErrorCode
            case .error:
                guard let truth = Self.truth(of: entry.places, call.errorCode) else { continue }
                var value = gj_value()
                value.kind = UInt8((truth ? GJ_TRUE : GJ_FALSE).rawValue)
                extractor.results[0] = value
            case .measurand: continue
            }
            // Optional texts are empty rather than absent in many a charger.
            if extractor.results[0].isString, extractor.results[0].length == 0 { continue }
            gathering.take(entry.field, from: extractor.results, into: &readings)
        }
    }

    /// Whether a fault is there, by the code given; nil when the code says nothing about it.
    private static func truth(of places: [OCPPPlace], _ code: gj_value) -> Bool? {
        if code.spells("NoError") { return false }
        let isNamed = places.contains { place in
            if case .error(let name) = place { code.bytes.elementsEqual(name.utf8) } else { false }
        }
        return isNamed && code.isString ? true : nil
    }

    private mutating func readMeterValues(
        _ call: OCPPCall, _ reader: OCPPReader, _ readings: inout [Reading]
    ) {
        guard call.meterValues.isArray else { return }
        var left = JSONParts.mostChannels
        var values = extractor.members(of: call.meterValues.place)
        while values.step() {
            guard left > 0 else {
                return gathering.rejections.append(Rejection(reason: .tooManyChannels))
            }
            left -= 1
            let stamp = Self.member("timestamp", of: values.below)
            gathering.date(reader.time.read(stamp, arrival: gathering.arrival), found: stamp)
            let list = Self.member("sampledValue", of: values.below)
            guard list.isArray else { continue }
            var samples: [OCPPSample] = []
            var members = extractor.members(of: list.place)
            while samples.count < JSONParts.mostChannels, members.step() {
                samples.append(OCPPSample(members.below))
            }
            for entry in reader.entries { take(entry, samples, &readings) }
        }
    }

    /// Of the first place that some sample fits, the largest value.
    private mutating func take(
        _ entry: OCPPReader.Entry, _ samples: [OCPPSample], _ readings: inout [Reading]
    ) {
        for place in entry.places {
            var largest: gj_value?
            for sample in samples where sample.fits(place) {
                guard let value = convert(sample, entry.units) else {
                    gathering.rejections.append(
                        Rejection(reason: .unit(found: sample.unit.spelling), point: entry.field.point))
                    continue
                }
                guard let known = largest?.spelledNumber else {
                    largest = value
                    continue
                }
                if let number = value.spelledNumber, number > known { largest = value }
            }
            guard let largest else { continue }
            extractor.results[0] = largest
            return gathering.take(entry.field, from: extractor.results, into: &readings)
        }
    }

    private func convert(_ sample: OCPPSample, _ units: UnitReader) -> gj_value? {
        guard let standard = sample.standardUnit else {
            return units.convert(sample.value, unit: sample.unit)
        }
        var unit = gj_value()
        unit.kind = UInt8(GJ_STRING.rawValue)
        unit.text = standard.utf8Start
        unit.length = UInt32(standard.utf8CodeUnitCount)
        return units.convert(sample.value, unit: unit)
    }
}
