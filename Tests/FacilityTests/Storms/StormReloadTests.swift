import Testing

@testable import Facility

/// A storm is its incidents: a kill at any moment and a new configuration find the same one.
struct StormReloadTests {
    /// The power cut as a list of deeds, so that a restart fits between any two.
    private enum Deed {
        case speak([String])
        case wait(Interval)
        case lose(lift: Int)
        case smoke(String)
        case tick(String)

        func perform(_ night: inout Night) {
            switch self {
            case .speak(let devices): night.speak(devices)
            case .wait(let interval): night.wait(interval)
            case .lose(let position):
                let isOccupied = position % 5 == 0
                night.hear(
                    Towers.lifts[position],
                    #""mains":false,"moving":false,"occupied":\#(isOccupied),"floor":"\#(position + 2)""#)
                night.wait(.milliseconds(200))
            case .smoke(let device): night.hear(device, #""smoke":true"#)
            case .tick(let device):
                guard let outage = night.outages.first else { return }
                _ = night.say(.rollCall(outage.id, device: device, .empty, by: "zhang"))
            }
        }
    }

    private static var script: [Deed] {
        var script: [Deed] = [.speak(Towers.all), .wait(.seconds(10))]
        for position in Towers.lifts.indices { script.append(.lose(lift: position)) }
        script += [.wait(.seconds(20)), .wait(.seconds(20)), .wait(.seconds(20))]
        script += [.smoke("F210"), .wait(.minutes(1)), .tick("L06")]
        script += [.speak(Array(Towers.lifts.dropLast(2))), .wait(.minutes(1))]
        script += [.speak(Array(Towers.lifts.suffix(2))), .wait(.minutes(1))]
        return script
    }

    /// What a reader of the log must find, whatever happened to the box.
    private struct Outcome: Equatable {
        var reports: Set<String>
        var points: Set<String>
        var outages: Int
        var children: Set<String>
        var lines: [RollCall.Line]?
        var ended: Bool
    }

    private func outcome(_ night: Night) -> Outcome {
        Outcome(
            reports: Set(night.reports(at: "grid")), points: Set(night.reports(at: "centre")),
            outages: night.outages.count,
            children: Set(night.children(of: night.outages.first).map { "\($0.hazard) \($0.device)" }),
            lines: night.outages.first?.rollCall?.lines.map {
                var line = $0
                line.heardAt = nil
                line.tick?.at = Night.start
                return line
            }, ended: night.outages.first?.ended != nil)
    }

    @Test("A restart between any two steps of the storm leaves the same cases, children and lines")
    func restartAnywhere() {
        var undisturbed = Night(Towers.site())
        for step in Self.script { step.perform(&undisturbed) }
        let expected = outcome(undisturbed)
        #expect(expected.outages == 1 && expected.children.count >= 12)
        for moment in Self.script.indices.dropFirst(2) {
            var night = Night(Towers.site())
            for (position, step) in Self.script.enumerated() {
                if position == moment { night.restart(after: .seconds(1)) }
                step.perform(&night)
            }
            #expect(outcome(night) == expected, "restarted before step \(moment)")
            #expect(night.reports(at: "grid").count == expected.reports.count, "each told once")
        }
    }

    @Test("A reload in the middle of a storm keeps it")
    func reload() {
        var undisturbed = Night(Towers.site())
        for step in Self.script { step.perform(&undisturbed) }
        let expected = outcome(undisturbed)
        for moment in [8, 14, 16, 19] {
            var night = Night(Towers.site())
            for (position, step) in Self.script.enumerated() {
                if position == moment { night.reload(Towers.site { $0.version = "2" }) }
                step.perform(&night)
            }
            #expect(outcome(night) == expected, "reloaded before step \(moment)")
        }
    }

    @Test("When the switch is taken out of the sheet its case is withdrawn and every child is one of its own")
    func causeGone() {
        var night = Night(Towers.site())
        night.speak(Towers.all, minutes: 3)
        night.speak(Towers.all.filter { !Towers.detectors(behind: 1).contains($0) }, minutes: 13)
        #expect(night.outages.first?.storm?.cause == .device("SW1"))
        night.reload(Towers.site { site in site.devices.removeAll { $0.id == "SW1" } })
        night.wait(.seconds(1))
        if case .withdrawn = night.outages.first?.ended {} else { Issue.record("still open") }
        #expect(night.incidents("fire.silent").allSatisfy { $0.parent == nil })
        #expect(night.reports(at: "grid").count == 41)
    }

    @Test("A site that groups nothing lets what is grouped go, and tells it")
    func noPolicy() {
        var night = Night(Towers.site())
        night.speak(Towers.all, minutes: 3)
        night.speak(Towers.all.filter { !Towers.detectors(behind: 1).contains($0) }, minutes: 13)
        night.reload(Towers.site { $0.storms = nil })
        night.wait(.seconds(1))
        #expect(night.incidents("fire.silent").allSatisfy { $0.parent == nil })
        #expect(night.reports(at: "grid").count == 41)
        #expect(night.outages.allSatisfy { $0.ended != nil })
    }

    /// What takes the outage's ground away while cars have still to be called at.
    enum Change: CaseIterable { case firstDevice, cause, grouping }

    @Test(
        "Whatever leaves the sheet during a roll-call, the cars are called at to the last, and asked for again",
        arguments: Change.allCases)
    func rollCallStays(change: Change) {
        func site(_ change: Change?) -> Site {
            Towers.site { site in
                var mains = site.devices[site.devices.count - 1]
                (mains.id, mains.links) = ("MAINS", Towers.lifts.map { DeviceLink(.powers, to: $0) })
                if change != .cause { site.devices.append(mains) }
                if change == .grouping { site.storms = nil }
                if change == .firstDevice { site.devices.removeAll { $0.id == "L01" } }
            }
        }
        var night = Night(site(nil))
        night.speak(Towers.all, minutes: 1)
        night.cutPower()
        night.wait(.minutes(1))
        #expect(night.outages.first?.storm?.cause == .device("MAINS"))
        if change == .firstDevice {
            // Filed under a device that goes.
            night.engine.book.change(night.outages[0].id.number) { $0.incident.device = "L01" }
        }
        night.reload(site(change))
        night.restart(after: .seconds(1))
        guard let outage = night.outages.first else { return }
        #expect(outage.ended == nil)
        #expect(night.say(.acknowledge(outage.id, by: "zhang")) == .done)
        let calls = night.calls.count { $0.incident == outage.id }
        let detectors = Towers.detectors(behind: 1) + Towers.detectors(behind: 2)
        night.speak(detectors, minutes: 12)
        #expect(night.calls.count { $0.incident == outage.id } > calls, "asked for again")
        night.speak(Towers.lifts)
        night.wait(.minutes(2))
        for lift in ["L01", "L06", "L11"] {
            #expect(night.outages.first?.ended == nil)
            #expect(night.say(.rollCall(outage.id, device: lift, .empty, by: "zhang")) == .done)
        }
        #expect(night.outages.first?.ended != nil)
    }
}
