/// What the window sets of one profile's devices are made of: which calls share a track, and which points they watch.
/// Every device's set refers to the same one.
final class WindowPlan: Sendable {
    /// Where a call's value comes from.
    enum Place: Sendable {
        /// Position in the set's tracks.
        case track(Int)
        /// Position among the points whose newest readings are kept.
        case recent(Int)
        /// A function that needs a duration and has none.
        case nowhere
    }

    struct Call: Sendable {
        let spec: WindowSpec
        let place: Place
    }

    /// A point over a duration, in milliseconds.
    struct Track: Sendable {
        let point: PointIndex
        let duration: Int64
        var needs: WindowTotals.Needs
    }

    let calls: ContiguousArray<Call>
    let tracks: ContiguousArray<Track>
    /// Points whose newest two readings some call asks for.
    let recents: ContiguousArray<PointIndex>

    init(_ specs: [WindowSpec]) {
        var tracks: ContiguousArray<Track> = []
        var recents: ContiguousArray<PointIndex> = []
        var calls: ContiguousArray<Call> = []
        for spec in specs {
            let length = spec.duration.milliseconds
            guard spec.function.takesDuration else {
                let known = recents.firstIndex(of: spec.point)
                if known == nil { recents.append(spec.point) }
                calls.append(Call(spec: spec, place: .recent(known ?? recents.count - 1)))
                continue
            }
            guard length > 0 else {
                calls.append(Call(spec: spec, place: .nowhere))
                continue
            }
            let known = tracks.firstIndex { $0.duration == length && $0.point == spec.point }
            if known == nil { tracks.append(Track(point: spec.point, duration: length, needs: [])) }
            tracks[known ?? tracks.count - 1].needs.formUnion(spec.function.needs)
            calls.append(Call(spec: spec, place: .track(known ?? tracks.count - 1)))
        }
        self.calls = calls
        self.tracks = tracks
        self.recents = recents
    }
}
