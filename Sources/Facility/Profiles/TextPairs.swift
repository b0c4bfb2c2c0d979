import CSimdjson

/// How a text of pairs is cut: `t=21.5&h=40` between `&` at `=`, `t:21.5;h:40;` between `;` at `:`.
package struct PairsLayout: Sendable, Equatable {
    /// One ASCII character; lines are always cut too.
    package var between: UInt8
    /// One ASCII character, the first of which in a pair counts.
    package var equals: UInt8

    package init(between: UInt8, equals: UInt8) {
        self.between = between
        self.equals = equals
    }
}

/// Reads pairs: of a key that is repeated the last one counts, as in JSON; an empty value is none.
struct PairsReader: Sendable {
    let layout: PairsLayout
    let names: TextNames

    init(_ layout: PairsLayout, _ names: TextNames) {
        self.layout = layout
        self.names = names
    }
}

extension PayloadDecoder {
    mutating func readPairs(
        _ route: CompiledRoute, _ reader: PairsReader, _ payload: UnsafeRawBufferPointer,
        _ readings: inout [Reading]
    ) -> RejectionReason.Malformation? {
        if let misfit = misfit(ofText: payload) { return misfit }
        clear(route.slotCount)
        let text = payload.assumingMemoryBound(to: UInt8.self)
        var hasPair = false
        var start = 0
        for at in 0...text.count {
            guard at == text.count || text[at] == reader.layout.between || text[at] == UInt8(ascii: "\n")
            else {
                continue
            }
            let pair = UnsafeBufferPointer(rebasing: text[start..<at])
            start = at + 1
            guard let sign = pair.firstIndex(of: reader.layout.equals) else { continue }
            hasPair = true
            let key = UnsafeBufferPointer(rebasing: pair[..<sign]).trimmed
            let value = UnsafeBufferPointer(rebasing: pair[(sign + 1)...])
            guard let slot = reader.names.slot(of: key), !value.allSatisfy(\.isWhite) else { continue }
            put(value, into: slot)
        }
        guard hasPair else { return .noMatch }
        if let contradiction = contradiction(route) { return contradiction }
        openMessage(route)
        gathering.take(route.fields, from: extractor.results, into: &readings)
        return nil
    }
}
