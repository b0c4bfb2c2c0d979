/// Units as people read them: files write `Cel` and `m3/h`, a page and a report say °C and m³/h.
extension Units {
    /// With a space before it where one belongs, and empty for a bare number: ` °C`, `%`, ``.
    package static func suffix(of unit: String?) -> String {
        guard let unit, unit != "1", unit != "count" else { return "" }
        let symbol = symbol(of: unit)
        return symbol.hasPrefix("%") ? symbol : " " + symbol
    }

    /// `°C/s` of `Cel/s`; a unit without another spelling stays as it is.
    package static func symbol(of unit: String) -> String {
        unit.split(separator: "/", omittingEmptySubsequences: false).map { part in
            switch part {
            case "Cel": "°C"
            case "degF": "°F"
            case "deg": "°"
            case "Ohm": "Ω"
            case "kOhm": "kΩ"
            case "MOhm": "MΩ"
            case "m2": "m²"
            case "cm2": "cm²"
            case "m3": "m³"
            case "s2": "s²"
            case "uS": "µS"
            case "uW": "µW"
            case "um": "µm"
            default: String(part)
            }
        }.joined(separator: "/")
    }
}
