import Testing

@testable import Facility

/// The phone tree by drawn nights: who is called when, by what.
@Suite("Phone tree")
struct PhoneTreeTests {
    private static let start = Timestamp(milliseconds: 1_773_000_000_000)
    private let zhang = Callee(id: "zhang", name: "Zhang", role: .duty, phone: "1")
    private let li = Callee(id: "li", name: "Li", role: .engineer, phone: "2")
    private let mute = Callee(id: "mute", name: "Mute", role: .duty)

    /// `30 li sms`: every call until a time.
    private func calls(
        _ tree: inout PhoneTree, until end: Int64, policy: CallingPolicy, list: (Int64) -> [Callee]
    ) -> [String] {
        var calls: [String] = []
        while let next = tree.nextAt, next <= Self.start + .seconds(end) {
            let second = (next - Self.start).milliseconds / 1_000
            guard let call = tree.pass(to: next, list: list(second), policy: policy) else { continue }
            calls.append("\(second) \(call.callee.id) \(call.route.rawValue)")
        }
        return calls
    }

    private func policy(_ routes: CallRoute...) -> CallingPolicy {
        var policy = CallingPolicy()
        policy.routes = routes
        return policy
    }

    @Test("Everybody is called by the first route, then by the second, and the last one is repeated")
    func rounds() {
        var tree = PhoneTree(from: Self.start)
        let called = calls(&tree, until: 330, policy: policy(.sms, .call)) { _ in [zhang, li] }
        #expect(
            called == [
                "0 zhang sms", "30 li sms", "120 zhang call", "150 li call", "240 zhang call", "270 li call",
            ])
    }

    @Test("The pause between rounds doubles from the fourth on and ends at ten minutes")
    func pauses() {
        var tree = PhoneTree(from: Self.start)
        let called = calls(&tree, until: 6_000, policy: policy(.page)) { _ in [zhang] }
        let times = called.compactMap { Int($0.split(separator: " ")[0]) }
        let gaps = zip(times.dropFirst(), times).map { $0 - $1 }
        #expect(gaps.prefix(7) == [90, 90, 90, 150, 270, 510, 630])
        #expect(gaps.dropFirst(6).allSatisfy { $0 == 630 })
        #expect(called.count < 16, "an unanswered night is not a thousand calls")
    }

    @Test("What nobody answers for a day is called for once an hour from then on, for ever")
    func rare() {
        var tree = PhoneTree(from: Self.start)
        let called = calls(&tree, until: 30 * 86_400, policy: policy(.page)) { _ in [zhang] }
        let times = called.compactMap { Int($0.split(separator: " ")[0]) }
        let gaps = zip(times.dropFirst(), times).map { $0 - $1 }
        #expect(times.count { $0 < 86_400 } > 120, "a day of calls at the pace of the night")
        #expect(gaps.suffix(600).allSatisfy { $0 == 3_630 })
    }

    @Test("Whoever answers stops it, for good")
    func answered() {
        var tree = PhoneTree(from: Self.start)
        _ = tree.pass(to: Self.start, list: [zhang, li], policy: policy(.call))
        tree.answer()
        #expect(!tree.isRinging)
        #expect(
            tree.pass(to: Self.start + .hours(9), list: [zhang, li], policy: policy(.call)) == nil)
    }

    @Test("A shift that changes in mid-round calls the new guard next and nobody twice")
    func shiftChange() {
        var tree = PhoneTree(from: Self.start)
        let wang = Callee(id: "wang", name: "Wang", role: .duty, phone: "3")
        let called = calls(&tree, until: 89, policy: policy(.call)) {
            $0 < 30 ? [zhang, li] : [wang, zhang, li]
        }
        #expect(called == ["0 zhang call", "30 wang call", "60 li call"])
    }

    @Test("Who has no number is not called by a route that needs one, and is by the page")
    func mutes() {
        var tree = PhoneTree(from: Self.start)
        #expect(calls(&tree, until: 59, policy: policy(.sms)) { _ in [mute, li] } == ["0 li sms"])
        var page = PhoneTree(from: Self.start)
        #expect(
            calls(&page, until: 59, policy: policy(.page)) { _ in [mute, li] } == [
                "0 mute page", "30 li page",
            ])
    }

    @Test("Who answered and did not come back is called last")
    func last() {
        var tree = PhoneTree(from: Self.start, last: "zhang")
        #expect(
            calls(&tree, until: 59, policy: policy(.call)) { _ in [zhang, li] } == [
                "0 li call", "30 zhang call",
            ])
    }

    @Test("With nobody to call it keeps trying, ever more rarely, and never spins")
    func nobody() {
        var tree = PhoneTree(from: Self.start)
        var wakes = 0
        while let next = tree.nextAt, next <= Self.start + .hours(2) {
            #expect(tree.pass(to: next, list: [], policy: policy(.call)) == nil)
            wakes += 1
        }
        #expect(wakes < 20)
    }

    @Test("A restart in mid-round goes on with the next person")
    func restart() throws {
        var tree = PhoneTree(from: Self.start)
        _ = tree.pass(to: Self.start, list: [zhang, li], policy: policy(.call))
        let stored = try JSONEncoderForTests.encode(tree)
        var after = try JSONEncoderForTests.decode(PhoneTree.self, stored)
        let call = after.pass(to: Self.start + .seconds(40), list: [zhang, li], policy: policy(.call))
        #expect(call?.callee.id == "li")
    }
}
