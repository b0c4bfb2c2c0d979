import Testing

@testable import Facility

@Suite("Calling order")
struct CallingOrderTests {
    /// 2026-03-09 is a Monday.
    private func at(_ hour: Int64) -> Timestamp {
        Timestamp(milliseconds: (20_521 * 86_400 + hour * 3_600) * 1_000)
    }

    private func site(shifts: Bool = true, noDutyRoom: [String] = []) -> Site {
        var site = Compound.site([])
        site.people = [
            Person(id: "zhang", name: "Zhang", role: .duty), Person(id: "wang", name: "Wang", role: .duty),
            Person(id: "sun", name: "Sun", role: .engineer), Person(id: "qian", name: "Qian", role: .manager),
            Person(id: "grid", name: "Zhou", role: .gridWorker),
        ]
        site.organisations = [
            Organisation(id: "kone", name: "Kone", role: .liftFirm, phone: "400"),
            Organisation(id: "street", name: "Street", role: .street, phone: "500"),
        ]
        if shifts {
            let hours = { (from: Int, until: Int) in
                Schedule(periods: [.init(days: Schedule.everyDay, from: from, until: until)])
            }
            site.shifts = [
                Shift(id: "d", name: "d", hours: hours(480, 1_200), people: ["zhang"]),
                Shift(id: "n", name: "n", hours: hours(1_200, 480), people: ["wang"]),
            ]
        }
        var policy = CallingPolicy()
        policy.noDutyRoom = noDutyRoom
        site.calling = policy
        return site
    }

    private func order(
        _ site: Site, contacts: [Role] = [.liftFirm, .fireBrigade, .liftRescue, .street],
        signedOn: String? = nil,
        hour: Int64
    ) -> [String] {
        CallingOrder(site: site).callees(contacts: contacts, signedOn: signedOn, at: at(hour)).map(\.id)
    }

    @Test("Who is on duty, then the hazard's firm, engineer and manager, then the guard of other hours")
    func order() {
        #expect(order(site(), hour: 10) == ["zhang", "kone", "sun", "qian", "wang"])
        #expect(order(site(), hour: 2) == ["wang", "kone", "sun", "qian", "zhang"])
    }

    @Test("119, 96333, the street and the grid worker are never called by the machine")
    func never() {
        for hour in 0..<24 {
            let ids = order(site(), contacts: Role.allCases, hour: Int64(hour))
            #expect(!ids.contains("street") && !ids.contains("grid") && !ids.contains("119"))
        }
        #expect(Role.allCases.filter { $0.publicNumber != nil && $0.isCalled }.isEmpty)
    }

    @Test("Who signed for the shift comes first; one whose hours are over comes after who is there")
    func signed() {
        var site = site()
        site.shifts[1].people = ["zhang", "wang"]
        #expect(order(site, signedOn: "wang", hour: 2).first == "wang")
        #expect(order(site, signedOn: "wang", hour: 10).prefix(2) == ["zhang", "kone"])
    }

    @Test("A compound without a duty room calls whom it names in its place")
    func noDutyRoom() {
        var site = site(shifts: false, noDutyRoom: ["qian", "kone"])
        site.people.removeAll { $0.role == .duty }
        #expect(order(site, contacts: [], hour: 2) == ["qian", "kone", "sun"])
    }
}
