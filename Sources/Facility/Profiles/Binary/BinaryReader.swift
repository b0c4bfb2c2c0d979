import CSimdjson

/// A binary layout as compiled when the profiles are loaded: flat lists of operations, one for each part of a message
/// that is read at a time.
final class BinaryReader: Sendable {
    /// What one kind of message holds; the layout's common part is in each of them.
    final class Part: Sendable {
        let operations: [BinaryOperation]
        let fields: [FieldReader]
        let time: TimeReader?
        let timeSlot: Int
        /// Bytes that its fixed values take.
        let least: Int
        let groups: [Group]
        let tags: Tags?

        init(
            operations: [BinaryOperation], fields: [FieldReader], time: (reader: TimeReader, slot: Int)?,
            least: Int, groups: [Group], tags: Tags?
        ) {
            self.operations = operations
            self.fields = fields
            self.time = time?.reader
            timeSlot = time?.slot ?? 0
            self.least = least
            self.groups = groups
            self.tags = tags
        }
    }

    /// A repeated group with its item's operations.
    final class Group: Sendable {
        let layout: BinaryGroup
        let count: BinaryOperation?
        let size: BinaryOperation?
        let spacing: BinaryOperation?
        /// Leaves the channel's name in `channelSlot`.
        let channel: BinaryOperation?
        let channelSlot: Int
        let operations: [BinaryOperation]
        let fields: [FieldReader]
        let time: TimeReader?
        let timeSlot: Int
        /// Bytes of an item that its values take.
        let least: Int

        init(_ layout: BinaryGroup, compiler: BinaryCompiler) {
            self.layout = layout
            let section = compiler.section(layout.fields, channel: layout.channelValue, time: layout.ownTime)
            operations = section.operations
            fields = section.fields
            time = section.time?.reader
            timeSlot = section.time?.slot ?? 0
            channel = section.channel
            channelSlot = section.channelSlot
            least = section.least
            count = layout.countValue.map { BinaryOperation($0, slot: 0, wantsNumber: false) }
            size = layout.sizeValue.map { BinaryOperation($0, slot: 0, wantsNumber: false) }
            spacing = layout.spacingValue.map { BinaryOperation($0, slot: 0, wantsNumber: false) }
        }

        /// Whether its items have times of their own.
        var isDated: Bool { layout.time != .message }
    }

    /// Values behind tags.
    final class Tags: Sendable {
        struct Known: Sendable {
            let tag: UInt64
            let size: Int?
            let operations: [BinaryOperation]
            let fields: [FieldReader]
        }

        let layout: BinaryTags
        /// Ascending by tag.
        let known: [Known]

        init(_ layout: BinaryTags, compiler: BinaryCompiler) {
            self.layout = layout
            known = layout.known.map { known in
                let section = compiler.section(known.fields)
                return Known(
                    tag: known.tag, size: known.size, operations: section.operations, fields: section.fields)
            }.sorted { $0.tag < $1.tag }
        }

        /// Position in `known`.
        func position(of tag: UInt64) -> Int? {
            var (low, high) = (0, known.count)
            while low < high {
                let middle = (low + high) / 2
                if known[middle].tag < tag { low = middle + 1 } else { high = middle }
            }
            return low < known.count && known[low].tag == tag ? low : nil
        }
    }

    let layout: BinaryLayout
    /// For JSON around the bytes: fetches them, the time and the fields that are beside them.
    let plan: JSONPlan?
    /// Of the text that spells the bytes.
    let textSlot: Int
    /// Bytes of the frame around the values: start, end, checks, length and kind.
    let least: Int
    let length: BinaryOperation?
    let kind: BinaryOperation?
    let kindWidth: Int
    let channel: BinaryOperation?
    let channelSlot: Int
    /// By kind, ascending; one part may stand for several.
    let kinds: [(value: UInt64, part: Int)]
    let parts: [Part]
    /// Part for kinds not listed, or for all messages when there are no kinds; nil: refused.
    let otherPart: Part?
    /// By request, when the messages are answers.
    let answers: [Part]
    /// Results it fills.
    let slotCount: Int
    /// Bytes of texts that one part can take in `BinaryRoom`.
    let textBytes: Int

    init(_ layout: BinaryLayout, points: [Point]) {
        self.layout = layout
        let compiler = BinaryCompiler(layout, points: points)
        plan = compiler.plan
        textSlot = compiler.textSlot
        slotCount = compiler.base + compiler.mostSlots
        // The last slot is nobody else's, so that a message's channel can be asked again at any time.
        let last = slotCount - 1
        channelSlot = last
        channel = layout.channel.map { BinaryOperation($0, slot: last, wantsNumber: false) }
        length = layout.length.map { BinaryOperation($0.value, slot: 0, wantsNumber: false) }
        kind = layout.kind.map { BinaryOperation($0, slot: 0, wantsNumber: false) }
        kindWidth = layout.kind?.width ?? 1
        parts = layout.kinds.map { compiler.part($0.part) }
        kinds = layout.kinds.enumerated().flatMap { place, kind in
            kind.values.map { (value: $0, part: place) }
        }.sorted { $0.value < $1.value }
        answers = layout.answers.map { compiler.part($0) }
        otherPart =
            layout.kind == nil ? compiler.part(BinaryPart()) : layout.otherKinds.map(compiler.part)
        least = Self.least(layout)
        textBytes = compiler.mostTextBytes
    }

    /// What the frame alone takes.
    private static func least(_ layout: BinaryLayout) -> Int {
        var least = layout.start.count + layout.end.count
        for check in layout.checks {
            least = max(least, BinaryCompiler.reach(at: check.at, width: check.kind.width))
        }
        for value in [layout.length?.value, layout.kind, layout.channel].compactMap(\.self) {
            least = max(least, BinaryCompiler.reach(of: value))
        }
        return layout.modbus == nil && layout.answers.isEmpty
            ? least : max(least, ModbusAnswer.head + ModbusAnswer.tail)
    }

    /// The part for a kind; nil: the message is to be refused.
    func part(of kind: UInt64) -> Part? {
        var (low, high) = (0, kinds.count)
        while low < high {
            let middle = (low + high) / 2
            if kinds[middle].value < kind { low = middle + 1 } else { high = middle }
        }
        return low < kinds.count && kinds[low].value == kind ? parts[kinds[low].part] : otherPart
    }

    // MARK: The frame

    /// What of the frame does not fit; nil: the message is whole.
    func misfit(of bytes: UnsafeRawBufferPointer) -> ByteMisfit? {
        let count = bytes.count
        let least = max(least, layout.minimum ?? 0)
        if count < least { return .shorter(than: least, found: count) }
        if let most = layout.maximum, count > most { return .longer(than: most, found: count) }
        if let misfit = borders(of: bytes) { return misfit }
        if let length {
            let stated = Int(clamping: length.number(in: bytes) ?? 0) &+ (layout.length?.adds ?? 0)
            if stated != count { return .length(stated: stated, found: count) }
        }
        for check in layout.checks {
            if let misfit = check.misfit(in: bytes) { return misfit }
        }
        return layout.modbus?.misfit(of: bytes)
    }

    private func borders(of bytes: UnsafeRawBufferPointer) -> ByteMisfit? {
        let start = layout.start
        if !start.isEmpty, !bytes.starts(with: start) {
            return .start(
                stated: Self.number(start), found: Self.number(bytes.prefix(start.count)),
                width: min(8, start.count))
        }
        let end = layout.end
        if !end.isEmpty, !bytes.suffix(end.count).elementsEqual(end) {
            return .end(
                stated: Self.number(end), found: Self.number(bytes.suffix(end.count)),
                width: min(8, end.count))
        }
        return nil
    }

    private static func number(_ bytes: some Sequence<UInt8>) -> UInt64 {
        bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// Whether the payload is one of those that say nothing.
    func ignores(_ payload: UnsafeRawBufferPointer) -> Bool {
        !layout.ignored.isEmpty && layout.ignored.contains { payload.starts(with: $0) }
    }
}

extension ModbusAnswer {
    /// What does not fit; the CRC has been checked and the head is there.
    func misfit(of bytes: UnsafeRawBufferPointer) -> ByteMisfit? {
        let (address, answered) = (bytes[0], bytes[1])
        if let unit, unit != address { return .unit(address, expected: unit) }
        if answered == function | 0x80 { return .exception(bytes[2], function: function) }
        guard answered == function else { return .function(answered, expected: function) }
        let found = bytes.count - Self.head - Self.tail
        let stated = Int(bytes[2])
        if stated != found { return .length(stated: stated, found: found) }
        guard let count else { return nil }
        let expected = function <= 2 ? (count + 7) / 8 : 2 * count
        return expected == found ? nil : .length(stated: expected, found: found)
    }
}
