/// What a place in the recorded payloads held: enough to guess what it means.
struct FieldSurvey {
    /// Distinct spellings kept; with more it is no word of a few.
    static let spellingLimit = 12

    let pointer: String
    private(set) var count = 0
    private(set) var numbers: [Double] = []
    /// Distinct spellings in the order seen.
    private(set) var spellings: [String] = []
    private(set) var hasManySpellings = false
    private(set) var isNumeric = true
    private(set) var isTruth = true
    private(set) var isText = true

    init(pointer: String) {
        self.pointer = pointer
    }

    mutating func note(_ value: JSONNode) {
        guard value != .null else { return }
        count += 1
        var number: Double?
        switch value {
        case .number(let plain): number = plain
        case .text(let text): number = NumberSpelling.parse(text)
        default: break
        }
        if let number, numbers.count < 1_000 { numbers.append(number) }
        if number == nil { isNumeric = false }
        if case .truth = value {} else { isTruth = false }
        if case .text = value {} else { isText = false }
        let spelling = value.spelling
        guard !spellings.contains(spelling) else { return }
        if spellings.count < Self.spellingLimit {
            spellings.append(spelling)
        } else {
            hasManySpellings = true
        }
    }

    /// Whether every value is one that a boolean point takes without a map.
    var isPlainBoolean: Bool {
        !spellings.isEmpty && !hasManySpellings
            && spellings.allSatisfy {
                ["true", "false", "on", "off", "yes", "no", "1", "0"].contains($0.lowercased())
            }
    }

    /// Few words, so that a map can list them.
    var isChoice: Bool { !hasManySpellings && spellings.allSatisfy { $0.utf8.count <= 40 } }

    /// All scalars of the messages by their pointers, in order.
    static func survey(_ payloads: [JSONNode]) -> [FieldSurvey] {
        var surveys: [String: FieldSurvey] = [:]
        for payload in payloads {
            // Of a long list the first entries show what each holds.
            for (pointer, value) in payload.leaves.prefix(400)
            where pointer.unicodeScalars.allSatisfy({ $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) })
            {
                surveys[pointer, default: FieldSurvey(pointer: pointer)].note(value)
            }
        }
        return surveys.values.filter { $0.count > 0 }.sorted { $0.pointer < $1.pointer }
    }
}
