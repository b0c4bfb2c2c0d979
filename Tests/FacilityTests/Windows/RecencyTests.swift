import Expressions
import Testing

@testable import Facility

@Suite struct RecencyTests {
    @Test("Age grows from the newest reading, late ones make nothing younger or older")
    func age() {
        var drawing = Drawing(.age)
        #expect(drawing.value(at: 5) == .unknown)
        drawing.add(.bool(true), at: 10)
        drawing.add(.bool(false), at: 4)
        #expect(drawing.value(at: 12.5) == .duration(milliseconds: 2_500))
    }

    @Test("An age is looked at again at least every thirty-second part of itself")
    func ageSteps() {
        var drawing = Drawing(.age)
        #expect(drawing.set.nextChange(after: Drawing.second(0)) == nil)
        drawing.add(.bool(true), at: 0)
        #expect(drawing.set.nextChange(after: Drawing.second(0)) == Drawing.second(1))
        #expect(drawing.set.nextChange(after: Drawing.second(640)) == Drawing.second(660))
    }

    @Test("The previous value is that of the reading before the newest, whatever the order of arrival")
    func previous() {
        var drawing = Drawing(.previous)
        drawing.add(.string("closed"), at: 0)
        #expect(drawing.value(at: 0) == .unknown)
        drawing.add(.string("open"), at: 10)
        #expect(drawing.value(at: 10) == .string("closed"))
        drawing.add(.string("opening"), at: 9)
        #expect(drawing.value(at: 10) == .string("opening"))
        drawing.add(.string("closed"), at: 3)
        #expect(drawing.value(at: 10) == .string("opening"))
    }
}
