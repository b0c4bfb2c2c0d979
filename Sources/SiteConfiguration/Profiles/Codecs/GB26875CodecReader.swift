import Facility

/// Reads what a topic of codec `gb26875` says: where the frames' bytes are, how addresses and times are meant, and
/// which spots of the objects become which points.
///
/// ```yaml
/// codec: gb26875
/// bytes: {hex: /data}        # raw by itself
/// address: zone_low          # which half of a component's address is the zone; the channel is then
///                            # <system type>.<system address>.<zone>.<number>
/// time_zone: Asia/Shanghai   # of the devices' clocks; this one by itself
/// dialect: standard          # or fubei_2024
/// points:
///   smoke.alarm: {at: state.fire, components: [40-44, 51]}
///   detector.fault: state.fault
/// ```
struct GB26875CodecReader {
    let vocabulary: Vocabulary

    /// The zone of the standard's country.
    private static let usualZone = "Asia/Shanghai"

    /// Reads the codec's keys of a topic; the caller finishes the section.
    func read(_ section: Section) -> FrameLayout {
        let bytes = PayloadBytesReader.read(section)
        let half = section.optional("address")?.choice(FrameLayout.ZoneHalf.allCases) ?? .low
        let dialect = section.optional("dialect")?.choice(FrameLayout.Dialect.allCases) ?? .standard
        let zone =
            section.optional("time_zone").map(TimeZoneReader.read)
            ?? TimeZoneReader.rules(named: Self.usualZone)
        var fields: [FrameField] = []
        if let points = section.required("points"), let entries = points.section()?.all() {
            if entries.isEmpty { points.error(.form(.emptyList)) }
            fields = entries.flatMap { readPoint($0, at: $1, $2) }
        }
        return FrameLayout(
            bytes: bytes, zoneHalf: half, dialect: dialect,
            timeZone: zone ?? ZoneRules(initialOffset: 8 * 3_600), fields: fields)
    }

    /// One field or, since a point may come from several kinds of component, a list of them.
    private func readPoint(_ name: String, at place: SourcePlace, _ value: YAMLValue) -> [FrameField] {
        guard let index = vocabulary.indices[name], let point = vocabulary.points[name] else {
            value.log.error(
                .profile(.unknownPoint(name, facility: vocabulary.kind.id)), at: place,
                help: .nearest(to: name, among: vocabulary.names))
            return []
        }
        let items = value.kind == .list ? value.list() ?? [] : [value]
        if items.isEmpty { value.error(.form(.emptyList)) }
        return items.compactMap { readField($0, index, point) }
    }

    private func readField(_ value: YAMLValue, _ index: PointIndex, _ point: Point) -> FrameField? {
        if value.kind == .text {
            return readSpot(value).flatMap { spot in
                conversion(of: spot, to: point, at: value).map {
                    FrameField(
                        field: Field(point: index, at: spot.name, conversion: $0)
                            .personal(point.isPersonal), spot: spot)
                }
            }
        }
        guard let section = value.section() else { return nil }
        let at = section.required("at")
        let spot = at.flatMap(readSpot)
        let components = section.optional("components").map(readTypes) ?? []
        let systems = section.optional("systems").map(readTypes) ?? []
        let hasUnit = section.has("unit")
        let reader = FieldReaderForPoints(vocabulary: vocabulary, isText: false)
        let read = reader.read(section, index, point, pointers: spot.map { [$0.name] })
        guard let spot, let at, var field = read else { return nil }
        if !hasUnit {
            // The standard says the unit of its own quantities.
            guard let known = conversion(of: spot, to: point, at: at) else { return nil }
            field.conversion = known.applied(after: field.conversion)
        }
        return FrameField(field: field, spot: spot, components: components, systems: systems)
    }

    private func readSpot(_ value: YAMLValue) -> GB26875.Spot? {
        guard let name = value.word() else { return nil }
        if let spot = GB26875.Spot(name) { return spot }
        value.error(.form(.notAChoice(name)), help: .nearest(to: name, among: GB26875.Spot.names))
        return nil
    }

    /// From the standard's unit to the point's; nil when there is no way, which is then in the log.
    private func conversion(
        of spot: GB26875.Spot, to point: Point, at value: YAMLValue
    ) -> LinearConversion? {
        guard let unit = spot.unit, let target = point.unit else { return .identity }
        if let conversion = Units.conversion(from: unit, to: target) { return conversion }
        if Units.isKnown(target) {
            value.error(.profile(.notConvertible(from: unit, to: target)), help: .writeInUnit(target))
        }
        return nil
    }

    /// `40`, `40-44`, or a list of such.
    private func readTypes(_ value: YAMLValue) -> [ClosedRange<UInt8>] {
        (value.oneOrMore() ?? []).compactMap { item in
            if item.kind == .number { return item.integer(in: 0...255).map { UInt8($0)...UInt8($0) } }
            guard let text = item.word() else { return nil }
            let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { UInt8($0) }
            guard ends.count == 2, let first = ends[0], let last = ends[1], first <= last else {
                item.error(.form(.notAChoice(text)), help: .known(["40", "40-44"]))
                return nil
            }
            return first...last
        }
    }
}
