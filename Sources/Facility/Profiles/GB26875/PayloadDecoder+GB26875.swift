import CSimdjson

/// Reads what a transmission device publishes: a piece of its stream of frames, with the states of many components.
extension PayloadDecoder {
    /// Refusals of one message that are told apart; the rest is counted with the last of them.
    private static let mostRefusals = 16

    /// - Returns: what is wrong with the payload as a whole: nothing in it was a frame or could be read.
    mutating func readFrames(
        _ reader: FrameReader, _ payload: UnsafeRawBufferPointer, _ readings: inout [Reading]
    ) -> RejectionReason.Malformation? {
        guard !payload.isEmpty else { return .empty }
        var bytes = payload
        do throws(PayloadBytes.Mistake) {
            switch reader.layout.bytes {
            case .raw: break
            case .text(let spelling): bytes = try room.payload.read(payload, as: spelling)
            case .json(_, let spelling):
                if let plan = reader.plan, let malformation = extractor.extract(plan, payload) {
                    return malformation
                }
                bytes = try room.payload.read(
                    UnsafeRawBufferPointer(extractor.results[0].bytes), as: spelling)
            }
        } catch { return .misfit(.spelling(error)) }
        var frames: [GB26875.Frame] = []
        var problems: [GB26875.FrameProblem] = []
        let isWaiting = frameStreams.feed(bytes, of: gathering.parent) { finding in
            switch finding {
            case .frame(let frame): frames.append(frame)
            case .refused(let problem): if problems.count < Self.mostRefusals { problems.append(problem) }
            }
        }
        if frames.isEmpty, let problem = problems.first { return .frame(problem) }
        if frames.isEmpty, !isWaiting { return .frame(.noStart(bytes: bytes.count)) }
        return read(frames, problems, reader, &readings)
    }

    private mutating func read(
        _ frames: [GB26875.Frame], _ problems: [GB26875.FrameProblem], _ reader: FrameReader,
        _ readings: inout [Reading]
    ) -> RejectionReason.Malformation? {
        let units = frames.map { GB26875.ApplicationUnit($0.unit) }
        let contradictions = units.compactMap(\.problem)
        if let first = contradictions.first, units.allSatisfy({ $0.objects.isEmpty }) { return .unit(first) }
        openMessage(frames, reader)
        gathering.rejections += problems.map { Rejection(reason: .malformed(.frame($0))) }
        gathering.rejections += contradictions.prefix(Self.mostRefusals).map {
            Rejection(reason: .malformed(.unit($0)))
        }
        for (frame, unit) in zip(frames, units) {
            for object in unit.objects { read(object, of: frame, reader, &readings) }
        }
        return nil
    }

    /// The clock learns from the newest frame: the others may be the device's backlog.
    private mutating func openMessage(_ frames: [GB26875.Frame], _ reader: FrameReader) {
        let newest = frames.map(\.time).max { $0.localSeconds ?? .min < $1.localSeconds ?? .min }
        gathering.open(time: newest.map { time($0, reader) } ?? .absent, found: gj_value())
    }

    private mutating func read(
        _ object: GB26875.UnitObject, of frame: GB26875.Frame, _ reader: FrameReader,
        _ readings: inout [Reading]
    ) {
        if case .access = object, reader.layout.dialect != .fubei2024 { return }
        room.clear()
        let label = object.time ?? frame.time
        if label.localSeconds == nil, !label.isUnset {
            gathering.rejections.append(Rejection(reason: .time(found: label.text)))
        }
        gathering.date(time(label, reader), found: gj_value())
        let name = reader.channel(of: object)
        var channel = name
        let isListed =
            name.isEmpty
            ? true : channel.withUTF8 { gathering.open(channel: $0) }
        if name.isEmpty { gathering.openParent() }
        if isListed {
            for (place, entry) in reader.layout.fields.enumerated() where entry.isRead(from: object) {
                take(entry.spot.value(in: object), place, reader, &readings)
            }
        }
        guard !reader.unlisted.isEmpty else { return }
        gathering.openParent()
        for place in reader.unlisted {
            let value = unlisted(reader.layout.fields[place].spot, object, isListed ? nil : name)
            take(value, place, reader, &readings)
        }
    }

    /// What the transmission device itself says of a fire that no device of the sheet stands for: a fire must not be
    /// lost because somebody has not typed in where the detector hangs.
    private func unlisted(
        _ spot: GB26875.Spot, _ object: GB26875.UnitObject, _ name: String?
    ) -> GB26875.SpotValue {
        switch spot.kind {
        case .unlistedFire:
            if name != nil, object.tellsFire { return .truth(true) }
            return object.tellsReset ? .truth(false) : .nothing
        case .unlistedText:
            guard let name, object.tellsFire else { return .nothing }
            var words = [name]
            words.append(object.component?.type.name.zh ?? object.system?.type.name.zh ?? "")
            if case .componentState(_, _, let note, _) = object { words.append(note.text) }
            return .text(words.filter { !$0.isEmpty }.joined(separator: " "))
        default: return .nothing
        }
    }

    private mutating func take(
        _ value: GB26875.SpotValue, _ place: Int, _ reader: FrameReader, _ readings: inout [Reading]
    ) {
        let result = extractor.results + place
        switch value {
        case .nothing: return
        case .truth(let truth): result.pointee.kind = UInt8((truth ? GJ_TRUE : GJ_FALSE).rawValue)
        case .number(let number):
            result.pointee.kind = UInt8(GJ_NUMBER.rawValue)
            result.pointee.number = number
        case .text(let text):
            let bytes = room.utf8(text)
            guard let base = bytes.baseAddress, !bytes.isEmpty else { return }
            result.pointee.kind = UInt8(GJ_STRING.rawValue)
            result.pointee.text = base.assumingMemoryBound(to: UInt8.self)
            result.pointee.length = UInt32(bytes.count)
            result.pointee.word = SpellingTable.word(bytes)
            result.pointee.is_numeric = 0
        }
        gathering.take(reader.fields[place], from: extractor.results, into: &readings)
    }

    /// A label in the layout's zone; what no clock shows is a clock that nobody has set.
    private func time(_ label: GB26875.TimeLabel, _ reader: FrameReader) -> TimeReader.Finding {
        guard let local = label.localSeconds else { return .time(Timestamp(milliseconds: 0)) }
        let notAfter = gathering.arrival.milliseconds / 1_000 + 300
        return .time(
            Timestamp(
                milliseconds: reader.layout.timeZone.utcSeconds(local: local, notAfter: notAfter) * 1_000))
    }
}
