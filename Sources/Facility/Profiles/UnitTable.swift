extension Units {
    /// All units, by dimension; the first of a dimension is its base.
    static let table: [Unit] = mechanical + thermal + electrical + chemical + plain

    private static func rows(
        _ dimension: String, _ rows: [(name: String, literal: String?, scale: Double)]
    ) -> [Unit] {
        rows.map { row in
            Unit(
                name: row.name, dimension: dimension,
                toBase: LinearConversion(scale: row.scale, offset: 0), literal: row.literal)
        }
    }

    private static let mechanical: [Unit] =
        rows(
            "length",
            [
                ("m", "m", 1), ("km", "km", 1_000), ("cm", "cm", 0.01), ("mm", "mm", 0.001),
                ("um", "um", 1e-6),
                ("in", "inch", 0.0254), ("ft", "ft", 0.3048),
            ])
        + rows(
            "speed",
            [
                ("m/s", "m_per_s", 1), ("mm/s", "mm_per_s", 0.001), ("cm/s", "cm_per_s", 0.01),
                ("m/min", "m_per_min", 1 / 60.0), ("km/h", "km_per_h", 1 / 3.6), ("ft/s", "ft_per_s", 0.3048),
            ])
        + rows(
            "acceleration",
            [
                ("m/s2", "m_per_s2", 1), ("cm/s2", "cm_per_s2", 0.01),
                ("gn", "gn", 9.80665), ("mgn", "mgn", 0.00980665),  // standard gravity; `g` is the gram
            ])
        + rows(
            "mass",
            [
                ("kg", "kg", 1), ("g", "g", 0.001), ("t", "t", 1_000), ("lb", "lb", 0.45359237),
            ])
        + rows(
            "pressure",
            [
                ("Pa", "Pa", 1), ("hPa", "hPa", 100), ("kPa", "kPa", 1e3), ("MPa", "MPa", 1e6),
                ("bar", "bar", 1e5),
                ("mbar", "mbar", 100), ("psi", "psi", 6_894.757293168), ("kgf/cm2", "kgf_per_cm2", 98_066.5),
                ("mH2O", "mH2O", 9_806.65), ("mmH2O", "mmH2O", 9.80665), ("mmHg", "mmHg", 133.322387415),
                ("atm", "atm", 101_325),
            ])
        + rows("volume", [("m3", "m3", 1), ("L", "L", 0.001), ("l", nil, 0.001), ("mL", "mL", 1e-6)])
        + rows(
            "flow",
            [
                ("m3/s", "m3_per_s", 1), ("m3/h", "m3_per_h", 1 / 3_600.0), ("L/s", "L_per_s", 0.001),
                ("m3/min", "m3_per_min", 1 / 60.0),
                ("l/s", nil, 0.001), ("L/min", "L_per_min", 0.001 / 60), ("L/h", "L_per_h", 0.001 / 3_600),
            ])
        + rows("angle", [("rad", "rad", 1), ("deg", "deg", .pi / 180)])
        + rows(
            "frequency",
            [
                ("Hz", "Hz", 1), ("kHz", "kHz", 1e3), ("MHz", "MHz", 1e6), ("1/min", "per_min", 1 / 60.0),
                ("rpm", "rpm", 1 / 60.0), ("1/s", nil, 1), ("beat/min", nil, 1 / 60.0),
            ])
        + rows(
            "time",
            [
                ("s", "s", 1), ("ms", "ms", 0.001), ("min", "min_", 60), ("h", "h", 3_600),
                ("d", "d", 86_400),
            ])

    private static let thermal: [Unit] =
        [
            Unit(name: "K", dimension: "temperature", toBase: .identity, literal: "K"),
            Unit(
                name: "Cel", dimension: "temperature", toBase: LinearConversion(scale: 1, offset: 273.15),
                literal: "degC"),
            Unit(
                name: "degC", dimension: "temperature", toBase: LinearConversion(scale: 1, offset: 273.15),
                literal: nil),
            Unit(
                name: "degF", dimension: "temperature",
                toBase: LinearConversion(scale: 5 / 9.0, offset: 459.67 * 5 / 9), literal: "degF"),
        ]
        + rows(
            "temperature rate",
            [
                ("K/s", "K_per_s", 1), ("K/min", "K_per_min", 1 / 60.0), ("Cel/s", nil, 1),
                ("Cel/min", "degC_per_min", 1 / 60.0),
            ])

    private static let electrical: [Unit] =
        rows("current", [("A", "A", 1), ("mA", "mA", 0.001), ("uA", "uA", 1e-6), ("kA", "kA", 1e3)])
        + rows("voltage", [("V", "V", 1), ("mV", "mV", 0.001), ("kV", "kV", 1e3)])
        + rows("power", [("W", "W", 1), ("mW", "mW", 0.001), ("kW", "kW", 1e3), ("MW", "MW", 1e6)])
        + rows("apparent power", [("VA", "VA", 1), ("kVA", "kVA", 1e3)])
        + rows("reactive power", [("var", "var_", 1), ("kvar", "kvar", 1e3)])
        + rows(
            "energy",
            [
                ("J", "J", 1), ("Wh", "Wh", 3_600), ("kWh", "kWh", 3.6e6), ("MWh", "MWh", 3.6e9),
                ("kJ", "kJ", 1e3), ("MJ", "MJ", 1e6),
            ])
        + rows("reactive energy", [("varh", "varh", 1), ("kvarh", "kvarh", 1e3)])
        + rows("charge", [("Ah", "Ah", 1), ("mAh", "mAh", 0.001), ("C", "C", 1 / 3_600.0)])
        + rows(
            "resistance",
            [
                ("Ohm", "Ohm", 1), ("mOhm", "mOhm", 0.001), ("kOhm", "kOhm", 1e3), ("MOhm", "MOhm", 1e6),
            ])
        + rows(
            "conductivity",
            [
                ("S/m", "S_per_m", 1), ("uS/cm", "uS_per_cm", 1e-4), ("mS/cm", "mS_per_cm", 0.1),
            ])

    private static let chemical: [Unit] =
        rows(
            "concentration",
            [
                ("mg/L", "mg_per_L", 1), ("mg/l", nil, 1), ("ug/L", "ug_per_L", 0.001),
                ("g/L", "g_per_L", 1_000),
                ("mg/m3", "mg_per_m3", 0.001), ("ug/m3", "ug_per_m3", 1e-6), ("g/m3", "g_per_m3", 1),
            ])
        + rows("mole fraction", [("ppm", "ppm", 1), ("ppb", "ppb", 0.001)])
        + rows("explosive limit", [("%LEL", "percent_LEL", 1)])
        + rows("turbidity", [("NTU", "NTU", 1), ("FNU", "FNU", 1)])  // equal by calibration with formazine
        + rows("acidity", [("pH", "pH", 1)])
        + rows("colony count", [("CFU/mL", "CFU_per_mL", 1)])
        + rows("smoke obscuration", [("%/m", "percent_per_m", 1)])

    private static let plain: [Unit] =
        rows(
            "ratio",
            [
                ("/", "ratio", 1), ("%", "percent", 0.01), ("%RH", "percent_RH", 0.01),
                ("%EL", "percent_EL", 0.01),
                ("1", nil, 1),
            ])
        + rows("level", [("dB", "dB", 1)])
        + rows("signal", [("dBm", "dBm", 1)])
        + rows("illuminance", [("lx", "lx", 1)])
        + rows("irradiance", [("W/m2", "W_per_m2", 1), ("uW/cm2", "uW_per_cm2", 0.01)])
        + rows("count", [("count", "count_", 1)])
}
