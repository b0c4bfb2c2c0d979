import Facility

/// What was seen of single devices: coverage, and for how long a lift was in service or the water inside its limits.
///
/// What is not known stands beside what is, and never in it: an hour without a word is no hour in service.
package struct MonitoredTimes: Sendable {
    /// Hours of the period that are over by the time the store was read.
    let length: Interval
    private let from: Timestamp
    private let until: Timestamp
    private let material: PaperMaterial
    /// Merged spans in which nobody saw the device.
    private let unseen: [String: [Stretch]]

    init(_ period: Period, _ material: PaperMaterial) {
        (from, until) = (period.from, max(period.from, min(period.until, material.readAt)))
        length = until - from
        self.material = material
        var unseen: [String: [Stretch]] = [:]
        let everywhere = Self.clipped(material.spans.filter { $0.kind == .blind }, from, until)
        let all = material.devices.keys
        for id in all { unseen[id] = everywhere }
        for span in material.spans where span.kind == .silent || span.kind == .disabled {
            guard let reach = span.reach else { continue }
            for (id, device) in material.devices where device.isWithin(reach, id: id) {
                unseen[id, default: []] += Self.clipped([span], from, until)
            }
        }
        for id in all where !material.heard.contains(id) { unseen[id] = [Stretch(from: from, until: until)] }
        self.unseen = unseen.mapValues(Self.merged)
    }

    /// A stretch of time, its end not included.
    private struct Stretch {
        var from: Timestamp
        var until: Timestamp
    }

    private static func clipped(_ spans: [DarkSpan], _ from: Timestamp, _ until: Timestamp) -> [Stretch] {
        spans.map { Stretch(from: max($0.from, from), until: min($0.until, until)) }
            .filter { $0.from < $0.until }
    }

    /// The same time in stretches that do not touch.
    private static func merged(_ stretches: [Stretch]) -> [Stretch] {
        var result: [Stretch] = []
        for stretch in stretches.sorted(by: { $0.from < $1.from }) {
            guard let last = result.indices.last, stretch.from <= result[last].until else {
                result.append(stretch)
                continue
            }
            result[last].until = max(result[last].until, stretch.until)
        }
        return result
    }

    private static func sum(_ stretches: [Stretch]) -> Interval {
        stretches.reduce(.zero) { $0 + ($1.until - $1.from) }
    }

    // MARK: Coverage

    /// How much of what should have been monitored was.
    package struct Coverage: Sendable, Equatable {
        package var devices = 0
        /// Have ever said anything.
        package var heard = 0
        /// Device hours of the period.
        package var due = Interval.zero
        /// Of them those in which the device was neither silent nor disabled and the gateway saw.
        package var seen = Interval.zero
    }

    /// - Parameter facility: nil: of all.
    func coverage(_ facility: String?) -> Coverage {
        var coverage = Coverage()
        for (id, device) in material.devices where facility == nil || device.facility == facility {
            coverage.devices += 1
            if material.heard.contains(id) { coverage.heard += 1 }
            coverage.due = coverage.due + length
            coverage.seen = coverage.seen + length.without(Self.sum(unseen[id] ?? []))
        }
        return coverage
    }

    // MARK: Service

    /// The parts of a period: they add up to it.
    package struct Parts: Sendable, Equatable {
        package var inside = Interval.zero
        package var outside = Interval.zero
        package var unknown = Interval.zero

        var known: Interval { inside + outside }

        mutating func add(_ other: Parts) {
            (inside, outside) = (inside + other.inside, outside + other.outside)
            unknown = unknown + other.unknown
        }
    }

    /// For how long a point read what it should, by its days.
    func parts(of id: String, _ point: PaperPoint) -> Parts {
        var parts = Parts()
        for day in material.days where day.device == id && day.point == point.name {
            parts.inside = parts.inside + day.inside
            parts.outside = parts.outside + day.outside
        }
        parts.unknown = max(.zero, length.without(parts.known))
        return parts
    }

    /// Moves of a day's hours those into "outside" in which somebody had declared the device out of service: many a lift
    /// goes on saying `normal` while it is taken apart.
    ///
    /// The store knows how long it said what on a day, not when. So the longer of the two counts, what was declared or what the
    /// device said itself; hours in which nobody saw it stay unknown.
    /// Worked example: `normal` all day, declared 8 to 20 h: 12 h out. `out_of_service` 14 to 15 h, declared 14 to 20 h: 6 h.
    private func declared(_ id: String, _ device: PaperDevice, _ point: PaperPoint) -> Parts {
        var parts = parts(of: id, point)
        let spans = material.spans.filter { span in
            span.kind == .disabled && span.reach.map { device.isWithin($0, id: id) } ?? false
        }
        guard !spans.isEmpty else { return parts }
        let gone = material.spans.filter { span in
            span.kind == .blind
                || span.kind == .silent && span.reach.map { device.isWithin($0, id: id) } ?? false
        }
        for day in material.days where day.device == id && day.point == point.name {
            let first = max(from, Period.moment(day.day, minutes: 0, material.zone))
            let last = min(until, Period.moment(day.day + 1, minutes: 0, material.zone))
            let unseen = Self.clipped(gone, first, last)
            let both = Self.sum(Self.merged(unseen + Self.clipped(spans, first, last)))
            let out = both.without(Self.sum(Self.merged(unseen)))
            let moved = max(.zero, min(out.without(day.outside), day.inside))
            parts.inside = parts.inside.without(moved)
            parts.outside = parts.outside + moved
        }
        return parts
    }

    /// For how long a device was in service: as it says itself and nobody has declared otherwise, else as far as it was
    /// heard and not declared out of service.
    func service(of id: String) -> Parts {
        guard let device = material.devices[id], material.heard.contains(id) else {
            return Parts(unknown: length)
        }
        if let point = device.points.first(where: { !$0.isNumber }) { return declared(id, device, point) }
        func spans(_ kind: DarkSpan.Kind) -> [DarkSpan] {
            material.spans.filter { span in
                guard span.kind == kind else { return false }
                return kind == .blind || span.reach.map { device.isWithin($0, id: id) } ?? false
            }
        }
        let blind = Self.merged(Self.clipped(spans(.blind) + spans(.silent), from, until))
        let both = Self.merged(blind + Self.clipped(spans(.disabled), from, until))
        let (unknown, dark) = (Self.sum(blind), Self.sum(both))
        return Parts(inside: length.without(dark), outside: dark.without(unknown), unknown: unknown)
    }
}

extension Interval {
    fileprivate func without(_ part: Interval) -> Interval {
        Interval(milliseconds: milliseconds - part.milliseconds)
    }
}

extension PaperDevice {
    /// Whether a part of the site has the device in it.
    /// - Parameter id: its own.
    func isWithin(_ reach: Reach, id: String) -> Bool {
        switch reach {
        case .site: true
        case .facility(let word): facility == word
        case .building(let name): place.building == name
        case .zone(let name): zone == name
        case .device(let other): other == id
        }
    }
}
