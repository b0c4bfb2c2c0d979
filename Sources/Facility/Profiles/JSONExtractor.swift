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

extension gj_value {
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
