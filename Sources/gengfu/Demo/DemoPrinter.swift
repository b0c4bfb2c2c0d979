import Console
import Facility
import Foundation

/// What a person, or a program, sees of a demonstration.
struct DemoPrinter: Sendable {
    let isJSON: Bool
    let language: Language

    private struct Started: Codable {
        var page: String
        var platform: String
        var broker: String
    }

    func started(page: String, platform: String, broker: String) {
        if isJSON {
            StandardOutput.write(
                JSONLine.text(Started(page: page, platform: platform, broker: broker)))
            return
        }
        let text = LocalizedText(
            en: "page:      \(page)\nplatform:  \(platform)/_control/cases\nbroker:    \(broker)",
            zh: "页面：    \(page)\n平台：    \(platform)/_control/cases\n消息服务器：\(broker)")
        StandardOutput.write(text[language])
    }

    /// One line of `gengfu run --steps json`.
    func step(_ line: String) {
        guard !isJSON else { return StandardOutput.write(line) }
        guard let step = try? JSONDecoder().decode(StepLine.self, from: Data(line.utf8)) else { return }
        let seconds = step.at / 1_000 + 8 * 3_600
        let clock = String(
            format: "%02d:%02d:%02d", seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60)
        StandardOutput.write("\(clock)  \(step.text(language))")
    }

    func ended(_ summary: DemoSummary, judged: Bool) {
        if isJSON { return StandardOutput.write(JSONLine.text(summary)) }
        let counts = DemoSummary.facilities.map {
            "\(Words.facility($0)[language]) \(summary.accepted[$0, default: 0])"
        }.joined(separator: language == .zh ? "，" : ", ")
        let fire = summary.hasConfirmedFire
        let text = LocalizedText(
            en: "accepted by the platform: \(counts); a confirmed fire: \(fire ? "yes" : "no"); "
                + "anomalies: \(summary.anomalies)",
            zh: "平台受理：\(counts)；已核实火警：\(fire ? "有" : "无")；异常：\(summary.anomalies)")
        StandardOutput.write(text[language])
        guard judged, !summary.isComplete else { return }
        let missing = LocalizedText(
            en: "not every facility had an accepted incident", zh: "并非每类设施都有平台受理的警情")
        StandardOutput.write(missing[language])
    }
}
