/// How one model of device speaks, compiled from its file so that decoding looks nothing up by name.
package struct Profile: Sendable {
    /// Unique, such as `elevator.es1500`.
    package var id: String
    package var name: LocalizedText
    /// Position in `Site.facilities`.
    package var facility: Int
    package var routes: [TopicRoute]
    /// Whose the topics without `{device}` are; the sheet may give the profile's only device another name. nil: every
    /// topic names its device.
    package var device: String?
    /// A point without a newer reading for this long is `stale`, thus unknown; nil: never.
    package var staleAfter: Interval?
    /// Boolean point that is false once a device is gone, as its last will says: from then on only what it says
    /// anew counts. nil: nobody says so.
    package var availability: PointIndex?
    /// What its devices are asked; nil: they speak by themselves.
    package var poll: PollPlan?

    package init(
        id: String, name: LocalizedText, facility: Int, routes: [TopicRoute], device: String? = nil,
        staleAfter: Interval? = nil
    ) {
        self.id = id
        self.name = name
        self.facility = facility
        self.routes = routes
        self.device = device
        self.staleAfter = staleAfter
    }

    /// Every point some route can fill, ascending, without repeats.
    package var points: [PointIndex] {
        Array(Set(routes.flatMap { $0.fields.map(\.point) })).sorted { $0.rawValue < $1.rawValue }
    }
}

/// One kind of message a device sends: which topic, which codec, which fields become which points.
package struct TopicRoute: Sendable {
    /// Levels split at `/`; exactly one is `{device}`.
    package var topic: TopicPattern
    /// Belongs to the urgent session: life-safety devices overtake telemetry at the broker.
    package var urgent: Bool
    package var codec: Codec
    package var fields: [Field]
    /// Where the device says when; nil: the time of arrival counts.
    package var time: DeviceTimeRule?
    /// Where the payload says whose it is; one that says another device than the topic is not read. Of the JSON codecs.
    package var identity: [IdentityClaim] = []
    /// JSON Pointers into the whole payload at which it says who somebody is, beside those of personal fields; hidden
    /// wherever the payload is kept (`PayloadMask`).
    package var personal: [String] = []

    package init(
        topic: TopicPattern, urgent: Bool, codec: Codec, fields: [Field], time: DeviceTimeRule? = nil
    ) {
        self.topic = topic
        self.urgent = urgent
        self.codec = codec
        self.fields = fields
        self.time = time
    }
}

/// One value inside a payload and the point it becomes.
package struct Field: Sendable, Equatable {
    package var point: PointIndex
    /// JSON Pointer (RFC 6901), such as `/State/Floor`; empty for the whole payload.
    package var at: String
    /// Where else to look when there is nothing at `at`, or an array or object: Tasmota's `/ENERGY/Power` is a
    /// number on one device and an array on the next (`/ENERGY/Power/0`).
    package var otherwise: [String]
    /// Raw spellings to values, such as `"1"` to true; numbers match by value, booleans and null by their JSON
    /// spelling. Empty: no map. A spelling not listed is a rejection, except a number on a number point: there
    /// a map only names exceptions. A number in the map is still in the payload's unit.
    package var map: [String: FieldValue]
    /// From the payload's unit to the point's canonical unit: `scale * raw + offset`.
    package var conversion: LinearConversion
    /// Plausible values of this model's sensor in the point's unit, instead of the vocabulary's range.
    package var range: ClosedRange<Double>?
    /// What this model's readings can do, over what the point declares.
    package var quality: QualityRule

    /// Of a personal point, or personal at this model only.
    package var isPersonal = false

    package init(
        point: PointIndex, at: String, map: [String: FieldValue] = [:],
        conversion: LinearConversion = .identity, otherwise: [String] = [],
        range: ClosedRange<Double>? = nil, quality: QualityRule = .none
    ) {
        self.point = point
        self.at = at
        self.otherwise = otherwise
        self.map = map
        self.conversion = conversion
        self.range = range
        self.quality = quality
    }
}

/// What a spelling in a field's map stands for.
package enum FieldValue: Sendable, Equatable {
    case number(Double)
    case boolean(Bool)
    case text(String)
    /// The spelling means "no reading" (a probe that is not fitted says `false`).
    case nothing
}

/// `a·x + b`: what every unit conversion becomes when a profile is loaded.
package struct LinearConversion: Sendable, Equatable {
    package let scale: Double
    package let offset: Double
    /// `x / 1000` is 0.35 for 350, `x * 0.001` is 0.35000000000000003: a scale that is one part of a whole number
    /// is applied as the division it stands for.
    private let factor: Double
    private let divisor: Double

    package init(scale: Double, offset: Double) {
        self.scale = scale
        self.offset = offset
        let isSmall = scale < 1 && scale > 1e-12
        let whole = isSmall ? Double(Int64(1 / scale + 0.5)) : 1
        let isDivision = isSmall && abs(whole * scale - 1) <= 2 * .ulpOfOne
        factor = isDivision ? 1 : scale
        divisor = isDivision ? whole : 1
    }

    package static let identity = LinearConversion(scale: 1, offset: 0)

    package func apply(_ raw: Double) -> Double { raw * factor / divisor + offset }
}
