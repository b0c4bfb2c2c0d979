import Expressions
import Facility

/// The readings of one point of one device, in the order in which they were committed.
///
/// Values lie as one word each beside the form that says what the word means: a fraction of the memory of `Value`, and
/// integers are what columns pack.
package struct SlotColumns: Sendable {
    typealias Form = BlockFormat.Form

    /// The store's number of the point.
    package internal(set) var point: UInt32
    /// Positions of the messages in the block, never falling.
    package internal(set) var messages: [Int64] = []
    /// `BlockFormat.mark` of each; empty: all good and none late.
    var marks: [UInt8] = []
    /// `BlockFormat.Form` of each; a decimal's exponent is `exponent` for all of them.
    var forms: [UInt8] = []
    /// Truths as 0 and 1, integers and words of doubles as they are, decimals times 10^`exponent`, texts as places in
    /// `texts`.
    var words: [UInt64] = []
    var texts: [String] = []
    var exponent = 0
    private var places: [String: Int] = [:]
    private var hasMarks = false

    init(point: UInt32) { self.point = point }

    package var count: Int { words.count }

    /// - Returns: bytes of a text that the slot did not have yet.
    mutating func append(_ reading: JournaledReading, message: Int) -> Int {
        let known = texts.count
        let mark = BlockFormat.mark(reading.quality, isLate: reading.isLate)
        if mark != 0, !hasMarks {
            hasMarks = true
            marks = [UInt8](repeating: 0, count: count)
        }
        if hasMarks { marks.append(mark) }
        messages.append(Int64(message))
        switch reading.value {
        case .bool(let holds): append(Form.truth, holds ? 1 : 0)
        case .double(let number): append(Form.double, number.bitPattern)
        case .int(let number): append(Form.signed, UInt64(bitPattern: number))
        case .uint(let number): append(Form.unsigned, number)
        case .string(let text): append(Form.text, UInt64(place(of: text)))
        case .null: append(Form.null, 0)
        default: append(Form.unknown, 0)
        }
        return texts.count > known ? texts[known].utf8.count : 0
    }

    private mutating func append(_ form: UInt8, _ word: UInt64) {
        forms.append(form)
        words.append(word)
    }

    /// Texts repeat themselves: most often the last one.
    private mutating func place(of text: String) -> Int {
        if let last = words.last, forms.last == Form.text, texts[Int(last)] == text { return Int(last) }
        if let known = places[text] { return known }
        places[text] = texts.count
        texts.append(text)
        return texts.count - 1
    }

    /// The value of a reading.
    package func value(at position: Int) -> Value {
        let word = words[position]
        switch forms[position] {
        case Form.truth: return .bool(word != 0)
        case Form.signed: return .int(Int64(bitPattern: word))
        case Form.unsigned: return .uint(word)
        case Form.double: return .double(Double(bitPattern: word))
        case Form.decimal: return .double(decimal(word))
        case Form.text: return .string(texts[Int(word)])
        case Form.null: return .null
        default: return .unknown
        }
    }

    /// What a chart draws: numbers, and truths as 0 and 1; nil for what is neither.
    package func number(at position: Int) -> Double? {
        let word = words[position]
        switch forms[position] {
        case Form.truth: return word != 0 ? 1 : 0
        case Form.signed: return Double(Int64(bitPattern: word))
        case Form.unsigned: return Double(word)
        case Form.double: return Double(bitPattern: word)
        case Form.decimal: return decimal(word)
        default: return nil
        }
    }

    package func reading(at position: Int) -> JournaledReading {
        let mark = marks.isEmpty ? 0 : marks[position]
        return JournaledReading(
            point: point, value: value(at: position), quality: Quality(rawValue: mark & 7) ?? .suspect,
            isLate: mark & 8 != 0)
    }

    private func decimal(_ word: UInt64) -> Double {
        Double(Int64(bitPattern: word)) / BlockFormat.powers[exponent]
    }
}
