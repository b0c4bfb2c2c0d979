import Expressions
import Testing

@testable import Facility

@Suite struct CountingTests {
    @Test("Changes are counted only when the whole window is known, and leave it after its duration")
    func changes() {
        var drawing = Drawing(.changes, over: .seconds(4))
        #expect(
            drawing.values("7788777777")
                == "? ? ? ? 2 2 2 1 1 0")
    }

    @Test("A device that reports only changes has not changed while it is silent")
    func silence() {
        var drawing = Drawing(.changes, over: .seconds(3))
        #expect(drawing.values("5-----6----") == "? ? ? 0 0 0 1 1 1 1 0")
    }

    @Test("Changes of a text and of a truth count like those of a number")
    func texts() {
        var drawing = Drawing(.changes, over: .seconds(10))
        for (second, floor) in ["B1", "B1", "1", "2", "2", "B1"].enumerated() {
            drawing.add(.string(floor), at: Double(second) * 2)
        }
        #expect(drawing.value(at: 10) == .int(3))
        var door = Drawing(.changes, over: .seconds(10))
        for (second, isOpen) in [false, true, false, false].enumerated() {
            door.add(.bool(isOpen), at: Double(second) * 4)
        }
        #expect(door.value(at: 12) == .int(2))
    }

    @Test("Readings are counted one by one, a duplicate once")
    func count() {
        var drawing = Drawing(.count, over: .seconds(10))
        drawing.add(.double(1), at: 0)
        drawing.add(.double(1), at: 5)
        drawing.add(.double(1), at: 5)
        drawing.add(.double(2), at: 10)
        #expect(drawing.value(at: 9) == .int(3), "a time before the newest reading counts as that reading's")
        #expect(drawing.value(at: 10.001) == .int(2))
        #expect(drawing.value(at: 30) == .int(0))
    }

    @Test("Nothing is known of a device that never spoke")
    func never() {
        #expect(Drawing(.count, over: .seconds(10)).value(at: 100) == .unknown)
        #expect(Drawing(.changes, over: .seconds(10)).value(at: 100) == .unknown)
    }
}
