/// The route of a binary layout: its fields live in the reader, by part.
extension CompiledRoute {
    static func binary(
        _ layout: BinaryLayout, _ route: TopicRoute, _ profile: Int, _ points: [Point]
    ) -> CompiledRoute {
        let reader = BinaryReader(layout, points: points)
        return CompiledRoute(
            route, profile: profile, reader: .binary(reader), fields: [], slotCount: reader.slotCount)
    }

    /// Bytes of text that reading one part of a message can take.
    var textBytes: Int {
        switch reader {
        case .binary(let reader): reader.textBytes
        case .gb26875: FrameReader.textBytes
        default: 0
        }
    }
}
