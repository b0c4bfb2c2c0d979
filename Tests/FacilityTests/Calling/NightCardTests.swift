import Testing

@testable import Facility

/// The card that somebody woken at three reads: everything he needs, nothing that is a gap.
@Suite("Night card")
struct NightCardTests {
    private func site() -> Site {
        var fire = Compound.hazard(when: "smoke", severity: .extreme, confirm: .person, isLifeSafety: true)
        fire.name = LocalizedText(en: "Fire alarm", zh: "火灾报警")
        fire.advice = [
            .zh: ["带灭火器到场", "确认着火拨打119", "关电梯", "第四步"],
            .en: ["Go with an extinguisher", "Call 119", "Stop the lifts", "Fourth"],
        ]
        fire.contacts = [.duty, .fireFirm, .fireBrigade]
        fire.codes = ["cap": "Fire"]
        var trapped = Compound.hazard(
            "elevator.entrapment", facility: 1, when: "trapped", severity: .extreme, confirm: .person,
            isLifeSafety: true)
        trapped.name = LocalizedText(en: "Passengers trapped", zh: "电梯困人")
        trapped.advice = [
            .zh: ["安抚", "报识别码 {device.rescue_code}"],
            .en: ["Calm them", "Code {device.rescue_code} {device.maker}"],
        ]
        trapped.contacts = [.liftFirm, .liftRescue]
        var site = Compound.site([fire, trapped])
        site.name = "花园小区"
        site.address = "花园路1号"
        site.entrance = "南门"
        site.entrances = ["3": "北门"]
        site.people = [Person(id: "zhang", name: "张", role: .duty, phone: "138")]
        site.organisations = [Organisation(id: "k", name: "通力", role: .liftFirm, phone: "400")]
        let lift = site.devices.firstIndex { $0.id == "L1" }!
        site.devices[lift].register["rescue_code"] = "100003"
        site.devices[lift].place.unit = "2单元"
        return site
    }

    private func incident(_ hazard: String, _ device: String, evidence: [String] = []) -> Incident {
        Incident(
            id: IncidentID(site: "yard", epoch: 1, number: 1), hazard: hazard, device: device, zone: nil,
            severity: .extreme, origin: .real, isLatched: true, isLifeSafety: true, isWeak: false,
            isHistoric: false, since: .distantPast, raisedAt: .distantPast, evidence: evidence)
    }

    @Test("A fire: where by the building's own entrance, three steps, the sentence for 119, both answers")
    func fire() {
        let card = NightCard(incident("fire.smoke", "F1"), in: site())
        #expect(card.what.zh == "火灾报警，未核实")
        #expect(card.place.zh.contains("3 7") && card.place.zh.contains("北门"))
        #expect(card.steps.map(\.zh) == ["带灭火器到场", "确认着火拨打119", "关电梯"])
        #expect(card.number == "119")
        for part in ["花园路1号", "花园小区", "火灾报警", "尚未到场核实", "北门"] {
            #expect(card.sentence.zh.contains(part), "\(part)")
        }
        #expect(card.real.zh.contains("119") && card.real.zh.contains("系统不会代拨"))
        #expect(card.real.en.contains("the gateway does not"))
        #expect(card.contacts.map(\.phone) == ["138", "119"], "nobody of the fire firm is registered")
        #expect(!card.causes.isEmpty)
    }

    @Test("119 hears the floor as a floor")
    func floor() {
        var site = site()
        let device = site.devices.firstIndex { $0.id == "F1" }!
        site.devices[device].place = Place(
            building: "1号楼", unit: "1单元", floor: "1", spot: "东走廊", gridCode: "")
        let card = NightCard(incident("fire.smoke", "F1"), in: site)
        #expect(card.sentence.zh.contains("1号楼1单元1层东走廊"), "\(card.sentence.zh)")
        #expect(card.sentence.en.contains("1号楼, 1单元, floor 1, 东走廊"), "\(card.sentence.en)")
        #expect(card.call.zh.contains("1单元1层东走廊"))
    }

    @Test("119 is told that somebody looks only when he said so, and that he was there only when he was")
    func standing() {
        var burning = incident("fire.smoke", "F1")
        func said(_ incident: Incident) -> LocalizedText { NightCard(incident, in: site()).sentence }
        #expect(said(burning).zh.contains("尚未到场核实"))
        #expect(said(burning).en.contains("Nobody has looked on the spot yet"))
        burning.confirmation = .confirmedBySecondTrigger("F2")
        #expect(said(burning).zh.contains("尚未到场核实"))
        #expect(!said(burning).en.contains("confirmed on the spot"))
        burning.acknowledgedBy = "zhang"
        #expect(said(burning).zh.contains("正派人到现场查看"))
        #expect(said(burning).en.contains("on the way to look"))
        burning.confirmation = .confirmedByPerson("zhang")
        #expect(said(burning).zh.contains("已到现场确认"))
    }

    @Test("What is confirmed is said to be confirmed, to 119 too")
    func confirmed() {
        var burning = incident("fire.smoke", "F1")
        _ = burning.confirm(by: "zhang")
        let card = NightCard(burning, in: site())
        #expect(card.what.en == "Fire alarm, confirmed")
        #expect(card.sentence.en.contains("confirmed on the spot"))
    }

    @Test("An entrapment: rescue code, floor, how many, the firm's number and 96333")
    func trapped() {
        var trapped = incident(
            "elevator.entrapment", "L1", evidence: ["car.trapped = true", "car.floor = 7"])
        let rules = ResponseRules(hazard: nil, severity: .extreme, isLifeSafety: true)
        trapped.response = Response(raisedAt: trapped.raisedAt, rules: rules, policy: CallingPolicy())
        _ = trapped.response?.reach(.answered, at: trapped.raisedAt, people: 2, now: trapped.raisedAt)
        let card = NightCard(trapped, in: site())
        #expect(card.number == "96333")
        for part in ["100003", "轿厢在7层", "被困2人", "2单元"] { #expect(card.sentence.zh.contains(part), "\(part)") }
        #expect(card.steps[1].zh == "报识别码 100003")
        #expect(
            card.steps[1].en == "Code 100003 ?", "what the register does not hold is a question, not a gap")
        #expect(card.contacts.map(\.phone) == ["400", "96333"])
    }

    @Test("What no emergency line is called for has no sentence to read out")
    func plain() {
        var site = site()
        site.hazards[0].contacts = []
        site.hazards[0].codes = [:]
        let card = NightCard(incident("fire.smoke", "F1"), in: site)
        #expect(card.number == nil && card.sentence.zh.isEmpty)
    }

    @Test("A device that is gone, a hazard that is gone and the watch's own cases still make a card")
    func gone() {
        for hazard in ["fire.smoke", "none.such", "gateway.unwatched"] {
            let card = NightCard(incident(hazard, "none"), in: site())
            #expect(!card.what.zh.isEmpty && !card.place.zh.isEmpty)
        }
        #expect(NightCard(incident("gateway.unwatched", "yard"), in: site()).steps.count == 3)
    }
}
