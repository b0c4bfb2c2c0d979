import Facility

/// Adds up what was not seen or not told: clipped to the period and to when the store was read, and without counting
/// one subject twice where its spans overlap.
struct DarkTimes {
    private let spans: [DarkSpan]

    init(_ period: Period, _ material: PaperMaterial) {
        let until = min(period.until, material.readAt)
        spans = (material.spans + Self.shelved(material)).compactMap { span in
            var span = span
            span.from = max(span.from, period.from)
            span.until = min(span.until, until)
            return span.from < span.until ? span : nil
        }
    }

    /// - Parameter facility: nil: of all.
    /// - Returns: every kind, also with nothing.
    func hours(_ facility: String?) -> [DarkSpan.Kind: Interval] {
        var sums = Dictionary(uniqueKeysWithValues: DarkSpan.Kind.allCases.map { ($0, Interval.zero) })
        let mine = spans.filter { facility == nil || $0.facility == nil || $0.facility == facility }
        for (key, group) in Dictionary(grouping: mine, by: { Key(kind: $0.kind, subject: $0.subject) }) {
            sums[key.kind, default: .zero] = sums[key.kind, default: .zero] + Self.union(group)
        }
        return sums
    }

    private struct Key: Hashable {
        var kind: DarkSpan.Kind
        var subject: String
    }

    private static func union(_ spans: [DarkSpan]) -> Interval {
        var sum = Interval.zero
        var end = Timestamp.distantPast
        for span in spans.sorted(by: { $0.from < $1.from }) where span.until > end {
            sum = sum + (span.until - max(span.from, end))
            end = span.until
        }
        return sum
    }

    /// An incident set aside, from a person's word to the time he gave, to his next one, or to its end.
    private static func shelved(_ material: PaperMaterial) -> [DarkSpan] {
        material.cases.filter(\.isCounted).flatMap { found -> [DarkSpan] in
            var spans: [DarkSpan] = []
            for transition in found.transitions {
                guard case .shelved(let until) = transition.step else { continue }
                if let last = spans.indices.last {
                    spans[last].until = min(spans[last].until, transition.at)
                }
                spans.append(
                    DarkSpan(
                        kind: .shelved, facility: material.facility(of: found.incident),
                        subject: found.incident.id.description, from: transition.at,
                        until: min(until, found.incident.endedAt ?? until)))
            }
            return spans
        }
    }
}

extension Incident {
    var endedAt: Timestamp? {
        switch ended {
        case .cleared(_, let at), .quiet(let at), .refuted(let at), .withdrawn(_, let at): at
        case nil: nil
        }
    }
}
