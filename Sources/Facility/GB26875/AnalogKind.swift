extension GB26875 {
    /// What a component measures (8.2.1.3): a signed number of 16 bits times a step in a unit.
    package struct AnalogKind: RawRepresentable, Sendable, Hashable {
        package var rawValue: UInt8

        package init(rawValue: UInt8) { self.rawValue = rawValue }

        /// A row of the standard's table.
        package struct Quantity: Sendable, Equatable {
            package let code: UInt8
            /// How profiles and programs call it, `temperature`.
            package let word: String
            package let name: LocalizedText
            /// As `Units` writes it.
            package let unit: String
            /// Steps in one unit: 10 for 0.1.
            package let steps: Double

            fileprivate init(
                _ code: UInt8, _ word: String, _ en: String, _ zh: String, _ unit: String, steps: Double = 1
            ) {
                self.code = code
                self.word = word
                name = LocalizedText(en: en, zh: zh)
                self.unit = unit
                self.steps = steps
            }

            /// What a raw value stands for, in `unit`: raw -131 of code 3 is -13.1 Cel.
            package func value(_ raw: Int16) -> Double { Double(raw) / steps }
        }

        /// Nil for codes that are reserved or makers' own.
        package var quantity: Quantity? { Self.quantities.first { $0.code == rawValue } }

        /// Pressure has two codes because 0.1 MPa is too coarse for a hydrant: 0.35 MPa is sent as 350.0 kPa. One
        /// source shows 0.1 m/s for air speed, two others 1.
        package static let quantities: [Quantity] = [
            Quantity(1, "events", "number of events", "事件计数", "count"),
            Quantity(2, "level", "height", "高度", "m", steps: 100),
            Quantity(3, "temperature", "temperature", "温度", "Cel", steps: 10),
            Quantity(4, "pressure_mpa", "pressure", "压力", "MPa", steps: 10),
            Quantity(5, "pressure_kpa", "pressure", "压力", "kPa", steps: 10),
            Quantity(6, "gas", "gas concentration", "气体浓度", "%LEL", steps: 10),
            Quantity(7, "time", "time", "时间", "s"),
            Quantity(8, "voltage", "voltage", "电压", "V", steps: 10),
            Quantity(9, "current", "current", "电流", "A", steps: 10),
            Quantity(10, "flow", "flow", "流量", "L/s", steps: 10),
            Quantity(11, "air_volume", "air volume", "风量", "m3/min", steps: 10),
            Quantity(12, "air_speed", "air speed", "风速", "m/s"),
        ]
    }
}
