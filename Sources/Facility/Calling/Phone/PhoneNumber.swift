/// A number as it is dialled, compared and shown.
package struct PhoneNumber: Hashable, Sendable {
    /// Digits, with a `+` before them where the country is said.
    package let digits: String

    /// nil: no number of 5 to 20 digits.
    package init?(_ text: String) {
        var digits = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "0"..."9": digits.unicodeScalars.append(scalar)
            case "+" where digits.isEmpty: digits = "+"
            case " ", "-", "(", ")", "\u{3000}", "（", "）": continue
            default: return nil
            }
        }
        guard (5...20).contains(digits.filter { $0 != "+" }.count) else { return nil }
        self.digits = digits
    }

    /// Without the country: a reply from `+8613812345678` is one of `13812345678`.
    package var national: String {
        for country in ["+86", "0086", "86"]
        where digits.hasPrefix(country) && digits.count >= country.count + 10 {
            return String(digits.dropFirst(country.count))
        }
        return digits
    }

    /// `138****5678`: enough to know it again, too little to call it.
    package var masked: String {
        guard digits.count > 7 else { return String(repeating: "*", count: digits.count) }
        return String(digits.prefix(3)) + String(repeating: "*", count: digits.count - 7)
            + String(digits.suffix(4))
    }

    package static func == (left: PhoneNumber, right: PhoneNumber) -> Bool { left.national == right.national }
    package func hash(into hasher: inout Hasher) { hasher.combine(national) }

    /// Lines that a person calls and the machine never does: 110, 119, 120, 122, 999 and 112 are shorter than a number
    /// here and are none; 12345 and 96333 are these.
    package static let neverCalled: Set<String> = ["12345", "12350", "12119", "96333", "95598"]

    /// Also with the country or an area code before it: `0731-96333` has 8 digits behind the zero, a number of a house
    /// that ends in the same ones has 10 or 11.
    package var isNeverCalled: Bool {
        var bare = digits[...]
        if let country = ["+86", "0086"].first(where: { bare.hasPrefix($0) }) {
            bare = bare.dropFirst(country.count)
        } else if !bare.hasPrefix("0") {
            return Self.neverCalled.contains(String(bare))
        }
        bare = bare.drop { $0 == "0" }
        return bare.count <= 8 && Self.neverCalled.contains { bare.hasSuffix($0) }
    }
}
