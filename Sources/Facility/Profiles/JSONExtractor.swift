import CSimdjson

/// One JSON parser and room for its results, reused for every message of the process.
///
/// Results lie where C wrote them: copying them into Swift values would cost as much as finding them.
final class JSONExtractor {
    private let parser: OpaquePointer
    /// Valid until the next `extract` or `readBare`.
    let results: UnsafeMutablePointer<gj_value>

    /// - Parameter slots: the most results any plan asks for.
    init(slots: Int) {
        guard let parser = gj_parser_create() else { preconditionFailure("no memory for a JSON parser") }
        self.parser = parser
        results = .allocate(capacity: max(1, slots))
        results.initialize(repeating: gj_value(), count: max(1, slots))
    }

    deinit {
        results.deallocate()
        gj_parser_destroy(parser)
    }

    /// - Parameter payload: followed by `MessageBatch.padding` readable bytes.
    /// - Returns: nil when it is a document; what is wrong with it otherwise.
    func extract(_ plan: JSONPlan, _ payload: UnsafeRawBufferPointer) -> RejectionReason.Malformation? {
        guard let bytes = payload.baseAddress, !payload.isEmpty else { return .empty }
        let start = bytes.assumingMemoryBound(to: UInt8.self)
        return Self.malformation(gj_extract(parser, plan.handle, start, payload.count, results))
    }

    /// A second parser, for a document within a string of this one's.
    private(set) lazy var inner = JSONExtractor(slots: 1)

    /// Reads the document that a text of another one holds: the rest of its memory is the padding.
    func extract(_ plan: JSONPlan, within text: gj_value, into results: UnsafeMutablePointer<gj_value>)
        -> RejectionReason.Malformation?
    {
        guard text.length > 0 else { return .empty }
        return Self.malformation(gj_extract(parser, plan.handle, text.text, Int(text.length), results))
    }

    /// Fills `results` with what a plan finds below a place of the document read last.
    func walk(_ plan: JSONPlan, at place: UInt32, into results: UnsafeMutablePointer<gj_value>) {
        gj_walk(parser, plan.handle, place, results)
    }

    /// The members of the array or object at a place of the document read last, in its order.
    func members(of place: UInt32) -> JSONMembers { JSONMembers(parser, place) }

    /// The value at a place of the document read last; a string is also read as a number.
    func value(at place: UInt32) -> gj_value {
        var value = gj_value()
        gj_value_at(parser, place, 1, &value)
        return value
    }

    /// Reads the whole payload as one value into the first result.
    func readBare(_ payload: UnsafeRawBufferPointer) -> RejectionReason.Malformation? {
        guard let bytes = payload.baseAddress, !payload.isEmpty else { return .empty }
        let start = bytes.assumingMemoryBound(to: UInt8.self)
        return Self.malformation(gj_bare_value(start, payload.count, 1, results))
    }

    private static func malformation(_ status: gj_status) -> RejectionReason.Malformation? {
        switch status {
        case GJ_OK: nil
        case GJ_EMPTY: .empty
        case GJ_TOO_LONG: .tooLong
        case GJ_TOO_DEEP: .tooDeep
        case GJ_NOT_UTF8: .notUTF8
        case GJ_BAD_NUMBER: .badNumber
        case GJ_BAD_STRING: .badString
        case GJ_NO_MEMORY: .noMemory
        default: .notJSON
        }
    }
}

/// Steps through an array or object. Belongs to the turn in which its document was read.
struct JSONMembers {
    private let parser: OpaquePointer
    private var cursor: gj_cursor
    /// The member's key; for an array its index as an integer.
    private(set) var key = gj_value()
    private(set) var place: UInt32 = 0

    fileprivate init(_ parser: OpaquePointer, _ place: UInt32) {
        self.parser = parser
        cursor = gj_enter(parser, place)
    }

    /// - Returns: false at the end.
    mutating func step() -> Bool { gj_next(parser, &cursor, &key, &place) != 0 }

    /// The members of the member stepped to.
    var below: JSONMembers { JSONMembers(parser, place) }

    /// The value of the member stepped to; a string is also read as a number.
    var value: gj_value {
        var value = gj_value()
        gj_value_at(parser, place, 1, &value)
        return value
    }
}

extension gj_value {
    var isMissing: Bool { kind == UInt8(GJ_MISSING.rawValue) }
    var isContainer: Bool { kind >= UInt8(GJ_OBJECT.rawValue) }
    var isObject: Bool { kind == UInt8(GJ_OBJECT.rawValue) }
    var isArray: Bool { kind == UInt8(GJ_ARRAY.rawValue) }
    var isTruth: Bool { kind == UInt8(GJ_TRUE.rawValue) || kind == UInt8(GJ_FALSE.rawValue) }
    var isString: Bool { kind == UInt8(GJ_STRING.rawValue) }

    /// What spells a number: a number itself or a string read as one.
    var spelledNumber: Double? {
        switch gj_kind(UInt32(kind)) {
        case GJ_INTEGER, GJ_NUMBER: number
        case GJ_STRING where is_numeric != 0: number
        default: nil
        }
    }

    /// Whether it is this string.
    func spells(_ text: StaticString) -> Bool {
        isString
            && bytes.elementsEqual(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// The name it gives a channel: a text as it is, a whole number in digits; nil for anything else.
    /// - Parameter shift: added to a number.
    func withName<Result>(shift: Int = 0, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result? {
        switch gj_kind(UInt32(kind)) {
        case GJ_STRING: return body(bytes)
        case GJ_INTEGER:
            var digits = String(Int(integer) &+ shift)
            return digits.withUTF8(body)
        default: return nil
        }
    }

    /// The bytes of a string; empty for any other kind.
    var bytes: UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: text, count: kind == UInt8(GJ_STRING.rawValue) ? Int(length) : 0)
    }

    /// What the value looks like in a sentence about it: strings between backquotes and cut, others by name.
    var spelling: String {
        switch gj_kind(UInt32(kind)) {
        case GJ_NULL: "null"
        case GJ_TRUE: "true"
        case GJ_FALSE: "false"
        case GJ_INTEGER: String(integer)
        case GJ_NUMBER: FieldReader.plainText(number)
        case GJ_STRING: "`" + String(decoding: bytes.prefix(64), as: UTF8.self) + (length > 64 ? "…`" : "`")
        case GJ_OBJECT: "an object"
        case GJ_ARRAY: "an array"
        default: "nothing"
        }
    }
}
