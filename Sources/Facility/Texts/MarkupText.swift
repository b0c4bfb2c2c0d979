/// Texts of people and devices made safe for markup, for every page and paper alike: a device named `<script>` stays a
/// name.
package enum MarkupText {
    /// Safe between tags and inside quoted attributes of HTML. Control characters become spaces.
    package static func escaped(_ value: String) -> String {
        var text = ""
        text.reserveCapacity(value.utf8.count)
        for scalar in value.unicodeScalars {
            switch scalar {
            case "&": text += "&amp;"
            case "<": text += "&lt;"
            case ">": text += "&gt;"
            case "\"": text += "&quot;"
            case "'": text += "&#39;"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F: text += " "
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}
