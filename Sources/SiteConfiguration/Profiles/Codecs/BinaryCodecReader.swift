import Facility

/// Reads what a topic of codec `binary` says about its bytes: the frame, the kinds of message, and where the points
/// stand in each.
struct BinaryCodecReader {
    let vocabulary: Vocabulary
    /// The profile's own time, which a document around the bytes may hold.
    let defaultTime: DeviceTimeRule?
    /// What the profile asks; its answers are read by the request they answer.
    let poll: PollPlan?
    /// With the order that the topic gives its numbers.
    private(set) var values = BinaryValueReader()
    private var isInJSON = false
    /// Bytes at the end that no group or tag reaches into: checks and end bytes.
    private var tail = 0

    init(vocabulary: Vocabulary, defaultTime: DeviceTimeRule?, poll: PollPlan? = nil) {
        self.vocabulary = vocabulary
        self.poll = poll
        self.defaultTime = defaultTime
    }

    /// Reads the codec's keys of a topic; the caller finishes the section.
    mutating func read(_ section: Section) -> BinaryLayout {
        var layout = BinaryLayout(bytes: readBytes(section))
        isInJSON = layout.bytes.pointer != nil
        if let order = section.optional("order")?.choice(ByteOrder.allCases) { values.order = order }
        readFrame(section, into: &layout)
        readRegisters(section, into: &layout)
        let fixed = values
        layout.channel = section.optional("channel").flatMap(fixed.read)
        layout.kind = section.optional("kind").flatMap(fixed.read)
        let kinds = section.optional("kinds")
        if let answers = section.optional("answers") {
            readAnswers(answers, into: &layout)
            return layout
        }
        let needsPoints =
            kinds == nil && !section.has("groups") && !section.has("tags") && !section.has("points")
        if needsPoints { _ = section.required("points") }
        layout.common = readPart(section)
        if layout.common.time == nil, isInJSON, let defaultTime {
            layout.common.time = BinaryTime(defaultTime, nil)
        }
        if let kinds {
            readKinds(kinds, into: &layout)
            if !section.has("kind") { kinds.error(.profile(.binary(.kindsWithoutKind))) }
        } else if section.has("kind") {
            section.log.error(.profile(.binary(.kindWithoutKinds)), at: section.placeOfKey("kind"))
        }
        return layout
    }

    // MARK: The frame

    private func readBytes(_ section: Section) -> PayloadBytes {
        guard let value = section.optional("bytes") else { return .raw }
        if value.kind == .mapping, let inner = value.section() {
            defer { inner.finish() }
            for spelling in PayloadBytes.Spelling.allCases {
                guard let at = inner.optional(spelling.rawValue) else { continue }
                guard let pointer = FieldReaderForPoints.pointer(at) else { return .raw }
                return .json(pointer: pointer, spelling)
            }
            value.error(.profile(.binary(.bytesNotKnown("bytes"))))
            return .raw
        }
        guard let word = value.word() else { return .raw }
        if word == "raw" { return .raw }
        if let spelling = PayloadBytes.Spelling(rawValue: word) { return .text(spelling) }
        value.error(.profile(.binary(.bytesNotKnown(word))))
        return .raw
    }

    private mutating func readFrame(_ section: Section, into layout: inout BinaryLayout) {
        layout.minimum = section.optional("min_length")?.whole(in: 0...PayloadBytesRoom.limit)
        layout.maximum = section.optional("max_length")?.whole(in: 1...PayloadBytesRoom.limit)
        layout.start = section.optional("starts_with")?.hexBytes() ?? []
        layout.end = section.optional("ends_with")?.hexBytes() ?? []
        layout.length = section.optional("length").flatMap(readLength)
        let checks = section.optional("check").map { $0.kind == .mapping ? [$0] : $0.list() ?? [] } ?? []
        layout.checks = checks.compactMap(readCheck)
        tail = layout.checks.filter { $0.at < 0 }.map { -$0.at }.max() ?? 0
        tail = max(tail, layout.end.count)
        layout.ignored = (section.optional("ignore")?.oneOrMore() ?? []).compactMap { value in
            guard let text = value.word() else { return nil }
            // Heartbeats are mostly text; `0xFE` stands for a byte.
            guard text.hasPrefix("0x") else { return Array(text.utf8) }
            return text.dropFirst(2).isEmpty ? nil : Self.hex(text.dropFirst(2), value)
        }
    }

    private static func hex(_ digits: Substring, _ value: YAMLValue) -> [UInt8]? {
        let numbers = digits.map(\.hexDigitValue)
        guard numbers.count.isMultiple(of: 2), !numbers.contains(nil) else {
            value.error(.profile(.invalidHex(String(digits.prefix(20)))))
            return nil
        }
        return stride(from: 0, to: numbers.count, by: 2).map { UInt8(numbers[$0]! << 4 | numbers[$0 + 1]!) }
    }

    private func readLength(_ value: YAMLValue) -> BinaryLength? {
        guard let section = value.section() else { return nil }
        defer { section.finish() }
        let adds = section.optional("adds")?.whole(in: -65_535...65_535) ?? 0
        return values.read(section, wantsDigits: false).map { BinaryLength($0, adds: adds) }
    }

    private func readCheck(_ value: YAMLValue) -> ByteCheck? {
        guard let section = value.section() else { return nil }
        defer { section.finish() }
        let kind = section.required("kind")?.choice(ByteCheck.Kind.allCases)
        let at = section.required("at")?.whole(in: -65_535...65_535)
        let order = section.optional("order")?.choice(ByteOrder.allCases) ?? values.order
        let from = section.optional("from")?.whole(in: 0...65_535) ?? 0
        let end = section.optional("end")?.whole(in: -65_535...65_535)
        guard let kind, let at else { return nil }
        return ByteCheck(kind: kind, at: at, order: order, from: from, end: end ?? at)
    }

    /// `registers: {start: 100}`: the message is a Modbus answer, its CRC and head are checked, and points say
    /// `register: 103`.
    private mutating func readRegisters(_ section: Section, into layout: inout BinaryLayout) {
        guard let value = section.optional("registers"), let inner = value.section() else { return }
        defer { inner.finish() }
        let function = inner.optional("function")?.whole(in: 1...4) ?? 3
        let start = inner.required("start")?.whole(in: 0...65_535)
        let most = function <= 2 ? 2_000 : 125
        let count = inner.optional("count")?.whole(in: 1...most)
        let unit = inner.optional("unit_address")?.whole(in: 0...255)
        layout.modbus = ModbusAnswer(function: UInt8(function), unit: unit.map { UInt8($0) }, count: count)
        layout.checks.append(
            ByteCheck(kind: .crc16Modbus, at: -ModbusAnswer.tail, order: .little, end: -ModbusAnswer.tail))
        tail = max(tail, ModbusAnswer.tail)
        values.registers = .init(function: UInt8(function), start: start ?? 0, count: count)
    }

    // MARK: Parts

    private func readKinds(_ value: YAMLValue, into layout: inout BinaryLayout) {
        var seen: Set<UInt64> = []
        for item in value.list() ?? [] {
            guard let section = item.section() else { continue }
            let kind = section.required("kind")
            let isOther = kind?.node.scalar?.string == "other"
            let part = readPart(section)
            if isOther {
                layout.otherKinds = part
            } else {
                let values = (kind?.oneOrMore() ?? []).compactMap { $0.unsigned() }
                for value in values where !seen.insert(value).inserted {
                    kind?.error(.profile(.binary(.kindTwice(ByteMisfit.hex(value, layout.kind?.width ?? 1)))))
                }
                layout.kinds.append(BinaryKind(values: values, part: part))
            }
            section.finish()
        }
    }

    /// `answers: {pumps: {points: …}}`: what the answer to each request of `poll` holds, its points by register.
    private mutating func readAnswers(_ value: YAMLValue, into layout: inout BinaryLayout) {
        let requests = poll?.requests ?? []
        layout.checks.append(
            ByteCheck(kind: .crc16Modbus, at: -ModbusAnswer.tail, order: .little, end: -ModbusAnswer.tail))
        tail = max(tail, ModbusAnswer.tail)
        layout.answers = requests.map { _ in BinaryPart() }
        layout.answerShapes = requests.map(\.shape)
        for (name, place, value) in value.section()?.all() ?? [] {
            guard let request = requests.firstIndex(where: { $0.name == name }) else {
                value.log.error(
                    .form(.notAChoice(name)), at: place, help: .nearest(to: name, among: requests.map(\.name))
                )
                continue
            }
            guard let section = value.section() else { continue }
            values.registers = .init(
                function: requests[request].function, start: Int(requests[request].start),
                count: Int(requests[request].count))
            layout.answers[request] = readPart(section)
            section.finish()
        }
    }

    private func readPart(_ section: Section) -> BinaryPart {
        var part = BinaryPart()
        part.time = section.optional("time").flatMap(readTime)
        part.fields = section.optional("points").map(readPoints) ?? []
        let groups = section.optional("groups").map { $0.kind == .mapping ? [$0] : $0.list() ?? [] } ?? []
        part.groups = groups.compactMap(readGroup)
        part.tags = section.optional("tags").flatMap(readTags)
        return part
    }

    private func readPoints(_ value: YAMLValue) -> [BinaryField] {
        guard let entries = value.section()?.all() else { return [] }
        return entries.flatMap { name, place, value in readPoint(name, at: place, value) }
    }

    /// Several places for one point are several fields: each of them that has something gives a reading.
    private func readPoint(_ name: String, at place: SourcePlace, _ value: YAMLValue) -> [BinaryField] {
        guard let index = vocabulary.indices[name], let point = vocabulary.points[name] else {
            value.log.error(
                .profile(.unknownPoint(name, facility: vocabulary.kind.id)), at: place,
                help: .nearest(to: name, among: vocabulary.names))
            return []
        }
        let items = value.kind == .list ? value.list() ?? [] : [value]
        return items.compactMap { readField($0, index, point) }
    }

    private func readField(_ value: YAMLValue, _ index: PointIndex, _ point: Point) -> BinaryField? {
        let fields = FieldReaderForPoints(vocabulary: vocabulary, isText: false)
        if value.kind == .text {
            return readPointer(value).map {
                BinaryField(Field(point: index, at: $0).personal(point.isPersonal), nil)
            }
        }
        guard let section = value.section() else { return nil }
        if let at = section.optional("at"), at.kind != .number, at.node.scalar?.string.hasPrefix("/") == true
        {
            let pointer = readPointer(at)
            return fields.read(section, index, point, pointers: pointer.map { [$0] }).map {
                BinaryField($0, nil)
            }
        }
        let place = values.read(section, wantsDigits: point.kind == .text)
        guard let field = fields.read(section, index, point, pointers: [""]), let place else { return nil }
        return BinaryField(field, place)
    }

    private func readPointer(_ value: YAMLValue) -> String? {
        guard isInJSON else {
            value.error(.profile(.binary(.pointerWithoutJSON)))
            return nil
        }
        return FieldReaderForPoints.pointer(value)
    }

    private func readTime(_ value: YAMLValue) -> BinaryTime? {
        guard let section = value.section() else { return nil }
        if let at = section.optional("at"), at.kind == .text,
            at.node.scalar?.string.hasPrefix("/") == true
        {
            return readPointer(at) == nil ? nil : TimeRuleReader.read(value).map { BinaryTime($0, nil) }
        }
        defer { section.finish() }
        if section.optional("type") == nil {
            section.log.error(.profile(.binary(.timeTypeNeeded)), at: section.place)
        }
        let place = values.read(section, wantsDigits: true)
        let rule = TimeRuleReader.read(section, places: [""])
        guard let place, let rule else { return nil }
        return BinaryTime(rule, place)
    }
}

extension BinaryCodecReader {
    // MARK: What repeats

    private func readGroup(_ value: YAMLValue) -> BinaryGroup? {
        guard let section = value.section() else { return nil }
        defer { section.finish() }
        let at = section.required("at")?.whole(in: -65_535...65_535)
        let end = section.optional("end")?.whole(in: -65_535...65_535) ?? -tail
        var count = BinaryGroup.Count.toEnd
        if let value = section.optional("count") {
            if value.kind == .mapping {
                if let stated = values.read(value) { count = .stated(stated) }
            } else if let fixed = value.whole(in: 1...BinaryGroup.mostItems) {
                count = .fixed(fixed)
            }
        }
        var size: BinaryGroup.Size?
        if let value = section.required("size") {
            size =
                value.kind == .mapping
                ? readLength(value).map(BinaryGroup.Size.stated)
                : value.whole(in: 1...65_535).map(BinaryGroup.Size.fixed)
        }
        let channel = section.optional("channel").flatMap { readChannel($0, section) } ?? .none
        let time = readGroupTime(section)
        let fields = section.required("points").map(readPoints) ?? []
        guard let at, let size else { return nil }
        return BinaryGroup(
            at: at, end: end, count: count, size: size, channel: channel, time: time, fields: fields)
    }

    /// `channel: index`, with `first_channel: 0` where the first item is channel 0; or where the item says it.
    private func readChannel(_ value: YAMLValue, _ section: Section) -> BinaryGroup.Channel? {
        if value.kind == .mapping { return values.read(value).map(BinaryGroup.Channel.value) }
        enum Word: String, CaseIterable { case index }
        guard value.choice(Word.allCases) != nil else { return nil }
        return .index(first: section.optional("first_channel")?.whole(in: 0...65_535) ?? 1)
    }

    /// `every: 60s` or `every: {at: 19, type: u16}` (seconds), and `message_time: first` where the message's time is
    /// that of the first item rather than of the last; or `time` of the item's own.
    private func readGroupTime(_ section: Section) -> BinaryGroup.Time {
        if let time = section.optional("time") { return readTime(time).map(BinaryGroup.Time.own) ?? .message }
        guard let every = section.optional("every") else { return .message }
        enum Word: String, CaseIterable { case last, first }
        let isLast = section.optional("message_time")?.choice(Word.allCases) != .first
        if every.kind == .mapping {
            return values.read(every).map { .every(.stated($0), unit: .seconds(1), newestLast: isLast) }
                ?? .message
        }
        return every.interval().map { .every(.fixed(1), unit: $0, newestLast: isLast) } ?? .message
    }

    // MARK: Tags

    private func readTags(_ value: YAMLValue) -> BinaryTags? {
        enum Unknown: String, CaseIterable { case skip, refuse }
        enum Covered: String, CaseIterable { case value, all }
        guard let section = value.section() else { return nil }
        defer { section.finish() }
        let at = section.required("at")?.whole(in: 0...65_535)
        let end = section.optional("end")?.whole(in: -65_535...65_535) ?? -tail
        func width(_ key: String, _ range: ClosedRange<Int>, _ standard: Int) -> Int {
            section.optional(key)?.whole(in: range) ?? standard
        }
        let channel = width("channel_width", 0...2, 0)
        let tag = width("tag_width", 1...4, 1)
        let length = width("length_width", 0...2, 1)
        let covered = section.optional("length_counts")?.choice(Covered.allCases)
        let order = section.optional("order")?.choice(ByteOrder.allCases) ?? values.order
        let unknown = section.optional("unknown")?.choice(Unknown.allCases)
        var known: [BinaryTags.Known] = []
        for (key, place, value) in section.required("values")?.section()?.all() ?? [] {
            guard let number = YAMLValue.unsigned(key) else {
                section.log.error(.profile(.binary(.notWhole(key))), at: place)
                continue
            }
            if known.contains(where: { $0.tag == number }) {
                section.log.error(.profile(.binary(.tagTwice(key))), at: place)
            }
            guard let inner = value.section() else { continue }
            let size = length == 0 ? inner.required("size")?.whole(in: 0...65_535) : nil
            known.append(
                .init(tag: number, size: size, fields: inner.required("points").map(readPoints) ?? []))
            inner.finish()
        }
        guard let at else { return nil }
        return BinaryTags(
            at: at, end: end, channelWidth: channel, tagWidth: tag, lengthWidth: length,
            lengthCountsHead: covered == .all, order: order, known: known, refusesUnknown: unknown == .refuse)
    }
}
