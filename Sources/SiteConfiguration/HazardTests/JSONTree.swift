/// A JSON document that grows by pointers, its members in the order in which they came.
indirect enum JSONTree {
    /// A value as it is written.
    case leaf(String)
    case object([(key: String, value: JSONTree)])

    /// - Returns: false when something else is there.
    mutating func insert(_ json: String, at path: ArraySlice<String>) -> Bool {
        guard case .object(var members) = self, let key = path.first else { return false }
        let known = members.firstIndex { $0.key == key }
        if path.count == 1 {
            if let known {
                if case .leaf(json) = members[known].value { return true }
                return false
            }
            members.append((key, .leaf(json)))
        } else {
            let position = known ?? members.count
            if known == nil { members.append((key, .object([]))) }
            guard members[position].value.insert(json, at: path.dropFirst()) else { return false }
        }
        self = .object(members)
        return true
    }

    var text: String {
        switch self {
        case .leaf(let json): json
        case .object(let members):
            "{" + members.map { Self.quoted($0.key) + ":" + $0.value.text }.joined(separator: ",") + "}"
        }
    }

    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\u{0}"..<"\u{20}":
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
