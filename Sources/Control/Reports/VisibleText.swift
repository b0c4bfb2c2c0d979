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

    private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
            true
        default: false
        }
    }
}
