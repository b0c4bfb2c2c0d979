import Facility
import Testing

@testable import SiteConfiguration

@Suite("The notation of series")
struct SeriesNotationTests {
    private static let number = Point.Kind.number(unit: "Cel", range: nil)

    private func numbers(_ token: String) throws -> [Double?] {
        try SeriesNotation.expand(token, for: Self.number).map { value in
            if case .number(let number)? = value { number } else { nil }
        }
    }

    @Test(
        "Numbers, gaps, repeats and ramps stand for what promtool says they do",
        arguments: [
            ("21.5", [21.5]), ("-3", [-3]), ("_", [nil]), ("_x3", [nil, nil, nil]), ("4x2", [4, 4, 4]),
            ("4x0", [4]), ("0+1x3", [0, 1, 2, 3]), ("20-0.5x2", [20, 19.5, 19]), ("-2+1x2", [-2, -1, 0]),
            ("-2-1x1", [-2, -3]), ("1e-3x1", [0.001, 0.001]), ("1e2+1e1x1", [100, 110]),
        ] as [(String, [Double?])])
    func expansion(token: String, steps: [Double?]) throws {
        #expect(try numbers(token) == steps)
    }

    @Test("A ramp of tenths ends on its tenth, not a rounding beside it")
    func ramps() throws {
        #expect(try numbers("0+0.1x3").last! == 0.1 * 3)
        #expect(try numbers("20+1.5x12").last! == 38)
    }

    @Test(
        "What is no value of a point is refused",
        arguments: ["warm", "1x", "x3", "1+x3", "1+1", "0x1F", "nan", "1,5"])
    func refusals(token: String) {
        #expect(throws: SeriesNotation.Mistake.notAValue(token)) {
            try SeriesNotation.expand(token, for: Self.number)
        }
    }

    @Test(
        "A series of a million steps is a slip of the keyboard",
        arguments: ["1x100000", "1x99999999999999999999"])
    func limits(token: String) {
        #expect(throws: SeriesNotation.Mistake.tooLong) { try SeriesNotation.expand(token, for: Self.number) }
    }

    @Test("Truths are true and false alone; a word that ends like a repeat is the word")
    func words() throws {
        #expect(try SeriesNotation.expand("truex1", for: .boolean) == [.boolean(true), .boolean(true)])
        #expect(throws: SeriesNotation.Mistake.notAValue("1")) {
            try SeriesNotation.expand("1", for: .boolean)
        }
        let choice = Point.Kind.choice(["open", "open_x2", "axle_x2"])
        #expect(try SeriesNotation.expand("axle_x2", for: choice) == [.text("axle_x2")])
        #expect(try SeriesNotation.expand("openx1", for: choice) == [.text("open"), .text("open")])
        #expect(try SeriesNotation.expand("B1x1", for: .text) == [.text("B1"), .text("B1")])
    }
}
