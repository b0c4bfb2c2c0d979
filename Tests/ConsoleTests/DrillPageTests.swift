import Testing

@testable import Console
@testable import Control
@testable import Facility

/// The banner of a drill, the button that calls it real, and the sheet.
@Suite struct DrillPageTests {
    private func page(_ watch: Watch, _ language: Language) -> String {
        let context = PageContext(
            language: language, token: "t0ken", nonce: "n0nce", now: Compound.now, person: "li", said: nil)
        return StatusPage(context: context).document(.seen(watch, at: Compound.now)).text
    }

    private static let drilling: Watch = {
        var watch = Compound.watch
        watch.status.drill = "building:3 <号楼>, li"
        watch.status.drillEndsAt = Compound.now + .minutes(30)
        return watch
    }()

    @Test("While a drill runs its banner stands above everything, with the button that calls it real")
    func banner() throws {
        let chinese = page(Self.drilling, .zh)
        let banner = try #require(chinese.range(of: "演练进行中：building:3 &lt;号楼&gt;, li。真实报警照常处置。"))
        let panel = try #require(chinese.range(of: "监测 430/434 台"))
        #expect(banner.lowerBound < panel.lowerBound)
        #expect(chinese.contains("10:53:09 结束。"))
        #expect(chinese.contains("真警：立即结束演练"))
        #expect(page(Self.drilling, .en).contains("This is real: end the exercise"))
        #expect(!page(Compound.watch, .zh).contains("演练进行中"))
    }

    @Test("“This is real” is a person's deed; without a person it is not asked for")
    func real() {
        let form = DrillForm(token: "t", act: "real", person: "li", lang: nil)
        #expect(form.ask == .success(.drill(.real)))
        let nobody = DrillForm(token: "t", act: "real", person: "", lang: nil)
        #expect(nobody.ask == .failure(.init(code: "person_required")))
        let other = DrillForm(token: "t", act: "stop", person: "li", lang: nil)
        #expect(other.ask == .failure(.init(code: "unknown_act")))
    }

    private static func report(ended: Bool) -> DrillReport {
        var drill = Drill(
            number: 4, reach: .building("3 号楼"), devices: ["S1", "S2"], length: .minutes(30),
            isWalkTest: true,
            by: "li", at: Compound.now)
        var stimulus = DrillStimulus(device: "S2", hazard: "fire.alarm", since: Compound.now)
        stimulus.isTrigger = true
        drill.begin(stimulus, incident: 1, at: Compound.now + .minutes(2))
        if ended { _ = drill.end(.otherDevice("S9"), at: Compound.now + .minutes(3)) }
        var site = Site(id: "longhu", name: "龙湖 <一期>")
        site.devices = ["S1", "S2"].map {
            Device(
                id: $0, name: "\($0) 烟感", profile: 0,
                place: Place(building: "3 号楼", floor: "12 层", gridCode: "x"))
        }
        return DrillReport(drill, site: site, at: Compound.now)
    }

    @Test("The sheet names every listed device, ticked with its time or not, and has a line to sign")
    func sheet() {
        let lines = DrillSheet(Self.report(ended: false), .en).lines
        #expect(lines[1] == "running: a real alarm still counts; 1 of 2 heard")
        #expect(lines[2] == "[ ] --:--:--  S1  S1 烟感  3 号楼 12 层")
        #expect(lines[3].hasPrefix("[x] 02:25:09  S2  S2 烟感  3 号楼 12 层"))
        #expect(lines[3].hasSuffix("stands in test"))
        #expect(lines.last?.contains("Signature") == true)
        let ended = DrillSheet(Self.report(ended: true), .zh)
        #expect(ended.standing == "已结束：未列入的设备 S9 报警；2 台中已响应 1 台；当时仍在报警的均已按真警上报")
    }

    @Test("The page to print escapes what devices are called and fetches nothing")
    func printable() {
        let page = DrillSheet(Self.report(ended: true), .zh).page
        #expect(page.contains("龙湖 &lt;一期&gt;") && !page.contains("<一期>"))
        #expect(page.contains("签字") && page.contains("☑") && page.contains("☐"))
        #expect(!page.contains("http") && !page.contains("<script"))
    }
}
