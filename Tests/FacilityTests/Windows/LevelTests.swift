import Expressions
import Testing

@testable import Facility

@Suite struct LevelTests {
    @Test("The lowest and highest include what stood when the window began")
    func extremes() {
        var lowest = Drawing(.min, over: .seconds(4))
        #expect(lowest.values("3-----5-6--9-") == "? ? 3 3 3 3 3 3 3 3 5 5 6")
        var highest = Drawing(.max, over: .seconds(4))
        #expect(highest.values("3-9-1-------") == "? ? 9 9 9 9 9 9 1 1 1 1")
    }

    @Test("A mean weighs each value by how long it stood, not by how often it was sent")
    func mean() {
        var drawing = Drawing(.avg, over: .minutes(1))
        drawing.add(.double(0.3), at: 0)
        for tenth in 0..<100 { drawing.add(.double(0.1), at: 50 + Double(tenth) / 10) }
        guard case .double(let mean) = drawing.value(at: 60) else { Issue.record("unknown"); return }
        #expect(abs(mean - (0.3 * 50 + 0.1 * 10) / 60) < 1e-9)
    }

    @Test("A spike between two cells of the grid is not thinned away")
    func spike() {
        var drawing = Drawing(.max, over: .hours(1))
        for tenth in 0..<36_000 {
            drawing.add(.double(tenth == 17_003 ? 85 : 20), at: Double(tenth) / 10)
        }
        #expect(drawing.value(at: 3_600) == .double(85))
    }
}
