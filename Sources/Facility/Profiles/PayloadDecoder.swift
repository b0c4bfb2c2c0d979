import CSimdjson
import Expressions

/// From a message's bytes to readings: the hot path of the house, without a look-up by name and without an
/// allocation, except for texts longer than 15 bytes and for what has to be refused.
///
/// It holds a C parser: one owner at a time, and a copy shares the parser's memory with the original.
package struct PayloadDecoder {
    /// A route with everything it needs, compiled. A class, so that using one counts one reference instead of
    /// one for each table in it.
    private final class CompiledRoute: Sendable {
        let profile: Int
        let urgent: Bool
        let plan: JSONPlan?
        let fields: [FieldReader]
        let time: TimeReader?
        let timeSlot: Int

        init(
            profile: Int, urgent: Bool, plan: JSONPlan?, fields: [FieldReader], time: TimeReader? = nil,
            timeSlot: Int = 0
        ) {
            self.profile = profile
            self.urgent = urgent
            self.plan = plan
            self.fields = fields
            self.time = time
            self.timeSlot = timeSlot
        }
    }

    /// Messages that are nobody's readings.
    package struct Strays: Sendable, Equatable {
        package var otherSession = 0
        package var unknownDevice = 0
        package var unmapped = 0
    }

    /// Where each device's clock stands, by `DeviceIndex`. The engine keeps it in the snapshot and puts it back.
    package var clocks: [ClockState]
    package private(set) var tally: RejectionTally
    package private(set) var strays = Strays()
    private var topics: TopicTable
    private let routes: [CompiledRoute]
    private let extractor: JSONExtractor

    /// - Parameters:
    ///   - profiles: `Site.profiles`.
    ///   - devices: `Site.devices`; their `profile` are positions in `profiles`.
    ///   - points: `Site.points`; the profiles' fields are positions in it.
    package init(profiles: [Profile], devices: [Device], points: [Point]) {
        clocks = Array(repeating: ClockState(), count: devices.count)
        tally = RejectionTally(profiles: profiles.count)
        topics = TopicTable(profiles: profiles, devices: devices)
        routes = profiles.enumerated().flatMap { position, profile in
            profile.routes.map { Self.compile($0, profile: position, points: points) }
        }
        extractor = JSONExtractor(slots: routes.map { $0.plan?.count ?? 1 }.max() ?? 1)
    }

    /// A field whose pointers are not JSON Pointers reads nothing: the loader has said so.
    private static func compile(_ route: TopicRoute, profile: Int, points: [Point]) -> CompiledRoute {
        guard route.codec == .json else {
            let fields = route.fields.map {
                FieldReader($0, kind: points[$0.point.position].kind, slots: [0])
            }
            return CompiledRoute(
                profile: profile, urgent: route.urgent, plan: nil, fields: fields)
        }
        var pointers = route.fields.flatMap { field in
            let isNumber = points[field.point.position].unit != nil
            return ([field.at] + field.otherwise).map { (pointer: $0, wantsNumber: isNumber) }
        }
        pointers.append((route.time?.at ?? "", route.time?.format.isNumeric ?? false))
        let plan = JSONPlan(pointers)
        var slots = plan.slots[...]
        var fields: [FieldReader] = []
        for field in route.fields {
            let own = slots.prefix(1 + field.otherwise.count).compactMap { $0 }
            slots = slots.dropFirst(1 + field.otherwise.count)
            guard !own.isEmpty else { continue }
            fields.append(FieldReader(field, kind: points[field.point.position].kind, slots: own))
        }
        let timeSlot = slots.first ?? nil
        return CompiledRoute(
            profile: profile, urgent: route.urgent, plan: plan, fields: fields,
            time: timeSlot == nil ? nil : route.time.map(TimeReader.init), timeSlot: timeSlot ?? 0)
    }

    /// Reads one message.
    /// - Parameters:
    ///   - topic: as the broker delivered it.
    ///   - payload: followed by `MessageBatch.padding` readable bytes.
    ///   - urgent: the class of the session it came by.
    ///   - receivedAt: the time of arrival.
    ///   - draining: the session is emptying its backlog (CONNACK with SESSION PRESENT until 200 ms of quiet).
    ///   - retained: the broker kept it as a state; without a believable device time its readings are `suspect`.
    ///   - readings: gets one reading per field found, in the order of the profile.
    package mutating func decode(
        topic: UnsafeRawBufferPointer, payload: UnsafeRawBufferPointer, urgent: Bool, receivedAt: Timestamp,
        draining: Bool = false, retained: Bool = false, into readings: inout [Reading]
    ) -> DecodeOutcome {
        switch topics.meaning(of: topic) {
        case .unmapped:
            strays.unmapped += 1
            return DecodeOutcome(disposition: .unmapped)
        case .unknownDevice(let name):
            strays.unknownDevice += 1
            return DecodeOutcome(disposition: .unknownDevice(name))
        case .route(let route, let device):
            let route = routes[route]
            // A telemetry route that shares a topic with an urgent one comes by the urgent session alone, because
            // the other session excludes the topic (`SessionPlan`): whatever comes there counts.
            guard urgent || !route.urgent else {
                strays.otherSession += 1
                return DecodeOutcome(disposition: .otherSession, device: device)
            }
            return read(route, device, payload, receivedAt, draining: draining, retained: retained, &readings)
        }
    }

    private mutating func read(
        _ route: CompiledRoute, _ device: DeviceIndex, _ payload: UnsafeRawBufferPointer,
        _ arrival: Timestamp,
        draining: Bool, retained: Bool, _ readings: inout [Reading]
    ) -> DecodeOutcome {
        let malformation = route.plan.map { extractor.extract($0, payload) } ?? extractor.readBare(payload)
        if let malformation {
            let rejection = Rejection(reason: .malformed(malformation))
            tally.record(rejection, profile: route.profile, device: device, at: arrival, payload: payload)
            return DecodeOutcome(disposition: .malformed, device: device, rejections: [rejection])
        }
        var outcome = DecodeOutcome(disposition: .decoded, device: device)
        let (deviceTime, isImpossible) = time(of: route, arrival: arrival, &outcome)
        let judgement = clocks[device.position].judge(
            deviceTime: deviceTime, arrival: arrival, draining: draining, retained: retained)
        var quality = Quality.good
        if retained, deviceTime == nil { quality = .suspect }
        if judgement.isSuspect || isImpossible { quality = .clockSuspect }
        let start = readings.count
        route.fields.withUnsafeBufferPointer { fields in
            for place in fields.indices {
                switch fields[place].read(extractor.results) {
                case .value(let value, let outOfRange):
                    readings.append(
                        Reading(
                            device: device, point: fields[place].point, value: value,
                            observedAt: judgement.observedAt, receivedAt: arrival,
                            quality: outOfRange ? .outOfRange : quality, isLate: judgement.isLate))
                case .nothing: break
                case .rejected(let reason):
                    outcome.rejections.append(Rejection(reason: reason, point: fields[place].point))
                }
            }
        }
        outcome.readings = readings.count - start
        for rejection in outcome.rejections {
            tally.record(rejection, profile: route.profile, device: device, at: arrival, payload: payload)
        }
        return outcome
    }

    private func time(
        of route: CompiledRoute, arrival: Timestamp, _ outcome: inout DecodeOutcome
    ) -> (time: Timestamp?, isImpossible: Bool) {
        guard let reader = route.time else { return (nil, false) }
        let value = extractor.results[route.timeSlot]
        switch reader.read(value, arrival: arrival) {
        case .absent: return (nil, false)
        case .time(let time): return (time, false)
        case .impossible:
            outcome.rejections.append(Rejection(reason: .time(found: value.spelling)))
            return (nil, true)
        }
    }
}

extension DeviceTimeRule.Format {
    /// Whether a string there is to be read as a number.
    fileprivate var isNumeric: Bool { self == .unixSeconds || self == .unixMilliseconds }
}
