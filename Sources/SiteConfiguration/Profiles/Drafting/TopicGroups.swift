/// Sorts recorded topics into the patterns of a profile: which level names the device, which tell kinds of message.
struct TopicGroups {
    struct Group {
        /// `acme/{device}/up`.
        let pattern: String
        /// Which level is `{device}`.
        let deviceLevel: Int
        var messages: [CapturedMessage]
    }

    /// Distinct words of a level above which it is no kind of message but something that counts.
    private static let kindLimit = 12

    let groups: [Group]

    init(_ messages: [CapturedMessage]) {
        var byLength: [Int: [(levels: [String], message: CapturedMessage)]] = [:]
        for message in messages {
            let levels = message.topic.split(separator: "/", omittingEmptySubsequences: false).map(
                String.init)
            byLength[levels.count, default: []].append((levels, message))
        }
        var found: [String: Group] = [:]
        var order: [String] = []
        for length in byLength.keys.sorted() {
            let members = byLength[length]!
            let words = (0..<length).map { level in Set(members.map { $0.levels[level] }) }
            let device = Self.deviceLevel(words)
            for (levels, message) in members {
                let pattern = levels.enumerated().map { level, word in
                    level == device
                        ? "{device}" : words[level].count > Self.kindLimit || !Self.isPlain(word) ? "+" : word
                }.joined(separator: "/")
                if found[pattern] == nil {
                    found[pattern] = Group(pattern: pattern, deviceLevel: device, messages: [])
                    order.append(pattern)
                }
                found[pattern]!.messages.append(message)
            }
        }
        groups = order.sorted().map { found[$0]! }
    }

    /// The level that varies and looks like a name of one thing; when none varies, the one that looks so most.
    ///
    /// `acme/smoke-7/up`, `acme/smoke-8/up`, `acme/smoke-8/down`: the second level varies and has digits.
    private static func deviceLevel(_ words: [Set<String>]) -> Int {
        let scores = words.enumerated().map { level, words in
            let named = Double(words.count { looksLikeID($0) }) / Double(max(1, words.count))
            let varies = words.count > 1 ? 1.0 : 0
            // Levels in the middle name devices more often than the first.
            return named * 4 + varies * (named > 0 ? 2 : 1) + (level == 0 ? 0 : 0.5) - Double(level) * 0.01
        }
        return scores.indices.max { (scores[$0], $1) < (scores[$1], $0) } ?? 0
    }

    /// Whether a profile's topic can hold the word.
    private static func isPlain(_ word: String) -> Bool {
        word.unicodeScalars.allSatisfy {
            $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) && !"{}+#".unicodeScalars.contains($0)
        }
    }

    /// `smoke-7`, `0x00158d0001a2b3c4`, `E01`; not `v1` and not `real_alarm`.
    private static func looksLikeID(_ word: String) -> Bool {
        let digits = word.utf8.count { $0 &- 0x30 < 10 }
        if digits == 0 { return false }
        return !(word.utf8.count <= 2 && word.lowercased().hasPrefix("v"))
    }
}
