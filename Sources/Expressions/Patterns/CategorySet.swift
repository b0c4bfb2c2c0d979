/// Scalars by what Unicode says they are, as read: `\pL`, `\p{Lu}`, `\P{N}`; of scripts `\p{Han}` alone, the one that
/// the texts of this house are written in besides Latin.
struct CategorySet: Sendable {
    /// Bit i stands for `names[i]`: the categories part all scalars among them, so that "not a letter" is
    /// bits as well and nothing is counted while matching.
    let mask: UInt32
    /// Of a script.
    let ranges: [ClosedRange<UInt32>]

    /// Nil for a name that is no general category.
    init?(_ name: String, isNegated: Bool) {
        if name == "Han" {
            mask = 0
            ranges = isNegated ? ScalarSet.complement(of: Self.han) : Self.han
            return
        }
        let places = Self.names.indices.filter { name == "Any" || Self.names[$0].hasPrefix(name) }
        guard !places.isEmpty, !name.isEmpty else { return nil }
        let bits: UInt32 = places.reduce(0) { $0 | 1 << UInt32($1) }
        mask = isNegated ? ~bits : bits
        ranges = []
    }

    /// The bit of a scalar's category.
    static func bit(of scalar: Unicode.Scalar) -> UInt32 { 1 << place(scalar.properties.generalCategory) }

    private static let names = [
        "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Pc", "Pd", "Ps", "Pe",
        "Pi", "Pf", "Po", "Sm", "Sc", "Sk", "So", "Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co", "Cn",
    ]

    private static func place(_ category: Unicode.GeneralCategory) -> UInt32 {
        switch category {
        case .uppercaseLetter: 0
        case .lowercaseLetter: 1
        case .titlecaseLetter: 2
        case .modifierLetter: 3
        case .otherLetter: 4
        case .nonspacingMark: 5
        case .spacingMark: 6
        case .enclosingMark: 7
        case .decimalNumber: 8
        case .letterNumber: 9
        case .otherNumber: 10
        case .connectorPunctuation: 11
        case .dashPunctuation: 12
        case .openPunctuation: 13
        case .closePunctuation: 14
        case .initialPunctuation: 15
        case .finalPunctuation: 16
        case .otherPunctuation: 17
        case .mathSymbol: 18
        case .currencySymbol: 19
        case .modifierSymbol: 20
        case .otherSymbol: 21
        case .spaceSeparator: 22
        case .lineSeparator: 23
        case .paragraphSeparator: 24
        case .control: 25
        case .format: 26
        case .surrogate: 27
        case .privateUse: 28
        case .unassigned: 29
        @unknown default: UInt32(names.count)
        }
    }

    /// Script=Han (Unicode 15.1, Scripts.txt).
    private static let han: [ClosedRange<UInt32>] = [
        0x2E80...0x2E99, 0x2E9B...0x2EF3, 0x2F00...0x2FD5, 0x3005...0x3005, 0x3007...0x3007, 0x3021...0x3029,
        0x3038...0x303B, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFA6D, 0xFA70...0xFAD9,
        0x16FE2...0x16FE3,
        0x16FF0...0x16FF1, 0x20000...0x2A6DF, 0x2A700...0x2B739, 0x2B740...0x2B81D, 0x2B820...0x2CEA1,
        0x2CEB0...0x2EBE0, 0x2EBF0...0x2EE5D, 0x2F800...0x2FA1D, 0x30000...0x3134A, 0x31350...0x323AF,
    ]
}
