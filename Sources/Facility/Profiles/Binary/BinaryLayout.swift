/// What a profile's file says about the bytes of one topic's messages: how to know that a message is whole, which kinds
/// there are, and where in each the values stand. `BinaryReader` is compiled from it.
package struct BinaryLayout: Sendable, Equatable {
    package var bytes: PayloadBytes
    /// Bytes a message has at least; nil: as many as the fixed values of its kind take. With a number here a value
    /// beyond the end of a shorter message is no reading: makers append fields as their firmware grows.
    package var minimum: Int?
    package var maximum: Int?
    package var start: [UInt8]
    package var end: [UInt8]
    package var length: BinaryLength?
    package var checks: [ByteCheck]
    /// The message is a Modbus answer (or an exception) rather than a frame of the maker's own.
    package var modbus: ModbusAnswer?
    /// Payloads that say nothing, a DTU's registration or heartbeat: they begin with one of these.
    package var ignored: [[UInt8]]
    /// Whose values a message holds when not its topic's device's: a Modbus unit address behind a DTU.
    package var channel: BinaryValue?
    /// In every message, whatever its kind.
    package var common: BinaryPart
    /// Tells the kinds apart; nil: there is one.
    package var kind: BinaryValue?
    package var kinds: [BinaryKind]
    /// For kinds not listed; nil: such a message is refused.
    package var otherKinds: BinaryPart?
    /// For answers to a profile's requests: what each request's answer holds, in their order. Then there are no kinds.
    package var answers: [BinaryPart] = []
    /// What tells the answers apart, by request.
    package var answerShapes: [PollShape] = []

    package init(bytes: PayloadBytes = .raw, common: BinaryPart = BinaryPart()) {
        self.bytes = bytes
        self.common = common
        start = []
        end = []
        checks = []
        ignored = []
        kinds = []
    }

    /// Every field of every part, for what asks which points a topic can fill.
    package var fields: [Field] {
        allParts.flatMap(\.allFields).map(\.field)
    }
}

/// One of several kinds of message: the values of the layout's `kind` that mean it, and what it holds.
package struct BinaryKind: Sendable, Equatable {
    package var values: [UInt64]
    package var part: BinaryPart

    package init(values: [UInt64], part: BinaryPart) {
        self.values = values
        self.part = part
    }
}

/// What stands in a message, or in those of one kind.
package struct BinaryPart: Sendable, Equatable {
    package var fields: [BinaryField]
    package var groups: [BinaryGroup]
    package var tags: BinaryTags?
    package var time: BinaryTime?

    package init(
        fields: [BinaryField] = [], groups: [BinaryGroup] = [], tags: BinaryTags? = nil,
        time: BinaryTime? = nil
    ) {
        self.fields = fields
        self.groups = groups
        self.tags = tags
        self.time = time
    }

    var allFields: [BinaryField] {
        fields + groups.flatMap(\.fields) + (tags?.known.flatMap(\.fields) ?? [])
    }
}

/// A point and where its value stands.
package struct BinaryField: Sendable, Equatable {
    package var field: Field
    /// nil: not in the bytes but in the JSON document around them, at `field.at`.
    package var value: BinaryValue?

    package init(_ field: Field, _ value: BinaryValue?) {
        self.field = field
        self.value = value
    }
}

/// Where a time stands and how it is written.
package struct BinaryTime: Sendable, Equatable {
    package var rule: DeviceTimeRule
    /// nil: in the JSON document around the bytes, at `rule.at`.
    package var value: BinaryValue?

    package init(_ rule: DeviceTimeRule, _ value: BinaryValue?) {
        self.rule = rule
        self.value = value
    }
}

/// A length field of the message's own.
package struct BinaryLength: Sendable, Equatable {
    package var value: BinaryValue
    /// Bytes of the message that the field does not count.
    package var adds: Int

    package init(_ value: BinaryValue, adds: Int = 0) {
        self.value = value
        self.adds = adds
    }
}

/// What repeats: the ports of a charger, the samples of an hour.
package struct BinaryGroup: Sendable, Equatable {
    package enum Count: Sendable, Equatable {
        case fixed(Int)
        case stated(BinaryValue)
        /// To the group's end; what is left after the last whole item refuses the message.
        case toEnd
    }

    package enum Size: Sendable, Equatable {
        case fixed(Int)
        /// The item says its own length, at a place counted from its start.
        case stated(BinaryLength)
    }

    /// Whose values an item holds.
    package enum Channel: Sendable, Equatable {
        /// The device's own.
        case none
        /// Those of the channel of this number: `first` for the first item, and so on.
        case index(first: Int)
        /// Those of the channel that the item names, at a place counted from its start.
        case value(BinaryValue)
    }

    /// When an item was true.
    package enum Time: Sendable, Equatable {
        /// When the message was.
        case message
        /// The item says so itself, at a place counted from its start.
        case own(BinaryTime)
        /// Items at equal distances; the message's time is that of the last item, or of the first.
        case every(Spacing, unit: Interval, newestLast: Bool)
    }

    package enum Spacing: Sendable, Equatable {
        case fixed(Int)
        case stated(BinaryValue)
    }

    /// Items of one message that are read at most; more refuse it. A message of 64 KiB holds no more of any use.
    package static let mostItems = 4_096

    /// First byte; negative: from the end; nil: after the group before, or after the tags' start.
    package var at: Int
    /// The first byte that is no more of it; zero or negative: from the end.
    package var end: Int
    package var count: Count
    package var size: Size
    package var channel: Channel
    package var time: Time
    /// Places count from the item's start; negative ones from its end.
    package var fields: [BinaryField]

    package init(
        at: Int, end: Int = 0, count: Count = .toEnd, size: Size, channel: Channel = .none,
        time: Time = .message, fields: [BinaryField]
    ) {
        self.at = at
        self.end = end
        self.count = count
        self.size = size
        self.channel = channel
        self.time = time
        self.fields = fields
    }
}

/// Values behind tags: tag, length, value, and again.
package struct BinaryTags: Sendable, Equatable {
    /// What one tag's value holds.
    package struct Known: Sendable, Equatable {
        package var tag: UInt64
        /// Its value's bytes where the message does not say a length.
        package var size: Int?
        /// Places count from the value's first byte.
        package var fields: [BinaryField]

        package init(tag: UInt64, size: Int? = nil, fields: [BinaryField]) {
            self.tag = tag
            self.size = size
            self.fields = fields
        }
    }

    /// Tags of one message at most.
    package static let mostTags = 4_096

    /// First byte of the first tag.
    package var at: Int
    /// The first byte that belongs to no tag; zero or negative: from the end.
    package var end: Int
    /// Bytes of the channel's number that stands before each tag, 0 … 2.
    package var channelWidth: Int
    /// Bytes of a tag, 1 … 4.
    package var tagWidth: Int
    /// Bytes of the length after the tag, 0 … 2; 0: there is none.
    package var lengthWidth: Int
    /// The length counts channel, tag and itself, too.
    package var lengthCountsHead: Bool
    package var order: ByteOrder
    package var known: [Known]
    /// An unknown tag refuses the message; otherwise its length leads past it.
    package var refusesUnknown: Bool

    package init(
        at: Int, end: Int = 0, channelWidth: Int = 0, tagWidth: Int = 1, lengthWidth: Int = 1,
        lengthCountsHead: Bool = false, order: ByteOrder = .big, known: [Known], refusesUnknown: Bool = false
    ) {
        self.at = at
        self.end = end
        self.channelWidth = channelWidth
        self.tagWidth = tagWidth
        self.lengthWidth = lengthWidth
        self.lengthCountsHead = lengthCountsHead
        self.order = order
        self.known = known
        self.refusesUnknown = refusesUnknown
    }
}

/// The head of a Modbus RTU answer: unit address, function, byte count, data, CRC (MODBUS over Serial Line V1.02,
/// section 2.5.1; Application Protocol V1.1b3, sections 6.1 to 6.4).
package struct ModbusAnswer: Sendable, Equatable {
    /// 1 … 4: coils, discrete inputs, holding registers, input registers.
    package var function: UInt8
    /// nil: whichever answers.
    package var unit: UInt8?
    /// Registers or bits that were asked for; nil: as many as the answer holds.
    package var count: Int?

    package init(function: UInt8, unit: UInt8? = nil, count: Int? = nil) {
        self.function = function
        self.unit = unit
        self.count = count
    }

    /// Bytes before the data.
    package static let head = 3
    /// Bytes of the check at the end.
    package static let tail = 2
}
