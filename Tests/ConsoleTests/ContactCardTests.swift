import Testing

@testable import Console
@testable import Control
@testable import Facility

@Suite struct ContactCardTests {
    private func page(_ incident: IncidentReport, _ language: Language) -> String {
        var watch = Compound.watch
        watch.incidents = [incident]
        let context = PageContext(
            language: language, token: "t0ken", nonce: "n0nce", now: Compound.now, person: nil, said: nil)
        return StatusPage(context: context).document(.seen(watch, at: Compound.now)).text
    }

    @Test(
        "A card says whom to call in order, with names as the site writes them, and that 119 is a person's call"
    )
    func order() throws {
        var incident = Compound.incident()
        incident.contacts = [
            Contact(role: .duty, people: [.init(name: "张<伟>", phone: "138")]), Contact(role: .fireBrigade),
        ]
        let chinese = page(incident, .zh)
        #expect(
            chinese.contains("<b>依次联系</b><ol><li>值班员：张&lt;伟&gt; 138</li><li>消防救援（请自行拨打 119）</li></ol>"),
            "\(chinese)")
        #expect(page(incident, .en).contains("<li>fire brigade (call 119 yourself)</li>"))
    }

    @Test("A card of an older gateway, which says nobody, has no empty list")
    func none() {
        #expect(!page(Compound.incident(), .zh).contains("依次联系"))
    }
}
