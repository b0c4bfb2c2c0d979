import Expressions

/// What one device has lately said, as far as its hazards look back: every window function of every hazard of the
/// device, over one store of readings per point and duration.
///
/// Everything runs by the device's time (`Reading.observedAt`): after an outage a backlog arrives within
/// milliseconds, and judged by arrival every second quiet window would look like a fire. After a restart the
/// same readings from the journal, added again, rebuild it exactly. Memory is bounded (see `WindowTrack`).
///
/// A set without readings is cheap to copy: make one per profile and hand every device a copy.
package struct WindowSet: Sendable {
    private struct Binding: Sendable {
        var spec: WindowSpec
        /// Position in `points`.
        var point: Int
        /// Position in `tracks`; nil for functions that look at the newest readings only.
        var track: Int?
    }

    private struct PointState: Sendable {
        var point: PointIndex
        var recent = RecentReadings()
    }

    private var bindings: [Binding]
    private var points: [PointState]
    private var tracks: [WindowTrack]
    /// Position in `points`, one per track.
    private let trackPoints: [Int]

    /// - Parameter specs: in the order in which `value(_:at:)` names them. A function that needs a duration and
    ///   has none above zero is always unknown; saying so is for the loader.
    package init(_ specs: [WindowSpec]) {
        var points: [PointState] = []
        var tracks: [(point: Int, duration: Int64, needs: WindowTotals.Needs)] = []
        bindings = specs.map { spec in
            let point = points.firstIndex { $0.point == spec.point } ?? points.count
            if point == points.count { points.append(PointState(point: spec.point)) }
            guard spec.function.takesDuration, spec.duration > .zero else {
                return Binding(spec: spec, point: point, track: nil)
            }
            let length = spec.duration.milliseconds
            let track = tracks.firstIndex { $0.duration == length && $0.point == point } ?? tracks.count
            if track == tracks.count { tracks.append((point, length, [])) }
            tracks[track].needs.formUnion(spec.function.needs)
            return Binding(spec: spec, point: point, track: track)
        }
        self.points = points
        self.tracks = tracks.map { WindowTrack(duration: $0.duration, needs: $0.needs) }
        trackPoints = tracks.map(\.point)
    }

    /// Number of windows.
    package var count: Int { bindings.count }

    /// Whether some window looks at the point.
    package func watches(_ point: PointIndex) -> Bool {
        points.contains { $0.point == point }
    }

    /// Takes one reading. Late ones find their place, duplicates and values that say nothing (unknown, null) are
    /// ignored; so are points that no window looks at.
    package mutating func add(point: PointIndex, value: Value, observedAt: Timestamp) {
        guard let position = points.firstIndex(where: { $0.point == point }),
            let sample = WindowSample(value)
        else { return }
        points[position].recent.add(value, at: observedAt)
        for track in tracks.indices where trackPoints[track] == position {
            tracks[track].add(sample, at: observedAt.milliseconds)
        }
    }

    /// Calls its points by other positions, as after a reload that changed the table of points.
    mutating func rename(_ newIndex: (PointIndex) -> PointIndex) {
        for position in points.indices { points[position].point = newIndex(points[position].point) }
        for position in bindings.indices {
            bindings[position].spec.point = newIndex(bindings[position].spec.point)
        }
    }

    /// Forgets what a point said: to be called when it turns stale or is reloaded, since nobody knows what it did
    /// meanwhile. Its windows are unknown until they have filled again.
    package mutating func forget(_ point: PointIndex) {
        guard let position = points.firstIndex(where: { $0.point == point }) else { return }
        points[position].recent = RecentReadings()
        for track in tracks.indices where trackPoints[track] == position { tracks[track].removeAll() }
    }

    /// The value of one window.
    /// - Parameters:
    ///   - index: position in the specs the set was made of.
    ///   - now: by the device's time; a time before the newest reading counts as that reading's.
    /// - Returns: a double, an int, a duration, for `previous` whatever the point is; `unknown` when the readings
    ///   do not suffice.
    package func value(_ index: Int, at now: Timestamp) -> Value {
        let binding = bindings[index]
        let now = time(of: binding, at: now)
        guard let track = binding.track else {
            return binding.spec.value(points[binding.point].recent, at: now)
        }
        return binding.spec.value(tracks[track], tracks[track].edge(at: now))
    }

    /// The next time at which some window could have another value although no reading comes: a cell leaves, a
    /// window has filled, an age has grown. nil: time alone changes nothing.
    package func nextChange(after time: Timestamp) -> Timestamp? {
        var earliest: Timestamp?
        for binding in bindings {
            guard let next = nextChange(of: binding, after: self.time(of: binding, at: time)) else {
                continue
            }
            let later = Swift.max(next, time + .milliseconds(1))
            earliest = Swift.min(earliest ?? later, later)
        }
        return earliest
    }

    private func nextChange(of binding: Binding, after now: Int64) -> Timestamp? {
        guard let track = binding.track else {
            return binding.spec.nextChange(points[binding.point].recent, at: now)
        }
        return binding.spec.nextChange(tracks[track], tracks[track].edge(at: now))
    }

    /// A time before the newest reading counts as that reading's.
    private func time(of binding: Binding, at now: Timestamp) -> Int64 {
        Swift.max(now.milliseconds, points[binding.point].recent.newest?.at.milliseconds ?? .min)
    }
}
