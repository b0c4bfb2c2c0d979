import CSimdjson

/// Which records of a SenML pack (RFC 8428, JSON) become which points.
///
/// `Field.at` is the end of a record's name, after a `:`, `/`, `.` or `_` of it or the whole of it: `temperature` reads
/// `urn:dev:ow:10e2073a01080063:temperature`. `{channel}/power` reads `…:port1/power` as the power of channel `port1`.
/// `energy#sum` reads the record's sum instead of its value. Of several fields that fit the longest counts.
struct SenMLReader: Sendable {
    struct Entry: Sendable {
        let field: FieldReader
        let units: UnitReader
        /// Ends the name; with a channel, what comes after it.
        let ending: [UInt8]
        /// What stands before the channel, after the last separator; nil: no channel.
        let before: [UInt8]?
        let isSum: Bool
    }

    static let sumMark = "#sum"
    private static let separators = Array(":/._".utf8)

    let entries: [Entry]

    init(_ route: TopicRoute, _ points: [Point]) {
        entries = route.fields.flatMap { field -> [Entry] in
            let point = points[field.point.position]
            return ([field.at] + field.otherwise).map { at in
                let isSum = at.hasSuffix(Self.sumMark)
                let name = isSum ? String(at.dropLast(Self.sumMark.count)) : at
                let place = name.firstRange(of: JSONParts.placeholder)
                return Entry(
                    field: .converted(field, point), units: UnitReader(field, point),
                    ending: Array((place.map { name[$0.upperBound...] } ?? name[...]).utf8),
                    before: place.map { Array(name[..<$0.lowerBound].utf8) }, isSum: isSum)
            }
        }
    }

    /// Where in a name a field's channel lies, empty for none; nil when the name is not the field's.
    static func channel(_ entry: Entry, in name: [UInt8]) -> Range<Int>? {
        guard name.count >= entry.ending.count, name.suffix(entry.ending.count).elementsEqual(entry.ending)
        else { return nil }
        let rest = name.count - entry.ending.count
        guard let before = entry.before else {
            return rest == 0 || separators.contains(name[rest - 1]) ? 0..<0 : nil
        }
        let start = name[..<rest].lastIndex { separators.contains($0) }.map { $0 + 1 } ?? 0
        guard rest - start > before.count, name[start..<rest].starts(with: before) else { return nil }
        return start + before.count..<rest
    }
}

extension PayloadDecoder {
    mutating func readSenML(
        _ reader: SenMLReader, _ payload: UnsafeRawBufferPointer, _ readings: inout [Reading]
    ) -> RejectionReason.Malformation? {
        if let malformation = extractor.extract(.empty, payload) { return malformation }
        var pack = SenMLPack(extractor)
        var newest: Timestamp?
        while let record = pack.next() {
            if case .at(let time) = record.time { newest = max(newest ?? time, time) }
        }
        if let mistake = pack.mistake { return mistake }
        gathering.open(time: newest.map { .time($0) } ?? .absent, found: gj_value())
        pack = SenMLPack(extractor)
        while let record = pack.next() { take(record, reader, &readings) }
        return nil
    }

    private mutating func take(_ record: SenMLRecord, _ reader: SenMLReader, _ readings: inout [Reading]) {
        var longest = -1
        for entry in reader.entries where SenMLReader.channel(entry, in: record.name) != nil {
            longest = max(longest, entry.ending.count + (entry.before?.count ?? 0))
        }
        for entry in reader.entries
        where entry.ending.count + (entry.before?.count ?? 0) == longest {
            guard let channel = SenMLReader.channel(entry, in: record.name) else { continue }
            let value = entry.isSum ? record.sum : record.value
            if value.isMissing { continue }
            gathering.resume()
            if entry.before != nil {
                let isOpen = record.name.withUnsafeBufferPointer {
                    gathering.open(channel: UnsafeBufferPointer(rebasing: $0[channel]))
                }
                guard isOpen else { continue }
            }
            switch record.time {
            case .now: break
            case .after(let interval): gathering.date(after: interval)
            case .at(let time): gathering.date(.time(time), found: gj_value())
            }
            guard let converted = entry.units.convert(value, unit: record.unit) else {
                gathering.rejections.append(
                    Rejection(reason: .unit(found: record.unit.spelling), point: entry.field.point))
                continue
            }
            extractor.results[0] = converted
            gathering.take(entry.field, from: extractor.results, into: &readings)
        }
    }
}

extension JSONPlan {
    /// Reads a document for its own sake: whoever steps through it afterwards knows that it is whole.
    static let empty = JSONPlan([])
}
