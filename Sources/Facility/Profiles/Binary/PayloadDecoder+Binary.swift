import CSimdjson

/// Reads binary messages: the frame first, then the values of the message's kind, then what repeats and what stands
/// behind tags. Nothing in the bytes can lead it beyond them.
extension PayloadDecoder {
    /// - Returns: what is wrong with the payload as a whole.
    mutating func readBinary(
        _ reader: BinaryReader, _ route: CompiledRoute, _ payload: UnsafeRawBufferPointer,
        _ readings: inout [Reading]
    ) -> RejectionReason.Malformation? {
        guard !payload.isEmpty else { return .empty }
        if reader.ignores(payload) { return nil }
        var bytes = payload
        switch reader.layout.bytes {
        case .raw: break
        case .text(let spelling):
            do throws(PayloadBytes.Mistake) {
                bytes = try room.payload.read(payload, as: spelling)
            } catch { return .misfit(.spelling(error)) }
        case .json(_, let spelling):
            if let plan = reader.plan, let malformation = extractor.extract(plan, payload) {
                return malformation
            }
            do throws(PayloadBytes.Mistake) {
                let text = UnsafeRawBufferPointer(extractor.results[reader.textSlot].bytes)
                bytes = try room.payload.read(text, as: spelling)
            } catch { return .misfit(.spelling(error)) }
        }
        if let misfit = reader.misfit(of: bytes) { return .misfit(misfit) }
        return contradiction(route, in: bytes) ?? readBytes(reader, bytes, &readings).map { .misfit($0) }
    }

    private mutating func readBytes(
        _ reader: BinaryReader, _ bytes: UnsafeRawBufferPointer, _ readings: inout [Reading]
    ) -> ByteMisfit? {
        if !reader.answers.isEmpty { return readAnswer(reader, bytes, &readings) }
        let kind = reader.kind.map { $0.number(in: bytes) ?? 0 } ?? 0
        guard let part = reader.part(of: kind) else { return .kind(kind, width: reader.kindWidth) }
        return readPart(part, reader, bytes, &readings)
    }

    /// An answer is read as that of the outstanding request; without a poller, of the first one it fits.
    private mutating func readAnswer(
        _ reader: BinaryReader, _ bytes: UnsafeRawBufferPointer, _ readings: inout [Reading]
    ) -> ByteMisfit? {
        guard let shape = PollShape(answer: bytes) else {
            let found = bytes.count - ModbusAnswer.head - ModbusAnswer.tail
            return .length(stated: Int(bytes[2]), found: found)
        }
        let shapes = reader.layout.answerShapes
        let device = gathering.parent.position
        let expected = device < expectations.count ? expectations[device] : PollExpectation.unknown
        let request: Int?
        switch expected {
        case PollExpectation.unknown: request = shapes.firstIndex { $0.fits(shape) }
        case PollExpectation.nothing: request = nil
        default: request = shapes[Int(expected)].fits(shape) ? Int(expected) : nil
        }
        guard let request else {
            if expected == PollExpectation.unknown { return .noRequest }
            pollAnswer = .unexpected(shape)
            return nil
        }
        pollAnswer = .toOutstanding
        if bytes[1] & 0x80 != 0 { return .exception(bytes[2], function: shape.function) }
        return readPart(reader.answers[request], reader, bytes, &readings)
    }

    private mutating func readPart(
        _ part: BinaryReader.Part, _ reader: BinaryReader, _ bytes: UnsafeRawBufferPointer,
        _ readings: inout [Reading]
    ) -> ByteMisfit? {
        if reader.layout.minimum == nil, bytes.count < part.least {
            return .shorter(than: part.least, found: bytes.count)
        }
        room.clear()
        let results = extractor.results
        run(part.operations, bytes)
        let finding = part.time?.read(results[part.timeSlot], arrival: gathering.arrival) ?? .absent
        gathering.open(time: finding, found: results[part.timeSlot])
        if reader.channel != nil, !openMessageChannel(reader, bytes) { return nil }
        gathering.take(part.fields, from: results, into: &readings)
        if let tags = part.tags, let misfit = readTags(tags, reader, bytes, &readings) { return misfit }
        for group in part.groups {
            if let misfit = readGroup(group, reader, bytes, finding, &readings) { return misfit }
        }
        return nil
    }

    @inline(__always)
    private func run(_ operations: [BinaryOperation], _ bytes: UnsafeRawBufferPointer) {
        let (results, room) = (extractor.results, room)
        operations.withUnsafeBufferPointer { operations in
            for place in operations.indices { operations[place].run(on: bytes, into: results, room: room) }
        }
    }

    // MARK: Whose values

    /// - Returns: false when nobody has declared the channel.
    private mutating func openMessageChannel(_ reader: BinaryReader, _ bytes: UnsafeRawBufferPointer) -> Bool
    {
        guard let channel = reader.channel else {
            gathering.openParent()
            return true
        }
        return open(channel, slot: reader.channelSlot, bytes)
    }

    private mutating func open(
        _ channel: BinaryOperation, slot: Int, _ bytes: UnsafeRawBufferPointer
    ) -> Bool {
        channel.run(on: bytes, into: extractor.results, room: room)
        let value = extractor.results[slot]
        switch gj_kind(UInt32(value.kind)) {
        case GJ_STRING: return gathering.open(channel: value.bytes)
        case GJ_INTEGER: return gathering.open(channel: room.name(value.integer))
        default: return false
        }
    }

    // MARK: What repeats

    private mutating func readGroup(
        _ group: BinaryReader.Group, _ reader: BinaryReader, _ bytes: UnsafeRawBufferPointer,
        _ finding: TimeReader.Finding, _ readings: inout [Reading]
    ) -> ByteMisfit? {
        let layout = group.layout
        let start = layout.at >= 0 ? layout.at : bytes.count + layout.at
        let end = layout.end > 0 ? layout.end : bytes.count + layout.end
        guard start >= 0, start <= end, end <= bytes.count else {
            // An older firmware may end before it.
            guard reader.layout.minimum == nil else { return nil }
            return .shorter(than: max(start, 0) + max(0, bytes.count - end), found: bytes.count)
        }
        let span = UnsafeRawBufferPointer(rebasing: bytes[start..<end])
        var limit: Int?
        switch layout.count {
        case .fixed(let count): limit = count
        case .stated: limit = Int(clamping: group.count?.number(in: bytes) ?? 0)
        case .toEnd: break
        }
        guard limit ?? 0 <= BinaryGroup.mostItems else {
            return .group(stated: limit ?? 0, fits: BinaryGroup.mostItems)
        }
        let count: Int
        switch layout.size {
        case .fixed(let size):
            count = limit ?? span.count / size
            guard count <= span.count / size else { return .group(stated: count, fits: span.count / size) }
            if limit == nil, span.count % size != 0 {
                return .remainder(bytes: span.count % size, itemSize: size)
            }
        case .stated: count = limit ?? BinaryGroup.mostItems
        }
        guard count <= BinaryGroup.mostItems else {
            return .group(stated: count, fits: BinaryGroup.mostItems)
        }
        return readItems(
            group, reader, bytes, span, count: count, isOpenEnded: limit == nil, finding, &readings)
    }

    private mutating func readItems(
        _ group: BinaryReader.Group, _ reader: BinaryReader, _ bytes: UnsafeRawBufferPointer,
        _ span: UnsafeRawBufferPointer, count: Int, isOpenEnded: Bool, _ finding: TimeReader.Finding,
        _ readings: inout [Reading]
    ) -> ByteMisfit? {
        if case .none = group.layout.channel, !openMessageChannel(reader, bytes) { return nil }
        let isBackwards = group.layout.isNewestFirst
        var at = 0
        for step in 0..<count {
            let place = isBackwards ? count - 1 - step : step
            var size = 0
            switch group.layout.size {
            case .fixed(let fixed):
                size = fixed
                at = place * fixed
            case .stated(let length):
                if isOpenEnded, at == span.count { return nil }
                let rest = UnsafeRawBufferPointer(rebasing: span[at...])
                guard let stated = group.size?.number(in: rest) else {
                    return .group(stated: isOpenEnded ? step + 1 : count, fits: step)
                }
                size = Int(clamping: stated) &+ length.adds
                guard size > 0, size <= rest.count else {
                    return .group(stated: isOpenEnded ? step + 1 : count, fits: step)
                }
            }
            let item = UnsafeRawBufferPointer(rebasing: span[at..<at + size])
            at += size
            readItem(group, place, of: count, item, bytes, finding, &readings)
        }
        return nil
    }

    private mutating func readItem(
        _ group: BinaryReader.Group, _ place: Int, of count: Int, _ item: UnsafeRawBufferPointer,
        _ bytes: UnsafeRawBufferPointer, _ finding: TimeReader.Finding, _ readings: inout [Reading]
    ) {
        room.clear()
        switch group.layout.channel {
        case .none: break
        case .index(let first):
            guard gathering.open(channel: room.name(Int64(first + place))) else { return }
        case .value:
            guard let channel = group.channel, open(channel, slot: group.channelSlot, item) else { return }
        }
        run(group.operations, item)
        let results = extractor.results
        switch group.layout.time {
        case .message: break
        case .own:
            let own = group.time?.read(results[group.timeSlot], arrival: gathering.arrival) ?? .absent
            gathering.date(own, found: results[group.timeSlot])
        case .every(let spacing, let unit, let isNewestLast):
            guard case .time(let time) = finding else { break }
            var length = 0
            switch spacing {
            case .fixed(let fixed): length = fixed
            case .stated: length = Int(clamping: group.spacing?.number(in: bytes) ?? 0)
            }
            // A week between two of 4,096 samples is no spacing any more; the product stays far from overflowing.
            let distance = min(Int64(length), 1 << 32) &* unit.milliseconds
            let steps = Int64(isNewestLast ? count - 1 - place : place)
            gathering.date(
                .time(Timestamp(milliseconds: time.milliseconds &- steps &* distance)), found: gj_value())
        }
        gathering.take(group.fields, from: results, into: &readings)
    }

    // MARK: Tags

    private mutating func readTags(
        _ tags: BinaryReader.Tags, _ reader: BinaryReader, _ bytes: UnsafeRawBufferPointer,
        _ readings: inout [Reading]
    ) -> ByteMisfit? {
        let layout = tags.layout
        let end = layout.end > 0 ? layout.end : bytes.count + layout.end
        guard layout.at <= end, end <= bytes.count else {
            guard reader.layout.minimum == nil else { return nil }
            return .shorter(than: layout.at + max(0, bytes.count - end), found: bytes.count)
        }
        let head = layout.channelWidth + layout.tagWidth + layout.lengthWidth
        var at = layout.at
        var seen = 0
        while at < end {
            seen += 1
            guard end - at >= head, seen <= BinaryTags.mostTags else { return .tagCutShort(at: at) }
            let tag = layout.number(bytes, at + layout.channelWidth, layout.tagWidth)
            let position = tags.position(of: tag)
            var size: Int
            if layout.lengthWidth > 0 {
                let lengthAt = at + layout.channelWidth + layout.tagWidth
                size = Int(layout.number(bytes, lengthAt, layout.lengthWidth))
                if layout.lengthCountsHead { size -= head }
            } else if let position, let fixed = tags.known[position].size {
                size = fixed
            } else {
                return .unknownTag(tag, width: layout.tagWidth, at: at)
            }
            guard size >= 0, size <= end - at - head else { return .tagCutShort(at: at) }
            if position == nil, layout.refusesUnknown {
                return .unknownTag(tag, width: layout.tagWidth, at: at)
            }
            let value = UnsafeRawBufferPointer(rebasing: bytes[at + head..<at + head + size])
            if let position, openTag(layout, bytes, at) {
                room.clear()
                run(tags.known[position].operations, value)
                gathering.take(tags.known[position].fields, from: extractor.results, into: &readings)
            }
            at += head + size
        }
        _ = layout.channelWidth > 0 && openMessageChannel(reader, bytes)
        return nil
    }

    private mutating func openTag(
        _ layout: BinaryTags, _ bytes: UnsafeRawBufferPointer, _ at: Int
    ) -> Bool {
        guard layout.channelWidth > 0 else { return true }
        room.clear()
        return gathering.open(
            channel: room.name(Int64(layout.number(bytes, at, layout.channelWidth))))
    }
}

extension BinaryTags {
    /// 1 … 4 bytes of a tag's head as a number; the place has been checked.
    func number(_ bytes: UnsafeRawBufferPointer, _ at: Int, _ width: Int) -> UInt64 {
        var number: UInt64 = 0
        for place in 0..<width {
            number = number << 8 | UInt64(bytes[order.isLittle ? at + width - 1 - place : at + place])
        }
        return number
    }
}

extension BinaryGroup {
    /// Items are taken from the oldest to the newest, so that the newest value is the last one. Items that say their
    /// own length can only be walked forwards.
    fileprivate var isNewestFirst: Bool {
        if case .every(_, _, newestLast: false) = time, case .fixed = size { true } else { false }
    }
}
