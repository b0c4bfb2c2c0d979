import Facility
import Foundation

/// Plays tones and sentences through the programs the site names. The tone never waits for the sentence: that is
/// made beside it, and left out when it is not ready in time.
package struct Speaker: Sendable {
    private let settings: SoundSettings
    private let folder: String

    /// What a sentence may take to be made, and what playing a file may take at all.
    private static let limit: (making: Duration, playing: Duration) = (.seconds(10), .seconds(30))

    /// `folder`: holds the tones and what is being spoken.
    package init(settings: SoundSettings, folder: String) {
        self.settings = settings
        self.folder = folder
    }

    /// Writes the tones while there is room: on the night they are needed the disk may be full.
    package func prepare() {
        for tone in SoundPlan.Tone.allCases { _ = try? ToneFile.written(tone, in: folder) }
    }

    /// What came of a call; nil: it was heard.
    package struct Outcome: Sendable, Equatable {
        package var tone: String?
        package var speech: String?
    }

    /// Plays one call to its end; `toneEnded` is told as soon as the tone is over. Cancelled, it is silent at once.
    package func sound(
        _ tone: SoundPlan.Tone, _ speech: SoundedCase.Speech, _ toneEnded: @Sendable (String?) async -> Void
    ) async -> Outcome {
        async let files = made(speech)
        let problem = await play(tone)
        await toneEnded(problem)
        guard problem == nil, !Task.isCancelled else {
            _ = await files
            return Outcome(tone: problem, speech: nil)
        }
        let (spoken, trouble) = await files
        var outcome = Outcome(tone: nil, speech: trouble)
        for file in spoken where !Task.isCancelled {
            outcome.speech = await play(file: file) ?? outcome.speech
        }
        return outcome
    }

    /// Whether the player is there at all, for a sign of life.
    package var missingPlayer: String? {
        let name = settings.player.first ?? ""
        return OutsideProgram.find(name) == nil ? "\(name): not installed" : nil
    }

    /// As `missingPlayer`, of the voice; nil also when nothing is to be spoken.
    package var missingVoice: String? {
        guard let name = settings.voice.first else { return nil }
        return OutsideProgram.find(name) == nil ? "\(name): not installed" : nil
    }

    /// The sound devices that can play: `/dev/snd/pcmC0D0p` and the like.
    package static var devices: [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/dev/snd")) ?? []
        return names.filter { $0.hasPrefix("pcm") && $0.hasSuffix("p") }.sorted()
    }

    // MARK: Playing

    private func play(_ tone: SoundPlan.Tone) async -> String? {
        let file: String
        do { file = try ToneFile.written(tone, in: folder) } catch {
            return "\(folder): \(error.localizedDescription)"
        }
        return await play(file: file)
    }

    private func play(file: String) async -> String? {
        await OutsideProgram.run(
            settings.player.map { $0.replacing("{file}", with: file) }, within: Self.limit.playing)
    }

    // MARK: Making the sentence

    /// The files that say it, in their order, and what kept one from being made.
    private func made(_ speech: SoundedCase.Speech) async -> (files: [String], problem: String?) {
        let recorded = recordings(speech.phrases)
        guard recorded.isEmpty else { return (recorded, nil) }
        guard !settings.voice.isEmpty else { return ([], nil) }
        var files: [String] = []
        var problem: String?
        for language in settings.languages {
            let file = "\(folder)/speech-\(language.rawValue).wav"
            // What an earlier call said must never be heard in place of this one.
            try? FileManager.default.removeItem(atPath: file)
            let words = settings.voice.map { word in
                word.replacing("{file}", with: file).replacing(
                    "{voice}", with: settings.voices[language] ?? ""
                )
                .replacing("{text}", with: SoundedCase.spoken(speech.text[language]))
            }
            let trouble = await OutsideProgram.run(words, within: Self.limit.making)
            if trouble == nil, FileManager.default.fileExists(atPath: file) {
                files.append(file)
            } else {
                problem = trouble ?? "\(words[0]): made no file"
            }
        }
        return (files, problem)
    }

    /// Recordings are used when the first, the hazard's, is there.
    private func recordings(_ names: [String]) -> [String] {
        guard let folder = settings.phrases else { return [] }
        let files = names.map { name in
            "\(folder)/\(name.contains("/") || name.hasPrefix(".") || name.isEmpty ? "-" : name).wav"
        }
        guard let first = files.first, access(first, R_OK) == 0 else { return [] }
        return files.filter { access($0, R_OK) == 0 }
    }
}
