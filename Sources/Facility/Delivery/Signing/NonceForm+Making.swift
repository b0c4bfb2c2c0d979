/// A number used once, out of chance that is handed in.
extension NonceForm {
    package func text(using random: inout some RandomNumberGenerator) -> String {
        switch alphabet {
        case .digits: drawn("0123456789", length, &random)
        case .hex: drawn("0123456789abcdef", length, &random)
        case .alphanumeric:
            drawn("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", length, &random)
        case .uuid: uuid(&random)
        }
    }

    private func drawn(_ alphabet: String, _ length: Int, _ random: inout some RandomNumberGenerator)
        -> String
    {
        let alphabet = Array(alphabet.utf8)
        return String(
            decoding: (0..<length).map { _ in alphabet[Int.random(in: alphabet.indices, using: &random)] },
            as: UTF8.self)
    }

    /// Version 4 (RFC 9562 5.4): 122 bits of chance.
    private func uuid(_ random: inout some RandomNumberGenerator) -> String {
        let digits = Array(drawn("0123456789abcdef", 32, &random))
        let variant = Array("89ab")[Int.random(in: 0..<4, using: &random)]
        let groups = [
            String(digits[0..<8]), String(digits[8..<12]), "4" + String(digits[13..<16]),
            String(variant) + String(digits[17..<20]), String(digits[20..<32]),
        ]
        return groups.joined(separator: "-")
    }
}
