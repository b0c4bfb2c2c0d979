/// What a device says of itself, made safe to look at: whoever names a device may write to our terminals and pages.
///
/// Control characters (an escape sequence clears a screen or renames its window), marks that turn the direction of
/// writing (Unicode UAX #9, 2) and characters nobody sees are written as `\u{1B}`.
package enum VisibleText {
    /// - Parameter most: characters shown; what is longer ends with `…`.
    package static func of(_ text: String, most: Int = .max) -> String {
        guard text.unicodeScalars.contains(where: isHidden) || text.unicodeScalars.count > most else {
            return text
        }
        var visible = ""
        var left = most
        for scalar in text.unicodeScalars {
            guard left > 0 else { return visible + "…" }
            left -= 1
            if isHidden(scalar) {
                visible += "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
            } else {
                visible.unicodeScalars.append(scalar)
            }
        }
        return visible
    }

    /// A line of JSON for a terminal as well as for programs: the same value, with what `of` hides spelled `\u009B`
    /// (RFC 8259, 7), beyond U+FFFF as two halves. Such characters stand in strings only.
    package static func of(json: String) -> String {
        guard json.unicodeScalars.contains(where: isHidden) else { return json }
        var visible = ""
        for scalar in json.unicodeScalars {
            guard isHidden(scalar) else {
                visible.unicodeScalars.append(scalar)
                continue
            }
            for unit in UTF16.encode(scalar)! {
                let digits = String(unit, radix: 16, uppercase: true)
                visible += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }
        }
        return visible
    }

    private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
            true
        default: false
        }
    }
}
