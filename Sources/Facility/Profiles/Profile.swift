/// How one model of device speaks, compiled from its file so that decoding looks nothing up by name.
package struct Profile: Sendable {
    /// Unique, such as `elevator.es1500`.
    package var id: String
    package var name: LocalizedText
    /// Position in `Site.facilities`.
    package var facility: Int
    package var routes: [TopicRoute]
    /// A point without a newer reading for this long is `stale`, thus unknown; nil: never.
    package var staleAfter: Interval?

    package init(
        id: String, name: LocalizedText, facility: Int, routes: [TopicRoute], staleAfter: Interval? = nil
    ) {
        self.id = id
        self.name = name
        self.facility = facility
        self.routes = routes
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

/// How a payload's bytes are read.
package enum Codec: Sendable, Equatable {
    /// RFC 8259 JSON; fields are found by JSON Pointer (RFC 6901).
    case json
    /// Plain text: the whole payload is one value (`Field.at` is empty).
    case text
}

/// One value inside a payload and the point it becomes.
package struct Field: Sendable, Equatable {
    package var point: PointIndex
    /// JSON Pointer (RFC 6901), such as `/State/Floor`; empty for the whole payload.
    package var at: String
    /// Raw spellings to values, such as `"1"` to true. A spelling not listed is a rejection. Empty: no map.
    package var map: [String: FieldValue]
    /// From the payload's unit to the point's canonical unit: `scale * raw + offset`.
    package var conversion: LinearConversion

    package init(
        point: PointIndex, at: String, map: [String: FieldValue] = [:],
        conversion: LinearConversion = .identity
    ) {
        self.point = point
        self.at = at
        self.map = map
        self.conversion = conversion
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
    package var scale: Double
    package var offset: Double

    package init(scale: Double, offset: Double) {
        self.scale = scale
        self.offset = offset
    }

    package static let identity = LinearConversion(scale: 1, offset: 0)

    package func apply(_ raw: Double) -> Double { scale * raw + offset }
}
