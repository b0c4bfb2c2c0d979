import Testing

@testable import Facility

/// Two outages of which a greater cause turns up later.
@Suite("Outages that turn out to be one") struct StormMergingTests {
    /// Both switches of the towers hang on one cabinet.
    private static func night(_ change: (inout Site) -> Void = { _ in }) -> Night {
        let site = Towers.site { site in
            var cabinet = Device(
                id: "MAINS", name: "cabinet", profile: 2,
                place: Place(building: "3", floor: "1", gridCode: "350203001001001"))
            cabinet.links = [DeviceLink(.powers, to: "SW1"), DeviceLink(.powers, to: "SW2")]
            site.devices.append(cabinet)
            site.destinations = [
                Compound.destination("grid"), Compound.destination("centre", granularity: .point),
            ]
            site.routes = site.destinations.map { Route(when: nil, destination: $0.id) }
            change(&site)
        }
        return Night(site)
    }

    private func open(_ night: Night) -> [Incident] { night.outages.filter { $0.ended == nil } }

    private func check(_ night: Night, cases: Int) throws {
        let one = try #require(open(night).first)
        #expect(open(night).count == 1, "\(open(night).map { $0.storm?.cause.text ?? "" })")
        #expect(one.storm?.cause == .device("MAINS"))
        #expect(one.device == "MAINS")
        #expect(night.children(of: one).filter { $0.hazard == "fire.silent" }.count == 80)
        let told = night.opened.filter { $0.destination == "grid" && $0.report.hazard == "gateway.outage" }
        #expect(told.filter { $0.action == .report }.count == cases)
        #expect(told.filter { $0.action == .close }.count == cases - 1)
        #expect(told.last { $0.incident == one.id }?.report.device == "MAINS")
        #expect(night.children(of: one).allSatisfy { $0.handling["grid"] == nil })
    }

    @Test("The second switch a while after the first: the cabinet above both is one case, told as an update")
    func widened() throws {
        var night = Self.night()
        let (first, second) = (Towers.detectors(behind: 1), Towers.detectors(behind: 2))
        let lifts = Towers.lifts + Towers.otherLifts
        night.speak(first + second + lifts, minutes: 3)
        night.speak(second + lifts, minutes: 3)
        night.speak(lifts, minutes: 30)
        try check(night, cases: 1)
        // A kill and a reload find the same.
        night.restart()
        night.reload(night.engine.site)
        night.speak(lifts, minutes: 5)
        try check(night, cases: 1)
        // They come back, and with the last of them it ends.
        night.speak(first + second + lifts, minutes: 3)
        #expect(open(night).isEmpty)
    }

    @Test(
        "Two cases told apart are one when the cabinet is gone itself: the younger is withdrawn, all are the older's"
    )
    func merged() throws {
        var night = Self.night { site in
            var gone = Towers.hazards[1]
            gone.id = "network.silent"
            gone.facility = 2
            site.hazards.append(gone)
        }
        let (first, second) = (Towers.detectors(behind: 1), Towers.detectors(behind: 2))
        let lifts = Towers.lifts + Towers.otherLifts
        func speak(_ devices: [String], minutes: Int) {
            for _ in 0..<minutes {
                for gear in ["MAINS", "SW1", "SW2"] { night.send("s/" + gear, "{}", session: 1) }
                night.speak(devices + lifts, minutes: 1)
            }
        }
        speak(first + second, minutes: 3)
        speak(second, minutes: 25)
        speak([], minutes: 20)
        #expect(open(night).compactMap { $0.storm?.cause.text }.sorted() == ["device:SW1", "device:SW2"])
        let older = open(night).first?.id
        // Somebody has still to call at a car of the younger one.
        let younger = try #require(open(night).last).id.number
        let line = RollCall.Line(device: "L01", floor: "4", said: [], heardAt: nil, isCertain: true)
        let call = RollCall(lines: [line], dueAt: night.now + .hours(2))
        night.engine.book.change(younger) { $0.incident.rollCall = call }
        night.speak(lifts, minutes: 25)
        #expect(open(night).first?.id == older)
        #expect(open(night).first?.rollCall?.lines == [line])
        try check(night, cases: 2)
    }

    @Test("Two switches of which nothing above is gone stay two while others of it speak")
    func apart() {
        var night = Self.night { site in
            // Eighty more behind the cabinet, that speak on.
            let more = (Towers.detectors(behind: 3) + Towers.detectors(behind: 4)).map { id in
                Device(
                    id: id, name: id, profile: 1,
                    place: Place(building: "3", floor: "7", gridCode: "350203001001001"))
            }
            site.devices += more
            let cabinet = site.devices.firstIndex { $0.id == "MAINS" }!
            site.devices[cabinet].links += (Towers.detectors(behind: 3) + Towers.detectors(behind: 4)).map {
                DeviceLink(.powers, to: $0)
            }
        }
        let others = Towers.detectors(behind: 3) + Towers.detectors(behind: 4)
        let lifts = Towers.lifts + Towers.otherLifts
        night.speak(Towers.detectors(behind: 1) + Towers.detectors(behind: 2) + others + lifts, minutes: 3)
        night.speak(Towers.detectors(behind: 2) + others + lifts, minutes: 3)
        night.speak(others + lifts, minutes: 30)
        #expect(open(night).count == 2, "\(open(night).map { $0.storm?.cause.text ?? "" })")
    }
}
