import CSimdjson

/// Gives every value of a binary layout its slot and turns it into an operation. Used once, when profiles are loaded.
///
/// Parts of a message are read one after the other, so they share the slots from `base` on.
struct BinaryCompiler {
    /// What one part of a message compiles to.
    struct Section {
        var operations: [BinaryOperation] = []
        var fields: [FieldReader] = []
        var time: (reader: TimeReader, slot: Int)?
        var channel: BinaryOperation?
        var channelSlot = 0
        /// Bytes its values take, counted from the part's start and from its end.
        var least = 0
    }

    private let points: [Point]
    private let common: BinaryPart
    /// Where each pointer's value ends up in `plan`, by pointer.
    private var pointerSlots: [String: Int] = [:]
    let plan: JSONPlan?
    let textSlot: Int
    /// First slot of values in the bytes.
    let base: Int
    let mostSlots: Int
    let mostTextBytes: Int

    init(_ layout: BinaryLayout, points: [Point]) {
        self.points = points
        common = layout.common
        var pointers: [(pointer: String, wantsNumber: Bool)] = []
        if let pointer = layout.bytes.pointer {
            pointers.append((pointer, false))
            for part in layout.allParts {
                for field in part.allFields where field.value == nil {
                    let isNumber = points[field.field.point.position].unit != nil
                    pointers += ([field.field.at] + field.field.otherwise).map { ($0, isNumber) }
                }
                if let time = part.time, time.value == nil {
                    pointers.append((time.rule.at, time.rule.format.isNumeric))
                }
            }
        }
        let plan = pointers.isEmpty ? nil : JSONPlan(pointers)
        for (pointer, slot) in zip(pointers, plan?.slots ?? []) {
            if let slot { pointerSlots[pointer.pointer] = slot }
        }
        self.plan = plan
        textSlot = layout.bytes.pointer.flatMap { [pointerSlots] in pointerSlots[$0] } ?? 0
        base = plan?.count ?? 0
        // Of the common part and a kind's together, with a time and a channel for each.
        mostSlots = layout.allParts.reduce(4) { $0 + $1.allFields.count + 1 }
        let values = layout.allParts.flatMap(\.allValues) + [layout.channel].compactMap(\.self)
        mostTextBytes = values.reduce(2 * BinaryRoom.channelText) { $0 + BinaryRoom.bytes(for: $1) }
    }

    /// A kind's part with the common one in front.
    func part(_ part: BinaryPart) -> BinaryReader.Part {
        let section = section(common.fields + part.fields, time: part.time ?? common.time)
        let groups = (common.groups + part.groups).map { BinaryReader.Group($0, compiler: self) }
        return BinaryReader.Part(
            operations: section.operations, fields: section.fields, time: section.time, least: section.least,
            // What has times of its own comes last: there is no way back to the message's.
            groups: groups.filter { !$0.isDated } + groups.filter(\.isDated),
            tags: (part.tags ?? common.tags).map { BinaryReader.Tags($0, compiler: self) })
    }

    /// The operations and readers of one part.
    func section(
        _ fields: [BinaryField], channel: BinaryValue? = nil, time: BinaryTime? = nil
    ) -> Section {
        var section = Section()
        var next = base
        func add(_ value: BinaryValue, wantsNumber: Bool) -> Int {
            section.operations.append(BinaryOperation(value, slot: next, wantsNumber: wantsNumber))
            section.least = max(section.least, Self.reach(of: value))
            next += 1
            return next - 1
        }
        for field in fields {
            let kind = points[field.field.point.position].kind
            let slots: [Int]
            if let value = field.value {
                slots = [add(value, wantsNumber: points[field.field.point.position].unit != nil)]
            } else {
                slots = ([field.field.at] + field.field.otherwise).compactMap { pointerSlots[$0] }
            }
            guard !slots.isEmpty else { continue }
            section.fields.append(FieldReader(field.field, kind: kind, slots: slots))
        }
        if let time {
            let slot = time.value.map { add($0, wantsNumber: false) } ?? pointerSlots[time.rule.at]
            section.time = slot.map { (TimeReader(time.rule), $0) }
        }
        if let channel {
            section.channelSlot = next
            section.least = max(section.least, Self.reach(of: channel))
            section.channel = BinaryOperation(channel, slot: next, wantsNumber: false)
        }
        return section
    }

    /// Bytes that must be there for a value to be.
    static func reach(of value: BinaryValue) -> Int { reach(at: value.at, width: value.width) }

    static func reach(at: Int, width: Int) -> Int { at >= 0 ? at + max(1, width) : -at }
}

extension BinaryLayout {
    var allParts: [BinaryPart] { [common] + kinds.map(\.part) + [otherKinds].compactMap(\.self) + answers }
}

extension BinaryPart {
    /// Whatever is read somewhere in it.
    fileprivate var allValues: [BinaryValue] {
        allFields.compactMap(\.value) + [time?.value].compactMap(\.self)
            + groups.flatMap { [$0.channelValue, $0.ownTime?.value].compactMap(\.self) }
    }
}

extension BinaryGroup {
    var countValue: BinaryValue? {
        if case .stated(let value) = count { value } else { nil }
    }

    var sizeValue: BinaryValue? {
        if case .stated(let length) = size { length.value } else { nil }
    }

    var channelValue: BinaryValue? {
        if case .value(let value) = channel { value } else { nil }
    }

    var ownTime: BinaryTime? {
        if case .own(let time) = time { time } else { nil }
    }

    var spacingValue: BinaryValue? {
        if case .every(.stated(let value), _, _) = time { value } else { nil }
    }
}
