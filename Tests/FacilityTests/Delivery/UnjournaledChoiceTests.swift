import Testing

@testable import Facility

/// What goes out although the store takes nothing.
struct UnjournaledChoiceTests {
    private func numbers(_ opened: [Delivery], announced: Set<Int64> = []) -> [Int64] {
        UnjournaledChoice.choose(from: opened, wasAnnounced: announced.contains).map(\.number)
    }

    @Test("What concerns life goes out, with the earlier steps of its own case and no other's")
    func earlierSteps() {
        let opened: [Delivery] = [
            .sample(16, incident: 1), .sample(17, incident: 2, .update),
            .sample(18, incident: 2, .update, life: true),
            .sample(19, incident: 2, .update), .sample(20, incident: 3),
        ]
        #expect(numbers(opened) == [17, 18])
    }

    @Test("What has gone out is not chosen again, and leads no other step with it")
    func announcedBefore() {
        let opened: [Delivery] = [
            .sample(17, .update), .sample(18, .update, life: true), .sample(19, .update),
            .sample(20, .close, life: true),
        ]
        #expect(numbers(opened, announced: [17, 18]) == [19, 20])
        #expect(numbers(opened, announced: [17, 18, 19, 20]) == [])
        #expect(numbers(Array(opened.prefix(3)), announced: [17, 18]) == [])
    }

    @Test("The same case at another destination stays where it is")
    func destinations() {
        var elsewhere = Delivery.sample(17, .update)
        elsewhere.destination = "street"
        #expect(numbers([elsewhere, .sample(18, .update, life: true)]) == [18])
    }
}
