import Expressions
import Facility
import Testing

@Suite("Units")
struct UnitsTests {
    @Test(
        "Values turn into other units of their dimension",
        arguments: [
            ("kPa", "MPa", 350, 0.35), ("bar", "MPa", 3.5, 0.35), ("mm/s", "m/s", 1_750, 1.75),
            ("km/h", "m/s", 36, 10),
            ("mA", "A", 392, 0.392), ("kWh", "Wh", 1.5, 1_500), ("degF", "Cel", 212, 100),
            ("K", "Cel", 273.15, 0),
            ("Cel", "degF", 37, 98.6), ("psi", "kPa", 100, 689.4757293168), ("mH2O", "kPa", 10, 98.0665),
            ("kgf/cm2", "MPa", 10, 0.980665), ("cm", "m", 250, 2.5), ("L/s", "m3/h", 1, 3.6),
            ("min", "s", 2, 120),
            ("kOhm", "Ohm", 10, 10_000), ("mS/cm", "uS/cm", 0.5, 500), ("g/m3", "mg/L", 1, 1),
            ("/", "%", 0.5, 50),
            ("ft/s", "m/s", 10, 3.048), ("Cel", "Cel", 21.7, 21.7), ("Cel/min", "K/s", 60, 1),
            ("degC", "Cel", 5, 5),
        ] as [(String, String, Double, Double)])
    func conversions(source: String, target: String, raw: Double, expected: Double) throws {
        let conversion = try #require(Units.conversion(from: source, to: target))
        #expect(abs(conversion.apply(raw) - expected) <= abs(expected) * 1e-12 + 1e-12)
    }

    @Test("A thousandth is a division, so that 350 kPa is 0.35 MPa to the last digit")
    func exact() throws {
        let conversion = try #require(Units.conversion(from: "kPa", to: "MPa"))
        for raw in 0...2_000 { #expect(conversion.apply(Double(raw)) == Double(raw) / 1_000) }
    }

    @Test(
        "Units of two dimensions never turn into one another",
        arguments: [
            ("MPa", "m"), ("%LEL", "%"), ("Cel", "K/min"), ("W", "VA"), ("ppm", "mg/L"), ("kWh", "kvarh"),
            ("V", "X"),
        ])
    func incompatible(source: String, target: String) {
        #expect(Units.conversion(from: source, to: target) == nil)
    }

    @Test("Every unit converts to every other of its dimension and back, and no name stands twice")
    func roundTrips() throws {
        let names = Units.allNames
        #expect(Set(names).count == names.count)
        for source in names {
            for target in names where Units.dimension(of: source) == Units.dimension(of: target) {
                let there = try #require(Units.conversion(from: source, to: target))
                let back = try #require(Units.conversion(from: target, to: source))
                #expect(abs(back.apply(there.apply(12.5)) - 12.5) < 1e-6, "\(source) \(target)")
            }
        }
    }

    @Test("Literals are folded into the unit the points have")
    func literals() throws {
        let literals = Units.literals(for: ["Cel", "kPa", "A"])
        func fold(_ name: String, _ number: Double) throws -> (Double, String) {
            let literal = try #require(literals.first { $0.name == name })
            return (number * literal.scale + literal.offset, literal.unit)
        }
        #expect(try fold("degC", 60) == (60, "Cel"))
        #expect(try fold("MPa", 0.35) == (350, "kPa"))
        let current = try fold("mA", 300)
        #expect(abs(current.0 - 0.3) < 1e-15 && current.1 == "A")
        #expect(try fold("kW", 7) == (7, "kW"))
        #expect(Set(literals.map(\.name)).count == literals.count)
        for name in literals.map(\.name) {
            #expect(
                name.utf8.allSatisfy {
                    $0 >= 0x30 && $0 <= 0x39 || $0 >= 0x41 && $0 <= 0x5A || $0 >= 0x61 && $0 <= 0x7A
                        || $0 == 0x5F
                })
        }
    }

    @Test("A literal of the point's own unit is named first")
    func literalNames() {
        #expect(Units.literalNames(for: "Cel").first == "degC")
        #expect(Units.literalNames(for: "MPa").first == "MPa")
        #expect(Units.literalNames(for: "MPa").contains("bar"))
        #expect(Units.literalNames(for: "nonsense") == [])
    }

    @Test(
        "A misspelt unit is recognised",
        arguments: [
            ("celsius", "Cel"), ("°C", "Cel"), ("Mpa", "MPa"), ("KPa", "kPa"), ("m³/h", "m3/h"),
            ("kwh", "kWh"), ("pSi", "psi"), ("μS/cm", "uS/cm"),
        ])
    func suggestions(misspelt: String, meant: String) {
        #expect(!Units.isKnown(misspelt))
        #expect(Units.suggestions(for: misspelt).first == meant)
    }
}
