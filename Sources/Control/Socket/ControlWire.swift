import Foundation

/// How requests and replies become lines: JSON with snake_case names and a newline, at most `lineLimit` bytes.
package enum ControlWire {
    /// Bytes of a line without its newline, in either direction.
    package static let lineLimit = 1 << 20

    private static let newline = UInt8(ascii: "\n")

    /// A value as one line with its newline. Commands print with it too, so that `--json` and the socket agree.
    package static func line(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var bytes = Array(try encoder.encode(value))
        bytes.append(newline)
        return bytes
    }

    package static func value<Value: Decodable>(_ type: Value.Type, in line: some Sequence<UInt8>) throws
        -> Value
    {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(type, from: Data(line))
    }

    /// Takes the first whole line out of `buffer`, without its newline; nil when there is none yet.
    /// - Parameter searched: bytes already known to hold no newline, so that a long line is not searched again
    ///   and again as it comes in.
    static func takeLine(from buffer: inout [UInt8], searched: inout Int) -> [UInt8]? {
        guard let end = buffer[Swift.min(searched, buffer.count)...].firstIndex(of: newline) else {
            searched = buffer.count
            return nil
        }
        let line = Array(buffer[..<end])
        buffer.removeFirst(end + 1)
        searched = 0
        return line
    }

    /// What is wrong with a line, in one sentence fit for a reply.
    static func explain(_ error: any Error) -> String {
        guard let error = error as? DecodingError else { return "\(error)" }
        switch error {
        case .keyNotFound(let key, _): return "`\(key.stringValue)` is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            return "\(path(context)): \(context.debugDescription)"
        case .dataCorrupted(let context):
            return context.codingPath.isEmpty ? "not a JSON object on one line" : context.debugDescription
        @unknown default: return "not a request"
        }
    }

    private static func path(_ context: DecodingError.Context) -> String {
        "`" + context.codingPath.map(\.stringValue).joined(separator: ".") + "`"
    }
}
