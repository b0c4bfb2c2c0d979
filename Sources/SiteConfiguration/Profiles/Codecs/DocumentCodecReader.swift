import Expressions
import Facility

/// Reads what a topic says of a codec whose values have names: `json`, `text`, `csv`, `senml`, `ocpp`.
struct DocumentCodecReader {
    enum Name: String, CaseIterable { case json, text, csv, senml, ocpp }

    /// How the places of a codec's fields are written.
    typealias Place = (YAMLValue) -> String?

    private(set) var codec: Codec
    /// nil: the payload is one bare value, which has no place.
    private(set) var place: Place?
    /// How the place of the time is written; nil: the codec carries its own or none.
    private(set) var timePlace: Place?

    init(_ name: Name, _ section: Section) {
        codec = .json
        switch name {
        case .json: readJSON(section)
        case .text: readText(section)
        case .csv: readCSV(section)
        case .senml:
            codec = .senml
            place = Self.senMLName
        case .ocpp: readOCPP(section)
        }
    }

    /// How a place is written where a payload says whose it is; nil: the codec is not asked.
    var identityPlace: Place? {
        switch codec {
        case .pairs, .pattern, .csv: place
        case .json, .records, .senml, .ocpp: IdentityReader.pointer
        case .text, .binary, .gb26875, .lorawan: nil
        }
    }

    // MARK: JSON

    private mutating func readJSON(_ section: Section) {
        place = Self.channelPointer
        timePlace = FieldReaderForPoints.pointer
        let within = section.optional("within").flatMap(Self.wholeOrPointer)
        let each = section.optional("each").flatMap(Self.wholeOrPointer)
        let channel = section.optional("channel").flatMap(Self.recordChannel)
        let from = section.optional("channel_from")?.integer(in: 0...1_000_000)
        let named = readNamed(section)
        if each == nil, !section.has("each"), !section.has("name"), section.has("channel") {
            section.log.error(
                .profile(.document(.keyNotHere("channel"))), at: section.placeOfKey("channel"))
        }
        guard within != nil || each != nil || from != nil || named != nil else { return }
        codec = .records(
            JSONRecords(within: within, each: each, channel: channel, channelFrom: from ?? 0, named: named))
        if section.has("name") {
            place = { $0.word() }
        } else if each != nil {
            place = FieldReaderForPoints.pointer
        }
    }

    /// `name: /k`, `value: /v`: a record says which quantity it carries, and points say its name.
    private func readNamed(_ section: Section) -> JSONRecords.Named? {
        guard let name = section.optional("name") else { return nil }
        let value = section.required("value").flatMap(FieldReaderForPoints.pointer)
        guard let pointer = FieldReaderForPoints.pointer(name), let value else { return nil }
        return JSONRecords.Named(name: pointer, value: value)
    }

    /// A pointer, or `""` for the whole document: `[{"id":1},{"id":2}]`, or one that is itself within a text.
    private static func wholeOrPointer(_ value: YAMLValue) -> String? {
        if value.kind == .text, value.text() == "" { return "" }
        return FieldReaderForPoints.pointer(value)
    }

    /// A pointer within each record, or `{key}`: the record's own key or index.
    private static func recordChannel(_ value: YAMLValue) -> String? {
        guard let text = value.word() else { return nil }
        return text == "{key}" ? "" : FieldReaderForPoints.pointer(value)
    }

    private static func channelPointer(_ value: YAMLValue) -> String? {
        guard let pointer = FieldReaderForPoints.pointer(value) else { return nil }
        guard pointer.ranges(of: "{channel}").count <= 1 else {
            value.error(.profile(.document(.twoChannels(pointer))))
            return nil
        }
        return pointer
    }

    // MARK: Text

    private mutating func readText(_ section: Section) {
        codec = .text
        let pairs = section.optional("pairs")
        let pattern = section.optional("pattern")
        if pairs != nil, let pattern { return pattern.error(.profile(.document(.pairsOrPattern))) }
        if let pairs { readPairs(pairs) }
        if let pattern { readPattern(pattern) }
    }

    /// `pairs: {between: "&", equals: "="}`
    private mutating func readPairs(_ value: YAMLValue) {
        (place, timePlace) = ({ $0.word() }, { $0.word() })
        guard let section = value.section() else { return }
        let between = section.required("between").flatMap(Self.sign)
        let equals = section.required("equals").flatMap(Self.sign)
        section.finish()
        if let between, let equals { codec = .pairs(PairsLayout(between: between, equals: equals)) }
    }

    /// `pattern: "T=(?<t>[-\\d.]+) H=(?<h>\\d+)"`
    private mutating func readPattern(_ value: YAMLValue) {
        guard let text = value.word() else { return }
        codec = .pattern(GroupLayout(pattern: text))
        do throws(PatternFailure) {
            let names = try GroupPattern(text).names
            let group: Place = { value in
                guard let name = value.word() else { return nil }
                guard names.contains(name) else {
                    value.error(
                        .profile(.document(.noGroup(name))), help: .nearest(to: name, among: names))
                    return nil
                }
                return name
            }
            (place, timePlace) = (group, group)
        } catch {
            value.error(.profile(.document(.invalidPattern(text, reason: error))))
            (place, timePlace) = ({ $0.word() }, { $0.word() })
        }
    }

    // MARK: CSV

    private mutating func readCSV(_ section: Section) {
        let delimiter = section.optional("delimiter").map(Self.sign) ?? UInt8(ascii: ",")
        var header = CSVLayout.Header.none
        if let value = section.optional("header") {
            if value.kind == .boolean {
                header = value.boolean() == true ? .line : .none
            } else {
                header = .names((value.list() ?? []).compactMap { $0.word() })
            }
        }
        let column = Self.column(of: header)
        let channel = section.optional("channel").flatMap(column)
        codec = .csv(CSVLayout(delimiter: delimiter ?? UInt8(ascii: ","), header: header, channel: channel))
        (place, timePlace) = (column, column)
    }

    private static func column(of header: CSVLayout.Header) -> Place {
        { value in
            guard let text = value.word() else { return nil }
            switch header {
            case .line: return text
            case .names(let names):
                if names.contains(text) { return text }
                value.error(
                    .profile(.document(.unknownColumn(text))), help: .nearest(to: text, among: names))
            case .none:
                if let number = Int(text), (1...CSVLayout.mostColumns).contains(number) {
                    return String(number)
                }
                value.error(.profile(.document(.notAColumn(text, columns: CSVLayout.mostColumns))))
            }
            return nil
        }
    }

    private static func sign(_ value: YAMLValue) -> UInt8? {
        guard let text = value.text() else { return nil }
        guard text.utf8.count == 1, let byte = text.utf8.first, byte < 0x80, byte != 0x0A, byte != 0x22 else {
            value.error(.profile(.document(.notOneSign(text))))
            return nil
        }
        return byte
    }

    // MARK: SenML and OCPP

    private static func senMLName(_ value: YAMLValue) -> String? {
        guard let text = value.word() else { return nil }
        var rest = text.hasSuffix("#sum") ? String(text.dropLast(4)) : text
        rest = rest.replacing("{channel}", with: "", maxReplacements: 1)
        let isName = rest.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte)
                || (0x41...0x5A).contains(byte) || "-:./_".utf8.contains(byte)
        }
        guard isName, !text.isEmpty else {
            value.error(.profile(.document(.notASenMLName(text))))
            return nil
        }
        return text
    }

    private mutating func readOCPP(_ section: Section) {
        let action = section.optional("action")?.word()
        let actionAt = section.optional("action_at").flatMap(FieldReaderForPoints.pointer)
        let payloadAt = section.optional("payload_at").flatMap(FieldReaderForPoints.pointer)
        codec = .ocpp(OCPPLayout(action: action, actionAt: actionAt, payloadAt: payloadAt ?? ""))
        place = { value in
            guard let text = value.word() else { return nil }
            guard OCPPPlace(text) != nil else {
                value.error(
                    .profile(.document(.notOfOCPP(text))), help: .nearest(to: text, among: OCPPPlace.known))
                return nil
            }
            return text
        }
    }
}
