import Facility
import SiteConfiguration
import Testing

/// The steps of a night are read by those who were woken in it.
@Suite("Words for the steps of a case")
struct StepWordTests {
    @Test(
        "What was called, missed and reached is said in both languages",
        arguments: [
            "called", "late", "answered", "arrived", "released", "grouped", "ungrouped", "roll_called",
            "ticked", "grown", "point_changed",
        ])
    func words(name: String) throws {
        let text = try #require(StepWord.text(name))
        #expect(!text.en.isEmpty)
        #expect(text.zh.unicodeScalars.contains { $0.value >= 0x4E00 }, "\(text.zh)")
    }

    @Test("Whom, by what way and which deadline: nothing of it is a program's word")
    func details() {
        #expect(StepWord.detail("look", of: "late").zh == "未按时反馈现场情况")
        #expect(StepWord.detail("zhang call", of: "called").zh == "zhang，电话")
        #expect(StepWord.detail("zhang call", of: "called").en == "zhang, phone call")
        #expect(StepWord.detail("L 1 empty", of: "ticked").zh == "L 1：轿厢无人")
        #expect(StepWord.detail("look", of: "refuted").zh == "look", "a cause is what somebody wrote")
        #expect(Transition.Step.late(.arrive).detail(in: .zh) == "未按时到场")
    }
}
