/// Finds what a number of losses have in common: times and possible causes go in, groups come out.
///
/// Of the causes that explain at least `atLeast` devices, that which explains most; of equals the nearest. A cause is refuted
/// by devices it should have silenced too and that were heard since: as many of those as of the silent, and it is none.
/// Worked example: 40 devices behind switch SW1 of building 3 fall silent, 160 others of the building speak on: SW1
/// (40 silent, 0 speak), not the building (40 silent, 160 speak). If all 200 are silent, the building.
struct StormChoice {
    /// A device that is gone and not explained yet.
    struct Candidate: Equatable {
        /// Number of its incident.
        var incident: Int64
        var device: Int32
        /// When its loss began at the earliest: last heard, or by its own word. Milliseconds.
        var began: Int64
        /// How far from another's beginning that may lie.
        var window: Int64
        /// What can have caused it, with `StormCause.rank`.
        var causes: [StormCause: Int]
    }

    struct Group: Equatable {
        var cause: StormCause
        /// Ascending.
        var incidents: [Int64]
    }

    var atLeast: Int
    /// How many devices that a cause should have silenced were heard since the losses of a group began.
    let speaking: (StormCause, [Candidate]) -> Int

    /// Groups, the one that explains most first; what belongs to none is left out.
    func groups(of candidates: [Candidate]) -> [Group] {
        var left = candidates
        var groups: [Group] = []
        while let best = best(of: left) {
            groups.append(
                Group(cause: best.cause, incidents: best.members.map(\.incident).sorted()))
            let taken = Set(best.members.map(\.incident))
            left.removeAll { taken.contains($0.incident) }
        }
        return groups
    }

    private struct Option {
        var cause: StormCause
        var members: [Candidate]
        var devices: Int
        var rank: Int

        /// Explains more; of equals, nearer; of equals, by name, so that it is the same on every run.
        func isBetter(than other: Option) -> Bool {
            if devices != other.devices { return devices > other.devices }
            if rank != other.rank { return rank < other.rank }
            return cause.text < other.cause.text
        }
    }

    private func best(of candidates: [Candidate]) -> Option? {
        var byCause: [StormCause: [Candidate]] = [:]
        for candidate in candidates {
            for cause in candidate.causes.keys { byCause[cause, default: []].append(candidate) }
        }
        var best: Option?
        for (cause, all) in byCause where all.count >= atLeast {
            let members = Self.together(all)
            let devices = Set(members.map(\.device)).count
            guard devices >= atLeast else { continue }
            let option = Option(
                cause: cause, members: members, devices: devices,
                rank: members.map { $0.causes[cause] ?? 0 }.max() ?? 0)
            if let best, !option.isBetter(than: best) { continue }
            guard speaking(cause, members) < devices else { continue }
            best = option
        }
        return best
    }

    /// The most of them whose beginnings lie together.
    private static func together(_ candidates: [Candidate]) -> [Candidate] {
        let sorted = candidates.sorted { ($0.began, $0.incident) < ($1.began, $1.incident) }
        var best = 0..<0
        var first = 0
        for last in sorted.indices {
            while sorted[last].began - sorted[first].began
                > max(sorted[first].window, sorted[last].window)
            {
                first += 1
            }
            if last + 1 - first > best.count { best = first..<last + 1 }
        }
        return Array(sorted[best])
    }
}
