import Testing

@testable import Facility

/// Random timelines of one zone against the plainest account of them: what was sent, and what the store holds.
@Suite("Growing fires, drawn by lot") struct GrowingFireWalkTests {
    private struct Lot {
        var state: UInt64
        mutating func roll(_ sides: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(sides))
        }
    }

    /// What a far side that knows only report, update and close makes of it.
    private struct FarSide {
        var open: Set<IncidentID> = []
        var known: Set<IncidentID> = []
        var broken: [String] = []

        mutating func take(_ delivery: Delivery) {
            switch delivery.action {
            case .report:
                if !known.insert(delivery.incident).inserted { broken.append("\(delivery.incident) twice") }
                open.insert(delivery.incident)
            case .update:
                if !known.contains(delivery.incident) { broken.append("\(delivery.incident) unknown") }
                if delivery.report.step == "reopened" { open.insert(delivery.incident) }
                if !open.contains(delivery.incident) { broken.append("\(delivery.incident) is closed") }
            case .close:
                if open.remove(delivery.incident) == nil { broken.append("\(delivery.incident) not open") }
            }
        }
    }

    /// The incidents of a case, by the store alone.
    private func members(of leader: IncidentID, _ night: Night) -> [Incident] {
        night.store.incidents.values.filter { incident in
            if let other = incident.toldWith?["grid"] { return other == leader }
            return incident.id == leader
        }
    }

    private func mayBeFire(_ incident: Incident) -> Bool { incident.ended == nil && !incident.isRefuted }

    private func act(_ night: inout Night, _ lot: inout Lot) -> String {
        let device = "F\(1 + lot.roll(4))"
        let open = night.engine.openIncidents.filter { $0.origin == .real }
        let one = open.isEmpty ? nil : open[lot.roll(open.count)].id
        switch lot.roll(16) {
        case 0...3: night.smoke(device)
        case 4, 5: night.smoke(device, false)
        case 6: night.press(device, lot.roll(2) == 0)
        case 7, 8: night.wait([.seconds(1), .seconds(20), .minutes(4), .hours(3)][lot.roll(4)])
        case 9, 10: if let one { night.say(.clear(one, by: "li", note: nil)) }
        case 11: if let one { night.say(.refute(one, by: "li", cause: "dust", note: "looked")) }
        case 12: if let one { night.say(.confirm(one, by: "li", note: nil)) }
        case 13: if let one { night.say(.acknowledge(one, by: "li")) }
        case 14: if lot.roll(3) == 0 { night.restart(after: .seconds(Int64(lot.roll(90)))) }
        default: if lot.roll(3) == 0 { night.reload(night.engine.site) }
        }
        return device
    }

    private func settle(_ night: inout Night, _ lot: inout Lot) {
        guard lot.roll(3) > 0 else { return }
        for number in night.store.outbox.keys.sorted() {
            night.say(.delivered(number, .accepted(caseNumber: "A", handling: .accepted)))
        }
    }

    @Test("Each fire of a zone is one open case, alive while anything of it stands", arguments: 1...60)
    func walk(seed: Int) {
        var lot = Lot(state: UInt64(seed) &* 0x9E37_79B9_7F4A_7C15)
        var night = Night(Stairwell.site { $0.hazards[1].holdOff = seed % 3 == 0 ? .minutes(2) : nil })
        var platform = FarSide()
        var centre = FarSide()
        var seen = 0
        for step in 0..<120 {
            _ = act(&night, &lot)
            settle(&night, &lot)
            let fresh = night.opened[seen...]
            seen = night.opened.count
            for delivery in fresh where delivery.destination == "centre" {
                centre.take(delivery)
                if night.incident(delivery.incident.number)?.sharedPlace != nil {
                    Issue.record("seed \(seed) step \(step): a zone is no point")
                }
            }
            for delivery in fresh where delivery.destination == "grid" {
                platform.take(delivery)
                if delivery.action == .close, delivery == fresh.last(where: { $0.destination == "grid" }) {
                    let left = members(of: delivery.incident, night).filter { $0.ended == nil }
                    #expect(left.isEmpty, "seed \(seed) step \(step): closed under \(left.map(\.id.number))")
                }
            }
            let alive = platform.open.filter { members(of: $0, night).contains(where: mayBeFire) }
            #expect(alive.count <= 1, "seed \(seed) step \(step): \(alive.map(\.number).sorted())")
            for incident in night.store.incidents.values where mayBeFire(incident) {
                let leader = incident.toldWith?["grid"] ?? incident.id
                #expect(
                    platform.open.contains(leader), "seed \(seed) step \(step): \(incident.id.number) untold")
                #expect(
                    incident.sharedPlace != nil || centre.known.contains(incident.id),
                    "seed \(seed): \(incident.id.number) is no point")
            }
            for id in platform.open where !members(of: id, night).contains(where: { $0.ended == nil }) {
                Issue.record("seed \(seed) step \(step): \(id.number) is over and open")
            }
            check(night, platform, "seed \(seed) step \(step)")
            guard platform.broken.isEmpty, centre.broken.isEmpty else {
                Issue.record("seed \(seed) step \(step): \(platform.broken) \(centre.broken)")
                return
            }
        }
        #expect(Set(night.opened.map(\.idempotencyKey)).count == night.opened.count)
    }

    /// The last that was said of each open case is what its incidents are.
    private func check(_ night: Night, _ platform: FarSide, _ at: String) {
        for id in platform.open {
            guard let last = night.opened.last(where: { $0.incident == id && $0.destination == "grid" })
            else {
                continue
            }
            let all = members(of: id, night)
            let may = all.filter(mayBeFire)
            guard !may.isEmpty, night.engine.counters.updatesLeftOut == 0 else { continue }
            #expect(last.severity == may.map(\.severity).max(), "\(at): severity of \(id.number)")
            #expect(
                (last.report.condition == .active) == may.contains { $0.condition == .active },
                "\(at): condition of \(id.number)")
            let isConfirmed = all.contains(where: \.isConfirmed)
            #expect(
                (last.report.confirmation == "confirmed") == isConfirmed,
                "\(at): confirmation of \(id.number)")
        }
    }
}
