import CSimdjson
import Expressions

/// A pattern with named groups, in RE2's syntax: `T=(?<t>-?\d+\.\d) H=(?<h>\d+)`.
package struct GroupLayout: Sendable, Equatable {
    package var pattern: String
    /// The group that names a channel; every match is then a part, where otherwise the first match is all.
    package static let channel = "channel"

    package init(pattern: String) {
        self.pattern = pattern
    }
}

/// Finds a pattern's groups in a text; linear in its length, whatever the pattern.
struct GroupReader: Sendable {
    /// nil when it is no pattern: the loader has said so, and every text is refused.
    let pattern: GroupPattern?
    /// Slot of each group, nil for one that nobody asked for.
    let slots: [Int?]
    let channel: Int?

    init(_ layout: GroupLayout, _ names: TextNames) {
        pattern = try? GroupPattern(layout.pattern)
        slots = (pattern?.names ?? []).map { name in names.names.firstIndex(of: Array(name.utf8)) }
        channel = pattern?.names.firstIndex(of: GroupLayout.channel)
    }
}

extension PayloadDecoder {
    mutating func readGroups(
        _ route: CompiledRoute, _ reader: GroupReader, _ payload: UnsafeRawBufferPointer,
        _ readings: inout [Reading]
    ) -> RejectionReason.Malformation? {
        if let misfit = misfit(ofText: payload) { return misfit }
        let text = payload.assumingMemoryBound(to: UInt8.self)
        guard let pattern = reader.pattern, text.count <= GroupPattern.textLimit else { return .noMatch }
        var groups: [Range<Int>?] = []
        guard var match = pattern.match(in: text, into: &groups) else { return .noMatch }
        fill(route, reader, text, groups)
        if let contradiction = contradiction(route) { return contradiction }
        openMessage(route)
        guard let channel = reader.channel else {
            gathering.take(route.fields, from: extractor.results, into: &readings)
            return nil
        }
        for _ in 0..<JSONParts.mostChannels {
            let name = groups[channel].map { UnsafeBufferPointer(rebasing: text[$0]) }
            if name.map({ gathering.open(channel: $0) }) ?? true {
                if let time = route.time {
                    let value = extractor.results[time.slot(in: extractor.results, first: route.timeSlot)]
                    gathering.date(time.read(value, arrival: gathering.arrival), found: value)
                }
                gathering.take(route.fields, from: extractor.results, into: &readings)
            }
            let start = max(match.upperBound, match.lowerBound + 1)
            guard start <= text.count, let next = pattern.match(in: text, from: start, into: &groups) else {
                return nil
            }
            match = next
            gathering.resume()
            fill(route, reader, text, groups)
            if let contradiction = contradiction(route) { return contradiction }
        }
        gathering.rejections.append(Rejection(reason: .tooManyChannels))
        return nil
    }

    private func fill(
        _ route: CompiledRoute, _ reader: GroupReader, _ text: UnsafeBufferPointer<UInt8>,
        _ groups: [Range<Int>?]
    ) {
        clear(route.slotCount)
        for (group, slot) in reader.slots.enumerated() {
            guard let slot, let range = groups[group], !range.isEmpty else { continue }
            put(UnsafeBufferPointer(rebasing: text[range]), into: slot)
        }
    }
}
