import ArgumentParser
import Facility
import Forward
import Foundation
import SiteConfiguration

/// The box's loudspeaker, as an installer tries it and a guard hushes it.
struct SoundCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sound", abstract: "Try the box's loudspeaker, or hush it about lost paths.",
        subcommands: [Test.self, Hush.self])

    struct Test: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Play the alarm's tone and a test sentence as the site's `sound` destinations do.",
            discussion: "Exits 1 when the tone cannot be played, 2 when only the sentence cannot.")

        @OptionGroup var site: ConfigurationOptions

        @Option(name: .long, help: "Which tone: danger, trouble or notice.")
        var tone = "danger"

        func run() async throws {
            let language = site.language.language
            guard let tone = SoundPlan.Tone(rawValue: tone) else {
                let known = SoundPlan.Tone.allCases.map(\.rawValue).joined(separator: ", ")
                throw ValidationError("--tone: \(known)")
            }
            let loaded = try site.load()
            var speakers = loaded.soundSettings
            if speakers.isEmpty { speakers = [("sound", SoundSettings())] }
            let folder = "\(NSTemporaryDirectory())gengfu-sound-\(getpid())"
            defer { try? FileManager.default.removeItem(atPath: folder) }
            var worst = ExitCode.success
            for (name, settings) in speakers {
                let speaker = Speaker(settings: settings, folder: folder)
                // Makes the folder: the voice, which starts beside the tone, writes into it as well.
                speaker.prepare()
                let outcome = await speaker.sound(tone, Self.sentence(of: loaded)) { _ in }
                StandardOutput.write("\(name): \(Self.text(outcome)[language])")
                if outcome.tone != nil {
                    worst = .failure
                } else if outcome.speech != nil, worst == .success {
                    worst = .findings
                }
            }
            if worst != .success { throw worst }
        }

        private static func sentence(of site: Site) -> SoundedCase.Speech {
            SoundedCase.Speech(
                text: LocalizedText(
                    en: "This is a test of the loudspeaker. \(site.name).", zh: "这是试音。\(site.name)。这是试音。"))
        }

        private static func text(_ outcome: Speaker.Outcome) -> LocalizedText {
            if let problem = outcome.tone {
                return LocalizedText(en: "no tone: \(problem)", zh: "无法发声：\(problem)")
            }
            if let problem = outcome.speech {
                return LocalizedText(
                    en: "tone played, no speech: \(problem)", zh: "已发出警音，无法播报语音：\(problem)")
            }
            return LocalizedText(
                en: "played; did you hear it?", zh: "已播放，请确认现场能听到")
        }
    }

    struct Hush: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say that somebody knows of the lost paths: the loudspeaker is silent about them.")

        @Option(name: .long, help: "Who says it (the id of a person of the site).") var by: String
        @OptionGroup var control: ControlOptions

        func run() throws { _ = try control.ask(.hush, person: by) }
    }
}

extension Site {
    /// The site's loudspeakers with their names.
    var soundSettings: [(name: String, settings: SoundSettings)] {
        destinations.compactMap { destination in
            if case .sound(let settings) = destination.kind { (destination.id, settings) } else { nil }
        }
    }
}
