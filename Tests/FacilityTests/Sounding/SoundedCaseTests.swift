import Testing

@testable import Facility

@Suite("What a loudspeaker says")
struct SoundedCaseTests {
    private func text(
        _ device: String = "东侧客梯", place: Place, origin: Incident.Origin = .real
    ) -> LocalizedText {
        SoundedCase.text(of: .sounded(device, place: place, origin: origin))
    }

    @Test("What and where, in the order in which one walks there")
    func order() {
        let text = text(place: Place(building: "3号楼", unit: "2单元", floor: "5", spot: "前室", gridCode: ""))
        #expect(text.zh == "电梯困人。3号楼2单元5层，前室，东侧客梯。")
        #expect(text.en == "Passengers trapped. 3号楼, 2单元, floor 5, 前室, 东侧客梯. ")
    }

    @Test("A basement is below, and what the device's name says is not said twice")
    func basement() {
        let text = text(
            "3号楼2单元客梯", place: Place(building: "3号楼", unit: "2单元", floor: "-1", gridCode: ""))
        #expect(text.zh == "电梯困人。3号楼2单元负1层，客梯。")
    }

    @Test("The building is said first, whatever the device's name begins with")
    func buildingFirst() {
        let place = Place(building: "1号楼", unit: "1单元", floor: "1", spot: "东走廊", gridCode: "")
        #expect(text("1号楼1层烟感", place: place).zh == "电梯困人。1号楼1单元1层，东走廊，烟感。")
        #expect(text("1号楼 1单元1层烟感", place: place).zh == "电梯困人。1号楼1单元1层，东走廊，烟感。")
        #expect(text("1号楼", place: Place(building: "1号楼", gridCode: "")).zh == "电梯困人。1号楼。")
        #expect(text("1号梯", place: Place(building: "1", gridCode: "")).zh == "电梯困人。1，1号梯。")
    }

    @Test("A drill is called one, first and last")
    func drill() {
        let text = text(place: Place(building: "3号楼", gridCode: ""), origin: .exercise)
        #expect(text.zh == "演练。电梯困人。3号楼，东侧客梯。演练。")
        #expect(text.en.hasPrefix("Drill. ") && text.en.hasSuffix("Drill."))
    }

    @Test("An id is said only where nothing else says where")
    func ids() {
        #expect(text("E01", place: Place(building: "3号楼", gridCode: "")).zh == "电梯困人。3号楼，E01。")
        #expect(text("E01", place: Place(building: "3号楼", spot: "前室", gridCode: "")).zh == "电梯困人。3号楼，前室。")
        #expect(text("E01", place: Place(building: "", gridCode: "")).zh == "电梯困人。")
    }

    @Test("Nothing in a name is taken for an option or a command, and nothing goes on for ever")
    func sanitised() {
        #expect(SoundedCase.spoken("--stdin <b>x</b>\n|y") == "stdin  b x /b   y")
        #expect(SoundedCase.spoken(String(repeating: "火", count: 500)).count == 120)
    }
}

extension CaseReport {
    static func sounded(
        _ device: String = "E01", hazard: String = "elevator.entrapment", place: Place,
        origin: Incident.Origin = .real, step: String = "raised"
    ) -> CaseReport {
        let at = Timestamp(milliseconds: 0)
        return CaseReport(
            incident: .sample(1), step: step, hazard: hazard,
            hazardName: LocalizedText(en: "Passengers trapped", zh: "电梯困人"), facility: "elevator", codes: [:],
            severity: .extreme, origin: origin, condition: .active, confirmation: "unconfirmed",
            confirmedBy: nil, refutedCause: nil, isHistoric: false, isWeak: false, isUnjournaled: false,
            site: "longhu", siteName: "龙湖一期", device: "E01", deviceName: device, place: place,
            longitude: nil, latitude: nil, datum: nil, since: at, raisedAt: at, at: at, reportBy: nil,
            evidence: [], note: nil)
    }
}
