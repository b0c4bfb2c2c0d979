/// A route with everything it needs, compiled when the profiles are loaded. A class, so that using one counts one
/// reference instead of one for each table in it.
final class CompiledRoute: Sendable {
    /// What the codec needs beside the fields. Indirect: asking which one it is copies one reference, and not the
    /// largest of them.
    indirect enum Reader: Sendable {
        /// One walk of a JSON document fetches every field's value into its slot.
        case json(JSONPlan)
        /// The same, with walks below each channel or record.
        case parts(JSONParts)
        case pairs(PairsReader)
        case pattern(GroupReader)
        case csv(CSVReader)
        case senml(SenMLReader)
        case ocpp(OCPPReader)
        /// The whole payload is the one value.
        case text
        /// Flat lists of operations over the bytes.
        case binary(BinaryReader)
        /// Frame by frame and object by object.
        case gb26875(FrameReader)
        /// The envelope now, what the maker's codec makes of the frame later.
        case lorawan(LoRaWANReader)
    }

    let profile: Int
    let urgent: Bool
    let reader: Reader
    /// Of the device itself; a codec with channels keeps their fields in its reader.
    let fields: [FieldReader]
    let time: TimeReader?
    /// Where the codec leaves the time's value.
    let timeSlot: Int
    /// Results the codec fills.
    let slotCount: Int
    /// nil: its payloads say nothing of whose they are.
    let identity: IdentityCheck?
    /// nil: its payloads may be kept as they are.
    let mask: PayloadMask?

    init(
        _ route: TopicRoute, profile: Int, reader: Reader, fields: [FieldReader], time: TimeReader? = nil,
        timeSlot: Int = 0, slotCount: Int = 1, identity: IdentityCheck? = nil
    ) {
        self.profile = profile
        urgent = route.urgent
        self.reader = reader
        self.fields = fields
        self.time = time
        self.timeSlot = timeSlot
        let own = identity ?? IdentityCheck(walking: route.identity)
        self.identity = own
        mask = PayloadMask(of: route)
        self.slotCount = max(slotCount, own?.slotCount ?? 0)
    }

    /// - Parameters:
    ///   - profile: position in `Site.profiles`.
    ///   - points: `Site.points`.
    static func compile(_ route: TopicRoute, profile: Int, points: [Point]) -> CompiledRoute {
        switch route.codec {
        case .json:
            route.fields.contains(where: \.namesChannels)
                ? parts(JSONRecords(), route, profile, points) : json(route, profile, points)
        case .records(let layout): parts(layout, route, profile, points)
        case .pairs(let layout): named(route, profile, points) { .pairs(PairsReader(layout, $0)) }
        case .pattern(let layout): named(route, profile, points) { .pattern(GroupReader(layout, $0)) }
        case .csv(let layout): named(route, profile, points) { .csv(CSVReader(layout, &$0)) }
        case .senml:
            CompiledRoute(route, profile: profile, reader: .senml(SenMLReader(route, points)), fields: [])
        case .ocpp(let layout):
            CompiledRoute(
                route, profile: profile, reader: .ocpp(OCPPReader(layout, route, points)), fields: [],
                slotCount: 2)
        case .binary(let layout): binary(layout, route, profile, points)
        case .gb26875(let layout): frames(layout, route, profile, points)
        case .lorawan(let layout): lorawan(layout, route, profile, points)
        case .text:
            CompiledRoute(
                route, profile: profile, reader: .text,
                fields: route.fields.map {
                    FieldReader($0, kind: points[$0.point.position].kind, slots: [0])
                })
        }
    }

    /// A field whose pointers are not JSON Pointers reads nothing: the loader has said so.
    private static func json(_ route: TopicRoute, _ profile: Int, _ points: [Point]) -> CompiledRoute {
        var pointers = route.fields.flatMap { field in
            let isNumber = points[field.point.position].unit != nil
            return ([field.at] + field.otherwise).map { (pointer: $0, wantsNumber: isNumber) }
        }
        for place in [route.time?.at ?? ""] + (route.time?.otherwise ?? []) {
            pointers.append((place, route.time?.isNumeric ?? false))
        }
        for claim in route.identity { pointers.append((claim.at, false)) }
        let plan = JSONPlan(pointers)
        var slots = plan.slots[...]
        var fields: [FieldReader] = []
        for field in route.fields {
            let own = slots.prefix(1 + field.otherwise.count).compactMap { $0 }
            slots = slots.dropFirst(1 + field.otherwise.count)
            guard !own.isEmpty else { continue }
            fields.append(FieldReader(field, kind: points[field.point.position].kind, slots: own))
        }
        let claims = slots.suffix(route.identity.count)
        slots = slots.dropLast(claims.count)
        let timeSlot = slots.first ?? nil
        return CompiledRoute(
            route, profile: profile, reader: .json(plan), fields: fields,
            time: timeSlot == nil
                ? nil
                : route.time.map { TimeReader($0, otherSlots: slots.dropFirst().compactMap { $0 }) },
            timeSlot: timeSlot ?? 0,
            slotCount: plan.count, identity: IdentityCheck(route.identity, slots: claims))
    }
}
