/// The route of a binary layout: its fields live in the reader, by part.
extension CompiledRoute {
    static func binary(
        _ layout: BinaryLayout, _ route: TopicRoute, _ profile: Int, _ points: [Point]
    ) -> CompiledRoute {
        let reader = BinaryReader(layout, points: points)
        return CompiledRoute(
            route, profile: profile, reader: .binary(reader), fields: [], slotCount: reader.slotCount,
            identity: IdentityCheck(ofBytes: route.identity, base: reader.slotCount))
    }

    /// Bytes of text that reading one part of a message can take.
    var textBytes: Int {
        switch reader {
        case .binary(let reader): max(reader.textBytes, identity?.textBytes ?? 0)
        case .gb26875: FrameReader.textBytes
        default: 0
        }
    }
}
