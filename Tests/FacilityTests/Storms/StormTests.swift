import Testing

@testable import Facility

/// One cause silences many: one case, its children visible, nothing of life among them.
struct StormTests {
    /// Everybody has spoken for three minutes; then those behind switch 1 fall silent.
    private func dark(_ silent: [String], for minutes: Int = 12, _ site: Site = Towers.site()) -> Night {
        var night = Night(site)
        night.speak(Towers.all, minutes: 3)
        night.speak(Towers.all.filter { !silent.contains($0) }, minutes: minutes)
        return night
    }

    @Test("Twelve lifts without power, three occupied: three cases, one outage, a roll-call of three")
    func powerCut() {
        var night = Night(Towers.site())
        night.speak(Towers.all, minutes: 1)
        night.cutPower()
        night.wait(.seconds(20))
        #expect(night.reports(at: "grid") == [], "nobody is told of twelve")
        night.wait(.minutes(2))
        let grid = night.reports(at: "grid")
        #expect(grid.count == 4, "\(grid)")
        #expect(grid.filter { $0.hasPrefix("elevator.entrapment") }.count == 3)
        #expect(grid.contains("gateway.outage L01"))
        let outage = night.outages.first
        #expect(night.outages.count == 1)
        #expect(outage?.storm?.cause == .building("3"))
        #expect(outage?.severity == .severe && outage?.parent == nil)
        #expect(night.children(of: outage).count { $0.hazard == "elevator.power_lost" } == 12)
        #expect(night.incidents("elevator.building_power_lost").allSatisfy { $0.parent == outage?.id })
        #expect(outage?.rollCall?.lines.map(\.device) == ["L01", "L06", "L11"])
        #expect(outage?.rollCall?.lines.map(\.floor) == ["2", "7", "12"])
        #expect(
            outage?.rollCall?.lines.allSatisfy { $0.isCertain && $0.said.contains("occupied = true") }
                ?? false)
        for entrapment in night.incidents("elevator.entrapment") { #expect(entrapment.parent == nil) }
        let centre = night.reports(at: "centre")
        #expect(centre.count { $0.hasPrefix("elevator.power_lost") } == 12, "single points for a fire centre")
        #expect(!centre.contains { $0.hasPrefix("gateway.outage") })
    }

    @Test("Children of an outage stay untold where a wait for confirmation runs out, behind a restart too")
    func untoldForGood() {
        let site = Towers.site {
            $0.destinations[0] = Compound.destination("grid", .confirmedOrAfter(.minutes(3)))
        }
        var night = Night(site)
        night.speak(Towers.all, minutes: 1)
        night.cutPower()
        night.wait(.minutes(2))
        #expect(night.children(of: night.outages.first).count >= 12)
        night.restart(after: .seconds(20))
        night.wait(.minutes(10))
        let grid = night.reports(at: "grid")
        #expect(grid.contains("gateway.outage L01"))
        #expect(!grid.contains { $0.hasPrefix("elevator.power_lost") }, "\(grid)")
    }

    @Test(
        "Forty devices behind one switch are one case with forty children, and nobody is called for one of them"
    )
    func oneSwitch() {
        var night = dark(Towers.detectors(behind: 1))
        night.wait(.minutes(1))
        #expect(night.outages.count == 1)
        let outage = night.outages.first
        #expect(outage?.storm?.cause == .device("SW1"))
        #expect(outage?.device == "SW1", "that is where somebody goes")
        #expect(night.children(of: outage).count == 40)
        #expect(night.reports(at: "grid") == ["gateway.outage SW1"])
        #expect(night.opened.first { $0.destination == "grid" }?.report.codes == ["gb47678": "01013"])
        #expect(night.reports(at: "centre").count == 40)
        night.wait(.hours(8))
        let outages = Set(night.outages.map(\.id))
        #expect(!night.calls.isEmpty && night.calls.allSatisfy { outages.contains($0.incident) })
        #expect(outage?.evidence.contains { $0.contains("F101") } ?? false)
    }

    @Test("Two switches at once are two cases, where the rest of the building speaks on")
    func twoCauses() {
        var night = Night(
            Towers.site { site in
                // A hundred more detectors of the building hang on neither.
                let more = (1...100).map { number in
                    Device(
                        id: "F\(900 + number)", name: "", profile: 1,
                        place: Place(building: "3", gridCode: "350203001001001"))
                }
                site.devices += more
            })
        let more = (1...100).map { "F\(900 + $0)" }
        night.speak(Towers.all + more, minutes: 3)
        night.speak(more + Towers.lifts, minutes: 13)
        let causes = night.outages.compactMap(\.storm).map(\.cause.text)
        #expect(causes.sorted() == ["device:SW1", "device:SW2"])
        for outage in night.outages { #expect(night.children(of: outage).count == 40) }
        #expect(night.reports(at: "grid").count == 2)
    }

    @Test("All of a building at once is the building, not its switches")
    func wholeBuilding() {
        let silent = Towers.detectors(behind: 1) + Towers.detectors(behind: 2)
        var night = dark(silent)
        night.wait(.minutes(1))
        #expect(night.outages.compactMap(\.storm).map(\.cause) == [.building("3")])
        #expect(night.children(of: night.outages.first).count == 80)
    }

    @Test("One silence, or two, is told alone, after a while")
    func alone() {
        var night = dark(["F101", "F230"], for: 12)
        night.wait(.minutes(1))
        #expect(night.outages.isEmpty)
        #expect(night.reports(at: "grid") == ["fire.silent F101", "fire.silent F230"])
        #expect(night.incidents("fire.silent").allSatisfy { $0.parent == nil && $0.settlesAt == nil })
    }

    @Test("A fire in the middle of a storm is told at once and by itself")
    func fireInStorm() {
        var night = dark(Towers.detectors(behind: 1))
        let before = night.opened.count
        night.hear("F205", #""smoke":true"#)
        let fire = night.incidents("fire.smoke").first
        #expect(night.opened.dropFirst(before).filter { $0.incident == fire?.id }.count == 2)
        #expect(fire?.parent == nil && fire?.settlesAt == nil)
        night.wait(.minutes(30))
        #expect(night.incidents("fire.smoke").allSatisfy { $0.parent == nil })
    }

    @Test(
        "What concerns life is never grouped, whatever its hazard says",
        arguments: [Severity.severe, .extreme])
    func lifeIsNeverAChild(_ severity: Severity) {
        var night = Night(
            Towers.site { site in
                for position in site.hazards.indices { site.hazards[position].isGrouped = true }
                site.hazards[0].severity = severity
            })
        night.speak(Towers.all)
        for lift in Towers.lifts { night.hear(lift, #""mains":false,"occupied":true,"moving":false"#) }
        for detector in Towers.detectors(behind: 1) { night.hear(detector, #""smoke":true"#) }
        #expect(night.reports(at: "grid").count == 40, "at once")
        night.wait(.minutes(4))
        for incident in night.store.incidents.values where incident.isLifeSafety {
            #expect(incident.parent == nil && incident.settlesAt == nil)
        }
        #expect(night.reports(at: "grid").count == 40 + 12 + 1, "\(night.reports(at: "grid").suffix(15))")
    }

    @Test("A device that falls silent behind a dead switch hours later joins its case and is told to nobody")
    func lateJoin() {
        let silent = Towers.detectors(behind: 1).filter { $0 != "F140" }
        var night = dark(silent)
        night.speak(Towers.all.filter { !silent.contains($0) }, minutes: 60)
        #expect(night.children(of: night.outages.first).count == 39)
        night.speak(Towers.all.filter { !Towers.detectors(behind: 1).contains($0) }, minutes: 15)
        #expect(night.outages.count == 1)
        #expect(night.children(of: night.outages.first).count == 40)
        #expect(night.reports(at: "grid") == ["gateway.outage SW1"])
    }

    @Test("A lift that loses its power in a storm of silence is told: nobody would hear of it else")
    func powerBesideSilence() {
        var night = dark(Towers.detectors(behind: 1) + Towers.detectors(behind: 2))
        #expect(night.outages.first?.storm?.cause == .building("3"))
        night.hear("L03", #""mains":false,"occupied":false,"moving":false"#)
        night.wait(.minutes(1))
        #expect(night.reports(at: "grid").last == "elevator.power_lost L03")
    }

    // MARK: Recovery

    @Test("They come back one by one: the case ends with the last and not before")
    func recovery() {
        let silent = Towers.detectors(behind: 1)
        var night = dark(silent)
        night.wait(.minutes(1))
        for detector in silent.dropLast() {
            night.speak([detector])
            night.wait(.milliseconds(100))
            #expect(night.outages.first?.ended == nil)
        }
        #expect(night.outages.first?.storm?.ebbingSince != nil)
        night.speak([silent[39]])
        night.wait(.milliseconds(100))
        #expect(night.outages.first?.ended != nil)
        #expect(night.opened.last { $0.destination == "grid" }?.action == .close)
        #expect(night.children(of: night.outages.first).allSatisfy { $0.ended != nil })
    }

    @Test(
        "What does not come back with the others is a case of its own after a while, and the outage is over")
    func stragglers() {
        let silent = Towers.detectors(behind: 1)
        var night = dark(silent)
        night.wait(.minutes(1))
        night.speak(Array(silent.dropLast(2)))
        let others = Towers.all.filter { !silent.suffix(2).contains($0) }
        night.speak(others, minutes: 14)
        #expect(night.outages.first?.ended == nil)
        night.speak(others, minutes: 2)
        #expect(night.outages.first?.ended != nil)
        #expect(
            Set(night.reports(at: "grid")) == ["gateway.outage SW1", "fire.silent F139", "fire.silent F140"])
        #expect(night.incidents("fire.silent").filter { $0.ended == nil }.allSatisfy { $0.parent == nil })
    }

    @Test("A storm that a person finds to be none lets its children go, each told")
    func refuted() {
        var night = dark(Towers.detectors(behind: 1))
        night.wait(.minutes(1))
        guard let outage = night.outages.first else { return }
        #expect(night.say(.refute(outage.id, by: "zhang", cause: "two trades at work")) == .done)
        night.wait(.seconds(1))
        #expect(night.outages.first?.ended != nil)
        #expect(night.incidents("fire.silent").allSatisfy { $0.parent == nil && $0.ended == nil })
        #expect(night.reports(at: "grid").count == 41)
        night.speak(Towers.all.filter { !Towers.detectors(behind: 1).contains($0) }, minutes: 60)
        #expect(night.outages.count == 1, "they are not grouped again")
    }

    @Test("A child a person confirms is a case of its own")
    func confirmedChild() {
        var night = dark(Towers.detectors(behind: 1))
        night.wait(.minutes(1))
        guard let child = night.children(of: night.outages.first).first else { return }
        #expect(night.say(.confirm(child.id, by: "zhang", note: "cable cut")) == .done)
        #expect(night.incident(child.id.number)?.parent == nil)
        #expect(night.reports(at: "grid").last == "fire.silent \(child.device)")
    }

    // MARK: The broker

    @Test("A broker that is away is one case by itself; nobody behind it has to fall silent first")
    func broker() {
        var night = Night(Towers.site())
        night.speak(Towers.all, minutes: 2)
        night.connect(false)
        night.wait(.seconds(59))
        #expect(night.outages.isEmpty)
        night.wait(.seconds(2))
        #expect(night.outages.first?.storm?.cause == .broker("main"))
        #expect(night.reports(at: "grid") == ["gateway.outage towers"])
        night.wait(.hours(3))
        #expect(night.store.incidents.count == 1, "who is deaf calls nobody silent")
        night.connect(true)
        night.wait(.seconds(1))
        #expect(night.outages.first?.ended != nil)
        night.connect(false)
        night.wait(.seconds(30))
        night.connect(true)
        night.wait(.minutes(2))
        #expect(night.outages.count == 1, "a short loss is none")
    }

    @Test(
        "A broker that was away before the restart is the same case after it, until a session says otherwise")
    func brokerRestart() {
        var night = Night(Towers.site())
        night.speak(Towers.all, minutes: 2)
        night.connect(false)
        night.wait(.minutes(2))
        night.restart(after: .seconds(5))
        #expect(night.outages.map { $0.ended == nil } == [true])
        night.connect(false)
        night.wait(.minutes(10))
        #expect(night.outages.map { $0.ended == nil } == [true])
        night.connect(true)
        night.wait(.seconds(1))
        #expect(night.outages.map { $0.ended == nil } == [false])
    }
}

extension Night {
    /// Both sessions of the first broker.
    mutating func connect(_ isUp: Bool) {
        for session in 0...1 {
            var effects = Effects()
            engine.sessionChanged(
                SessionIndex(session), isUp ? .connected(sessionPresent: true) : .disconnected, now: now,
                effects: &effects)
            commit(effects)
        }
    }
}
