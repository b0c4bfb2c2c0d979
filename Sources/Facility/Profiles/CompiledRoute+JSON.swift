extension CompiledRoute {
    /// A route whose documents speak for channels or records; plain ones are read without all this.
    static func parts(
        _ layout: JSONRecords, _ route: TopicRoute, _ profile: Int, _ points: [Point]
    ) -> CompiledRoute {
        var compiler = PartsCompiler(route: route, points: points)
        let hasRecords = layout.each != nil || layout.named != nil
        let parts = hasRecords ? compiler.records(layout) : compiler.channels(layout)
        return CompiledRoute(
            route, profile: profile, reader: .parts(parts), fields: compiler.fields, time: compiler.time,
            timeSlot: compiler.timeSlot, slotCount: parts.slotCount)
    }
}

/// Sorts a route's pointers into those of the device and those below each member of some container.
private struct PartsCompiler {
    let route: TopicRoute
    let points: [Point]
    /// Of the device itself.
    private(set) var fields: [FieldReader] = []
    private(set) var time: TimeReader?
    private(set) var timeSlot = 0

    init(route: TopicRoute, points: [Point]) {
        self.route = route
        self.points = points
    }

    /// Pointers for one plan and what becomes of their slots.
    private struct Wanted {
        var pointers: [(pointer: String, wantsNumber: Bool)] = []

        mutating func add(_ pointer: String, number: Bool = false) -> Int {
            pointers.append((pointer, number))
            return pointers.count - 1
        }
    }

    private func wantsNumber(_ field: Field) -> Bool { points[field.point.position].unit != nil }

    private func reader(_ field: Field, _ positions: [Int], _ plan: JSONPlan) -> FieldReader? {
        let slots = positions.compactMap { plan.slots[$0] }
        guard !slots.isEmpty else { return nil }
        return FieldReader(field, kind: points[field.point.position].kind, slots: slots)
    }

    private var timePlaces: [String] { route.time.map { [$0.at] + $0.otherwise } ?? [] }

    private func timeReader(_ positions: [Int], _ plan: JSONPlan) -> (TimeReader, Int)? {
        let slots = positions.compactMap { plan.slots[$0] }
        guard let rule = route.time, let first = slots.first else { return nil }
        return (TimeReader(rule, otherSlots: Array(slots.dropFirst())), first)
    }

    private func envelope(_ layout: JSONRecords) -> (plan: JSONPlan?, time: (TimeReader, Int)?) {
        guard let within = layout.within else { return (nil, nil) }
        var wanted = Wanted()
        _ = wanted.add(within)
        let places = timePlaces.map { wanted.add($0, number: route.time?.isNumeric ?? false) }
        let plan = JSONPlan(wanted.pointers)
        return (plan, timeReader(places, plan))
    }

    /// Fields with `{channel}` in their pointers, or a document within a text.
    mutating func channels(_ layout: JSONRecords) -> JSONParts {
        var wanted = Wanted()
        var plain: [(field: Field, positions: [Int], hasChannels: Bool)] = []
        var groups: [(split: JSONParts.Split, slot: Int, fields: [(Field, String)])] = []
        for field in route.fields {
            let pointers = [field.at] + field.otherwise
            let splits = pointers.compactMap(JSONParts.Split.init)
            let own = pointers.filter { JSONParts.Split($0) == nil }
            let positions = own.map { wanted.add($0, number: wantsNumber(field)) }
            if !own.isEmpty { plain.append((field, positions, !splits.isEmpty)) }
            for split in splits {
                let place = groups.firstIndex {
                    $0.split.container == split.container && $0.split.before == split.before
                        && $0.split.after == split.after
                }
                if let place {
                    groups[place].fields.append((field, split.rest))
                } else {
                    groups.append((split, wanted.add(split.container), [(field, split.rest)]))
                }
            }
        }
        let places = timePlaces.map { wanted.add($0, number: route.time?.isNumeric ?? false) }
        let plan = JSONPlan(wanted.pointers)
        if let (reader, slot) = timeReader(places, plan) { (time, timeSlot) = (reader, slot) }
        fields = plain.compactMap { reader($0.field, $0.positions, plan) }
        let shared = plain.filter(\.hasChannels).flatMap(\.positions).compactMap { plan.slots[$0] }
        let containers: [JSONParts.Container] = groups.compactMap { group in
            guard let slot = plan.slots[group.slot] else { return nil }
            let below = JSONPlan(group.fields.map { ($0.1, wantsNumber($0.0)) })
            let readers = group.fields.indices.compactMap { reader(group.fields[$0].0, [$0], below) }
            return JSONParts.Container(
                slot: slot, before: Array(group.split.before.utf8), after: Array(group.split.after.utf8),
                plan: below, fields: readers, channelSlot: nil, time: nil, hasChannels: true)
        }
        let (envelope, envelopeTime) = envelope(layout)
        return JSONParts(
            envelope: envelope, envelopeTime: envelopeTime, plan: plan, containers: containers,
            shared: shared, channelFrom: layout.channelFrom)
    }

    /// Every pointer is sought within each record; the time also in the document around them.
    mutating func records(_ layout: JSONRecords) -> JSONParts {
        var outer = Wanted()
        let container = outer.add(layout.each ?? "")
        let outerPlaces = timePlaces.map { outer.add($0, number: route.time?.isNumeric ?? false) }
        let plan = JSONPlan(outer.pointers)
        if let (reader, slot) = timeReader(outerPlaces, plan) { (time, timeSlot) = (reader, slot) }
        var wanted = Wanted()
        // Of records that name what they carry all fields lie at one place, and each name is an entry.
        let entries = route.fields.flatMap { field -> [(field: Field, name: String, positions: [Int])] in
            let places = [field.at] + field.otherwise
            guard let named = layout.named else {
                return [(field, "", places.map { wanted.add($0, number: wantsNumber(field)) })]
            }
            return places.map { (field, $0, [wanted.add(named.value, number: true)]) }
        }
        let name = layout.named.map { wanted.add($0.name) }
        let places = timePlaces.map { wanted.add($0, number: route.time?.isNumeric ?? false) }
        let byKey = layout.channel == ""
        let channel = layout.channel.flatMap { byKey ? nil : wanted.add($0) }
        let below = JSONPlan(wanted.pointers)
        let readers = entries.compactMap { entry in
            reader(entry.field, entry.positions, below).map { (name: entry.name, reader: $0) }
        }
        let containers = plan.slots[container].map { slot in
            JSONParts.Container(
                slot: slot, before: [], after: [], plan: below, fields: readers.map(\.reader),
                channelSlot: channel.flatMap { below.slots[$0] },
                time: layout.each == nil ? nil : timeReader(places, below).map { (reader: $0.0, slot: $0.1) },
                hasChannels: layout.channel != nil,
                named: name.flatMap { below.slots[$0] }.map { ($0, readers.map { Array($0.name.utf8) }) },
                isMember: layout.each == nil)
        }
        let (envelope, envelopeTime) = envelope(layout)
        return JSONParts(
            envelope: envelope, envelopeTime: envelopeTime, plan: plan,
            containers: containers.map { [$0] } ?? [], shared: [], channelFrom: layout.channelFrom)
    }
}

extension Field {
    /// Whether it is sought below each channel.
    var namesChannels: Bool {
        ([at] + otherwise).contains { $0.contains(JSONParts.placeholder) }
    }
}
