import Facility
import Foundation

/// What a cell's number format makes of its number: days and times are kept as numbers of days, and `00000` shows
/// the zeros that a code needs.
enum NumberFormat: Equatable {
    case plain
    case day
    case time
    /// Zeros in front up to that many digits.
    case zeros(Int)

    /// Built-in formats (ECMA-376 part 1, 18.8.30), those of Chinese and Japanese programs among them.
    init(builtIn number: Int) {
        switch number {
        case 14...17, 22, 27...31, 36, 50...54, 57, 58: self = .day
        case 18...21, 32...35, 45...47, 55, 56: self = .time
        default: self = .plain
        }
    }

    /// A format's own code, such as `yyyy"年"m"月"d"日"` or `00000`.
    init(code: String) {
        var letters = ""
        var isQuoted = false
        var isBracketed = false
        var isEscaped = false
        for character in code.lowercased() {
            if isEscaped {
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else if character == "\"" {
                isQuoted.toggle()
            } else if character == "[" || character == "]" {
                isBracketed = character == "["
            } else if character == ";" {
                break
            } else if !isQuoted, !isBracketed {
                letters.append(character)
            }
        }
        if !letters.isEmpty, letters.allSatisfy({ $0 == "0" }) {
            self = letters.count > 1 ? .zeros(letters.count) : .plain
        } else if letters.contains("general") || letters.contains("#") || letters.contains("0.") {
            self = .plain
        } else if letters.contains("y") || letters.contains("d") {
            self = .day
        } else if letters.contains("h") || letters.contains("s") {
            self = .time
        } else {
            self = .plain
        }
    }

    /// The text a person sees, and whether digits are lost.
    /// - Parameter startsIn1904: the workbook counts days from 1904-01-01 instead of 1900-01-01.
    func text(of written: String, startsIn1904: Bool) -> (text: String, origin: SheetGrid.Origin) {
        guard let number = Double(written), number.isFinite else { return (written, .text) }
        switch self {
        case .day where number >= 0 && number < 2_958_466:
            return (Self.moment(number, startsIn1904: startsIn1904), .text)
        case .time where number >= 0 && number < 2_958_466:
            return (Self.clock(number.truncatingRemainder(dividingBy: 1)), .text)
        case .zeros(let width):
            guard let whole = Int64(exactly: number), whole >= 0, whole < 1_000_000_000_000_000 else { break }
            let digits = String(whole)
            return (String(repeating: "0", count: max(0, width - digits.count)) + digits, .text)
        default: break
        }
        if let whole = Int64(exactly: number) {
            return (String(whole), abs(number) < 1e15 ? .number : .roundedNumber)
        }
        // Spreadsheets show fifteen digits: 0.30000000000000004 is 0.3 to everybody.
        return abs(number) >= 1e15
            ? (written, .roundedNumber) : (String(format: "%.15g", number), .number)
    }

    /// `2026-03-09`, with the time when there is one.
    private static func moment(_ number: Double, startsIn1904: Bool) -> String {
        // 25,569 days from the first one to 1970; the 29th February 1900, number 60, never was.
        var days = Int(number.rounded(.down)) - (startsIn1904 ? 24_107 : 25_569)
        if !startsIn1904, number < 60 { days += 1 }
        let (year, month, day) = civil(days)
        let date = String(format: "%04d-%02d-%02d", year, month, day)
        let part = number.truncatingRemainder(dividingBy: 1)
        return part < 0.5 / 86_400 ? date : date + " " + clock(part)
    }

    private static func clock(_ part: Double) -> String {
        let seconds = Int((part * 86_400).rounded()) % 86_400
        return String(format: "%02d:%02d:%02d", seconds / 3_600, seconds / 60 % 60, seconds % 60)
    }

    /// Days since 1970-01-01 as a date of the Gregorian calendar, by eras of 400 years that begin in March.
    private static func civil(_ days: Int) -> (Int, Int, Int) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let ofEra = shifted - era * 146_097
        let year = (ofEra - ofEra / 1_460 + ofEra / 36_524 - ofEra / 146_096) / 365
        let ofYear = ofEra - (365 * year + year / 4 - year / 100)
        let part = (5 * ofYear + 2) / 153
        let month = part < 10 ? part + 3 : part - 9
        return (year + era * 400 + (month <= 2 ? 1 : 0), month, ofYear - (153 * part + 2) / 5 + 1)
    }
}
