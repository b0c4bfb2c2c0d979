/// What a pseudonym looks like, so that it is found in any text that is about to leave the compound.
package enum Pseudonym {
    static let prefix = "pn-"
    static let digits = 16
    /// What stands where nothing may be shown.
    package static let hidden = "***"

    /// The text with every pseudonym in it hidden: `session.card = pn-a129ca6149be45e5` → `session.card = ***`.
    package static func hiding(in text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "-")), let first = text.firstRange(of: prefix) else {
            return text
        }
        var shown = String(text[..<first.lowerBound])
        var rest = text[first.lowerBound...]
        while let place = rest.firstRange(of: prefix) {
            shown += rest[..<place.lowerBound]
            let tail = rest[place.upperBound...]
            let end = tail.prefix(digits).prefix(while: isDigit)
            shown += end.count == digits ? hidden : String(rest[place]) + end
            rest = tail[end.endIndex...]
        }
        return shown + rest
    }

    private static func isDigit(_ character: Character) -> Bool {
        ("0"..."9").contains(character) || ("a"..."f").contains(character)
    }
}
