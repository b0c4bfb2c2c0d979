/// What `type(x)` yields: CEL's run-time types, coarser than `ValueType`, since a list says nothing of its
/// elements then.
package enum TypeName: UInt8, Hashable, Sendable, CaseIterable {
    case null, bool, int, uint, double, string, bytes, list, map, type, duration, timestamp

    /// As an expression names it and as it is printed: `int`, `google.protobuf.Duration`.
    package var name: String {
        switch self {
        case .null: "null_type"
        case .bool: "bool"
        case .int: "int"
        case .uint: "uint"
        case .double: "double"
        case .string: "string"
        case .bytes: "bytes"
        case .list: "list"
        case .map: "map"
        case .type: "type"
        case .duration: "google.protobuf.Duration"
        case .timestamp: "google.protobuf.Timestamp"
        }
    }

    package static let byName = Dictionary(uniqueKeysWithValues: allCases.map { ($0.name, $0) })

    /// Nil for unknown and error, which have none.
    package init?(of value: Value) {
        switch value {
        case .unknown, .error: return nil
        case .null: self = .null
        case .bool: self = .bool
        case .int: self = .int
        case .uint: self = .uint
        case .double: self = .double
        case .string: self = .string
        case .bytes: self = .bytes
        case .list: self = .list
        case .map: self = .map
        case .type: self = .type
        case .duration, .fineDuration: self = .duration
        case .timestamp, .fineTimestamp: self = .timestamp
        }
    }
}
