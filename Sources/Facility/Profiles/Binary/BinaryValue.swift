/// One value among bytes: where it stands and how it is written.
package struct BinaryValue: Sendable, Equatable {
    /// What the bytes are.
    package enum Form: Sendable, Equatable {
        /// A whole number of 1 … 8 bytes, or some bits of one.
        case unsigned
        /// In two's complement.
        case signed
        /// IEEE 754, of 4 or 8 bytes.
        case float
        /// Two decimal digits a byte, as a number (at most 8 bytes).
        case bcd
        /// The same as the digits themselves, zeros in front included: a meter's number, a date.
        case bcdDigits
        /// UTF-8, thus ASCII, up to the first zero byte and without blanks at its ends.
        case text
        /// GB 18030, likewise.
        case gb18030
        /// As hexadecimal digits: an identifier that is no text.
        case hex
        /// A date as plain bytes year (from 2000), month, day, hour, minute, second: as twelve digits; with two bytes
        /// for the year as fourteen.
        case date
    }

    /// First byte; negative: from the end, -1 is the last byte.
    package var at: Int
    /// Bytes; 0: all that follow (texts only).
    package var width: Int
    package var form: Form
    package var order: ByteOrder
    /// Bits of the whole number that count, 0 the lowest; nil: all.
    package var bits: ClosedRange<Int>?
    /// Raw values, before sign and scale and after `bits`, that mean "no reading": 0xFFFF of a probe not fitted. For
    /// everything but whole numbers up to 8 raw bytes taken as one number. At most four.
    package var nothing: [UInt64]

    package init(
        at: Int, width: Int, form: Form = .unsigned, order: ByteOrder = .big, bits: ClosedRange<Int>? = nil,
        nothing: [UInt64] = []
    ) {
        self.at = at
        self.width = width
        self.form = form
        self.order = order
        self.bits = bits
        self.nothing = nothing
    }

    /// Longest text that is copied to be turned into UTF-8 or digits; the bytes behind are left out.
    package static let longestText = 512

    /// Whether its value is text rather than a number.
    package var isText: Bool {
        switch form {
        case .unsigned, .signed, .float, .bcd: false
        case .bcdDigits, .text, .gb18030, .hex, .date: true
        }
    }
}
