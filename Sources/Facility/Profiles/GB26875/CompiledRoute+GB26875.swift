/// The route of a frame layout.
extension CompiledRoute {
    static func frames(
        _ layout: FrameLayout, _ route: TopicRoute, _ profile: Int, _ points: [Point]
    ) -> CompiledRoute {
        let reader = FrameReader(layout, points: points)
        return CompiledRoute(
            route, profile: profile, reader: .gb26875(reader), fields: [], slotCount: reader.slotCount)
    }
}

/// A frame layout as compiled: a slot for each field, which one object after the other fills.
final class FrameReader: Sendable {
    let layout: FrameLayout
    /// By position in `layout.fields`; the slot of each is its position.
    let fields: [FieldReader]
    /// Positions of the fields that tell of what has no device of its own.
    let unlisted: [Int]
    /// Finds the text that spells the bytes.
    let plan: JSONPlan?

    /// Bytes of text that the fields of one object can take: a long configuration, a description and a name.
    static let textBytes = 2_048

    init(_ layout: FrameLayout, points: [Point]) {
        self.layout = layout
        fields = layout.fields.enumerated().map { place, entry in
            FieldReader(entry.field, kind: points[entry.field.point.position].kind, slots: [place])
        }
        unlisted = layout.fields.indices.filter { layout.fields[$0].spot.isUnlisted }
        plan = layout.bytes.pointer.map { JSONPlan([($0, false)]) }
    }

    var slotCount: Int { max(1, fields.count, plan?.count ?? 0) }

    /// How the sheet names what an object tells of; empty: the transmission device itself.
    func channel(of object: GB26875.UnitObject) -> String {
        guard let system = object.system else { return "" }
        let name = "\(system.type.rawValue).\(system.address)"
        guard let component = object.component else { return name }
        return layout.zoneHalf == .low
            ? "\(name).\(component.lowHalf).\(component.highHalf)"
            : "\(name).\(component.highHalf).\(component.lowHalf)"
    }
}
