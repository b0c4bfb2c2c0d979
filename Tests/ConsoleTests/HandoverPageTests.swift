import Foundation
import Testing

@testable import Console
@testable import Control
@testable import Facility

/// The page of a change of shift, the box's own switches, and a growing fire on its card.
@Suite("Handover, switches and a growing fire on the page") struct HandoverPageTests {
    static func context(_ language: Language) -> PageContext {
        PageContext(
            language: language, token: "t0ken", nonce: "n0nce", now: Compound.now, person: "li", said: nil)
    }

    /// A night with something of everything to hand over.
    static let watch: Watch = {
        var watch = Compound.watch
        watch.people = [
            PersonReport(id: "li", name: "李四", role: "duty", hasPIN: true),
            PersonReport(id: "zhang", name: "张三 <夜班>", role: "duty", hasPIN: false),
        ]
        let fire = watch.incidents[0].id
        watch.incidents[0].points = ["F1", "F2"].map { device in
            CasePoint(
                incident: fire, hazard: "fire.alarm",
                hazardName: LocalizedText(en: "Fire alarm of one detector", zh: "火灾探测器报警"), device: device,
                deviceName: "\(device) 烟感", place: Place(building: "3 号楼", floor: "12 层", gridCode: ""),
                since: Compound.now, state: device == "F1" ? .refuted : .active)
        }
        var told = DeliveryReport(
            destination: "grid", name: LocalizedText(en: "Grid", zh: "网格平台"), handling: .accepted)
        told.with = IncidentID(site: "longhu", epoch: 1, number: 41)
        watch.incidents[0].deliveries = [told]
        watch.status.destinations += ["horn", "lamp"].map { id in
            var siren = DestinationReport(
                destination: id, name: LocalizedText(en: id, zh: id == "horn" ? "大堂警铃" : "值班室警灯"), waiting: 0)
            siren.beside = .siren
            return siren
        }
        var sound = DestinationReport(
            destination: "speaker", name: LocalizedText(en: "Loudspeaker", zh: "扬声器"), waiting: 0)
        sound.beside = .loudspeaker
        watch.status.destinations.append(sound)
        return watch
    }()

    static let shift = ShiftReport(
        onDuty: [
            .init(
                shift: "夜班", person: "li", name: "李四", phone: "138", until: Compound.now + .hours(6))
        ],
        signedOn: SignedOn(person: "li", since: Compound.now - .hours(6)), signedOnName: "李四", callees: [],
        sheet: HandoverSheet(
            open: watch.incidents.map(\.id), unanswered: [watch.incidents[0].id], shelved: [],
            disabled: ["L7"], works: ["building:3 <号楼>"], silent: (1...45).map { "S\($0)" }))

    private func page(_ language: Language) -> String {
        HandoverPage(context: Self.context(language), watch: Self.watch, shift: Self.shift).markup.text
    }

    @Test("It lists what is open, shelved, disabled, in works and silent, with counts, and both sign")
    func handover() {
        let page = page(.zh)
        for words in [
            "未了结警情: \(Self.watch.incidents.count)", "已搁置: 0", "停用设备: 1", "检修中（期间不通知）: 1", "失联设备: 45",
            "……另有 5 项", "无人应答", "排班当值", "李四（夜班）", "交班人", "接班人", "双方签字，完成交接",
        ] { #expect(page.contains(words), "\(words)") }
        #expect(page.contains(#"<input type="password" name="pin""#))
        #expect(page.contains(#"<input type="password" name="second_pin""#))
        #expect(page.contains("building:3 &lt;号楼&gt;") && !page.contains("<夜班>"))
        #expect(page.contains(#"<option value="li" selected>"#))
        #expect(page.components(separatedBy: " selected>").count == 2, "who takes over chooses himself")
        let english = self.page(.en)
        #expect(english.contains("Silent devices: 45") && english.contains("Both sign: hand over"))
    }

    @Test("A handover names two persons and carries both PINs' deed")
    func form() {
        func ask(_ person: String, _ to: String, _ note: String? = nil) -> Result<
            ControlRequest.Ask, DeedForm.Refusal
        > {
            HandoverForm(token: "t", person: person, to: to, note: note).ask
        }
        #expect(ask("li", "zhang", " \n") == .success(.handover(to: "zhang", note: nil)))
        #expect(ask("li", "zhang", "key\nof 3") == .success(.handover(to: "zhang", note: "key of 3")))
        #expect(ask("li", "li") == .failure(.init(code: "same_person")))
        #expect(ask("li", "") == .failure(.init(code: "person_required")))
        #expect(
            ask("li", "zhang", String(repeating: "长", count: 2_000)) == .failure(.init(code: "text_too_long"))
        )
    }

    @Test("Switches stand on the page only where the box has them, and each press is a person's")
    func switches() {
        let page = StatusPage(context: Self.context(.zh)).document(.seen(Self.watch, at: Compound.now)).text
        for words in ["大堂警铃: 开启", "值班室警灯: 停止", "线路中断提示消音", #"value="on:horn""#, #"value="off:lamp""#] {
            #expect(page.contains(words), "\(words)")
        }
        #expect(page.contains(#"href="/handover?lang=zh""#))
        let plain = StatusPage(context: Self.context(.zh)).document(.seen(Compound.watch, at: Compound.now))
        #expect(!plain.text.contains("/beside"))
        func ask(_ act: String, _ person: String = "li") -> Result<ControlRequest.Ask, DeedForm.Refusal> {
            BesideForm(token: "t", act: act, person: person).ask
        }
        #expect(ask("hush") == .success(.hush))
        #expect(ask("on:horn") == .success(.siren("horn", isOn: true)))
        #expect(ask("off:horn") == .success(.siren("horn", isOn: false)))
        #expect(ask("on:") == .failure(.init(code: "unknown_siren")))
        #expect(ask("hush", "") == .failure(.init(code: "person_required")))
        #expect(ask("howl") == .failure(.init(code: "unknown_act")))
    }

    @Test("The card of a growing fire says how many points, each as it stands, and whose case tells it")
    func growing() {
        let page = StatusPage(context: Self.context(.zh)).document(.seen(Self.watch, at: Compound.now)).text
        for words in ["火情扩大：2 个报警点", "3 号楼 12 层 F1 烟感，误报", "3 号楼 12 层 F2 烟感，报警中", "并入第41号警情"] {
            #expect(page.contains(words), "\(words)")
        }
    }
}
