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
    private let plan: WindowPlan
    private var tracks: ContiguousArray<WindowTrack>
    private var recents: ContiguousArray<RecentReadings>

    /// - Parameter specs: in the order in which `value(_:at:)` names them. A function that needs a duration and
    ///   has none above zero is always unknown; saying so is for the loader.
    package init(_ specs: [WindowSpec]) {
        plan = WindowPlan(specs)
        tracks = ContiguousArray(plan.tracks.map { WindowTrack(duration: $0.duration, needs: $0.needs) })
        recents = ContiguousArray(repeating: RecentReadings(), count: plan.recents.count)
    }

    /// Number of windows.
    package var count: Int { plan.calls.count }

    /// Whether some window looks at the point.
    package func watches(_ point: PointIndex) -> Bool {
        plan.tracks.contains { $0.point == point } || plan.recents.contains(point)
    }

    /// Takes one reading. Late ones find their place, duplicates and values that say nothing (unknown, null) are
    /// ignored; so are points that no window looks at.
    package mutating func add(point: PointIndex, value: Value, observedAt: Timestamp) {
        guard let sample = WindowSample(value) else { return }
        for track in tracks.indices where plan.tracks[track].point == point {
            tracks[track].add(sample, at: observedAt.milliseconds)
        }
        for recent in recents.indices where plan.recents[recent] == point {
            recents[recent].add(value, at: observedAt)
        }
    }

    /// Takes over what a set of the same windows has seen, as after a reload that changed the table of points.
    mutating func takeReadings(of other: inout WindowSet) {
        swap(&tracks, &other.tracks)
        swap(&recents, &other.recents)
    }

    /// Forgets what a point said: to be called when it turns stale or is reloaded, since nobody knows what it did
    /// meanwhile. Its windows are unknown until they have filled again.
    package mutating func forget(_ point: PointIndex) {
        for track in tracks.indices where plan.tracks[track].point == point { tracks[track].removeAll() }
        for recent in recents.indices where plan.recents[recent] == point {
            recents[recent] = RecentReadings()
        }
    }

    /// The value of one window.
    /// - Parameters:
    ///   - index: position in the specs the set was made of.
    ///   - now: by the device's time; a time before the newest reading counts as that reading's.
    /// - Returns: a double, an int, a duration, for `previous` whatever the point is; `unknown` when the readings
    ///   do not suffice.
    package func value(_ index: Int, at now: Timestamp) -> Value {
        let call = plan.calls[index]
        switch call.place {
        case .nowhere: return .unknown
        case .recent(let recent): return call.spec.value(recents[recent], at: recents[recent].time(at: now))
        case .track(let position):
            return ask(position) { track in call.spec.value(track, track.edge(at: track.time(at: now))) }
        }
    }

    /// The next time at which some window could have another value although no reading comes: a cell leaves, a
    /// window has filled, an age has grown. nil: time alone changes nothing.
    package func nextChange(after time: Timestamp) -> Timestamp? {
        var earliest = Timestamp.distantFuture
        for index in plan.calls.indices {
            let call = plan.calls[index]
            let next: Timestamp? =
                switch call.place {
                case .nowhere: nil
                case .recent(let recent):
                    call.spec.nextChange(recents[recent], at: recents[recent].time(at: time))
                case .track(let position):
                    ask(position) { track in
                        call.spec.nextChange(track, track.edge(at: track.time(at: time)))
                    }
                }
            if let next { earliest = Swift.min(earliest, Swift.max(next, time + .milliseconds(1))) }
        }
        return earliest == .distantFuture ? nil : earliest
    }

    /// In its place: a track taken out of the array is copied, and its arrays are counted.
    @inline(__always)
    private func ask<Answer>(_ position: Int, _ question: (borrowing WindowTrack) -> Answer) -> Answer {
        tracks.withUnsafeBufferPointer { tracks in
            guard let first = tracks.baseAddress else { preconditionFailure("a call without a track") }
            return question((first + position).pointee)
        }
    }
}
