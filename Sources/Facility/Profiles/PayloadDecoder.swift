import CSimdjson
import Expressions

/// From a message's bytes to readings: the hot path of the house, without a look-up by name and without an
/// allocation, except for texts longer than 15 bytes and for what has to be refused.
///
/// It holds a C parser: one owner at a time, and a copy shares the parser's memory with the original.
package struct PayloadDecoder {
    /// Messages that are nobody's readings, or came another way than they should.
    package struct Strays: Sendable, Equatable {
        /// Urgent ones that came by the telemetry session, and were read: their topic was telemetry a moment ago.
        package var otherSession = 0
        package var unknownDevice = 0
        package var unmapped = 0
    }

    /// Where each device's clock stands, by `DeviceIndex`. The engine keeps it in the snapshot and puts it back.
    package var clocks: [ClockState] {
        get { gathering.clocks }
        _modify { yield &gathering.clocks }
    }
    package internal(set) var tally: RejectionTally
    package private(set) var strays = Strays()
    var gathering: Gathering
    var frameStreams = FrameStreams()
    var topics: TopicTable
    let routes: [CompiledRoute]
    /// Some route's payloads say who somebody is.
    let hasMasks: Bool
    let extractor: JSONExtractor
    let room: BinaryRoom
    /// Which request's answer each device owes (`PollExpectation`), by device; empty when nobody polls.
    var expectations: [Int32] = []
    /// What the last message was to its device's questions; whoever takes it forgets it.
    var pollAnswer: PollAnswer?
    /// What payloads may call the devices.
    var names: DeviceNames
    /// What the message read last leaves for its maker's codec to decode; nil: nothing.
    package internal(set) var uplink: LoRaWANUplink?

    /// - Parameters:
    ///   - profiles: `Site.profiles`.
    ///   - devices: `Site.devices`; their `profile` are positions in `profiles`.
    ///   - points: `Site.points`; the profiles' fields are positions in it.
    package init(profiles: [Profile], devices: [Device], points: [Point]) {
        tally = RejectionTally(profiles: profiles.count)
        gathering = Gathering(devices: devices)
        topics = TopicTable(profiles: profiles, devices: devices)
        routes = profiles.enumerated().flatMap { position, profile in
            profile.routes.map { CompiledRoute.compile($0, profile: position, points: points) }
        }
        hasMasks = routes.contains { $0.mask != nil }
        extractor = JSONExtractor(slots: routes.map(\.slotCount).max() ?? 1)
        names = DeviceNames(devices)
        room = BinaryRoom(textBytes: routes.map(\.textBytes).max() ?? 0)
    }

    /// Reads one message.
    /// - Parameters:
    ///   - topic: as the broker delivered it.
    ///   - payload: followed by `MessageBatch.padding` readable bytes.
    ///   - broker: whose session it came by; nil: any, as in trials and tests.
    ///   - urgent: the class of the session it came by.
    ///   - receivedAt: the time of arrival.
    ///   - draining: the session is emptying its backlog (CONNACK with SESSION PRESENT until 200 ms of quiet).
    ///   - retained: the broker kept it as a state; without a believable device time its readings are `suspect`.
    ///   - readings: gets one reading per field found, in the order of the profile.
    package mutating func decode(
        topic: UnsafeRawBufferPointer, payload: UnsafeRawBufferPointer, broker: Int? = nil, urgent: Bool,
        receivedAt: Timestamp, draining: Bool = false, retained: Bool = false, into readings: inout [Reading]
    ) -> DecodeOutcome {
        switch topics.meaning(of: topic, broker: broker) {
        case .unmapped:
            strays.unmapped += 1
            return DecodeOutcome(disposition: .unmapped)
        case .unknownDevice(let name):
            strays.unknownDevice += 1
            return DecodeOutcome(disposition: .unknownDevice(name))
        case .route(let route, let device):
            let route = routes[route]
            // A session leaves to the other one what that one has subscribed to (`SessionPlan`), so whatever comes
            // counts: of a topic that was made urgent a moment ago, or while we were away, there is no other copy.
            if route.urgent, !urgent { strays.otherSession += 1 }
            gathering.begin(device, arrival: receivedAt, draining: draining, retained: retained)
            frameStreams.begin()
            return read(route, device, payload, &readings)
        }
    }

    private mutating func read(
        _ route: CompiledRoute, _ device: DeviceIndex, _ payload: UnsafeRawBufferPointer,
        _ readings: inout [Reading]
    ) -> DecodeOutcome {
        if uplink != nil { uplink = nil }
        return conclude(route, device, payload, &readings) { decoder, readings in
            guard let identity = route.identity else { return decoder.walk(route, payload, &readings) }
            let clock = decoder.gathering.clocks[device.position]
            let malformation =
                decoder.walk(route, payload, &readings)
                ?? (identity.isAskedWithin ? nil : decoder.contradiction(identity))
            // Another device's time teaches this one's clock nothing.
            if case .identity? = malformation { decoder.gathering.clocks[device.position] = clock }
            return malformation
        }
    }

    /// Makes one outcome of what a codec took and what it refused.
    @inline(__always)
    mutating func conclude(
        _ route: CompiledRoute, _ device: DeviceIndex, _ payload: UnsafeRawBufferPointer,
        _ readings: inout [Reading],
        _ walk: (inout PayloadDecoder, inout [Reading]) -> RejectionReason.Malformation?
    ) -> DecodeOutcome {
        let start = readings.count
        if let malformation = walk(&self, &readings) {
            readings.removeLast(readings.count - start)
            let rejection = Rejection(reason: .malformed(malformation))
            record(rejection, route, payload)
            return DecodeOutcome(disposition: .malformed, device: device, rejections: [rejection])
        }
        var outcome = DecodeOutcome(disposition: .decoded, device: device, readings: readings.count - start)
        if !gathering.rejections.isEmpty {
            outcome.rejections = gathering.rejections
            for rejection in outcome.rejections { record(rejection, route, payload) }
        }
        if !gathering.strangers.isEmpty { outcome.strangers = gathering.strangers }
        if uplink != nil { outcome.disposition = .deferred }
        return outcome
    }

    /// Lets the route's codec read the payload.
    /// - Returns: what is wrong with it as a whole; then nothing of it counts.
    mutating func walk(
        _ route: CompiledRoute, _ payload: UnsafeRawBufferPointer, _ readings: inout [Reading]
    ) -> RejectionReason.Malformation? {
        switch route.reader {
        case .json(let plan):
            if let malformation = extractor.extract(plan, payload) { return malformation }
            openMessage(route)
        case .text:
            if let malformation = extractor.readBare(payload.withoutEnd) { return malformation }
            gathering.open(time: .absent, found: gj_value())
        case .parts(let parts): return readParts(route, parts, payload, &readings)
        case .pairs(let reader): return readPairs(route, reader, payload.withoutEnd, &readings)
        case .pattern(let reader): return readGroups(route, reader, payload.withoutEnd, &readings)
        case .csv(let reader): return readCSV(route, reader, payload.withoutEnd, &readings)
        case .senml(let reader): return readSenML(reader, payload, &readings)
        case .ocpp(let reader): return readOCPP(reader, payload, &readings)
        case .binary(let reader): return readBinary(reader, route, payload, &readings)
        case .gb26875(let reader): return readFrames(reader, payload, &readings)
        case .lorawan(let reader): return readUplink(reader, route, payload, &readings)
        }
        gathering.take(route.fields, from: extractor.results, into: &readings)
        return nil
    }

    /// Opens the message at the time that its codec left in the route's time slot.
    mutating func openMessage(_ route: CompiledRoute) {
        let results = extractor.results
        guard let reader = route.time else { return gathering.open(time: .absent, found: gj_value()) }
        let slot = reader.slot(in: results, first: route.timeSlot)
        let finding = reader.read(results[slot], arrival: gathering.arrival)
        gathering.open(time: finding, found: results[slot])
    }

    mutating func record(
        _ rejection: Rejection, _ route: CompiledRoute, _ payload: UnsafeRawBufferPointer
    ) {
        guard let mask = route.mask else {
            return tally.record(
                rejection, profile: route.profile, device: gathering.parent, at: gathering.arrival,
                payload: payload)
        }
        mask.masked(payload).withUnsafeBytes {
            tally.record(
                rejection, profile: route.profile, device: gathering.parent, at: gathering.arrival,
                payload: $0)
        }
    }
}
