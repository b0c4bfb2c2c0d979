/// What somebody wrote back: `0042 1`, `代码0042，1`, `１`; a code of four digits and a key, or a key alone.
package struct PhoneReply: Sendable, Equatable {
    /// nil: he left it out.
    package var code: String?
    package var key: Int

    /// nil: it says no key. More than one key is none: nobody guesses what a person meant at night.
    package init?(_ text: String) {
        var groups: [String] = []
        var group = ""
        for scalar in text.unicodeScalars.prefix(200) {
            if let digit = Self.digit(scalar) {
                group.append(digit)
            } else if !group.isEmpty {
                groups.append(group)
                group = ""
            }
        }
        if !group.isEmpty { groups.append(group) }
        let codes = groups.filter { $0.count == 4 }
        let keys = groups.filter { $0.count == 1 }
        guard keys.count == 1, codes.count <= 1, groups.count == keys.count + codes.count,
            let key = Int(keys[0])
        else { return nil }
        self.key = key
        code = codes.first
    }

    /// Also the wide digits of Chinese input methods.
    private static func digit(_ scalar: Unicode.Scalar) -> Character? {
        switch scalar.value {
        case 0x30...0x39: Character(scalar)
        case 0xFF10...0xFF19: Unicode.Scalar(scalar.value - 0xFF10 + 0x30).map { Character($0) }
        default: nil
        }
    }
}
