import Facility
import Foundation
import Testing

@testable import Forward

/// A loudspeaker whose player and voice are shell scripts that write down what they are told.
private struct Studio {
    let folder: String
    var settings = SoundSettings()

    init(player: String = "", voice: String = #"printf '%s' "$2" >"$1""#) throws {
        folder = "\(NSTemporaryDirectory())gengfu-studio-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        settings.player = [
            "/bin/sh", "-c",
            #"echo "$(basename "$1") $(head -c 200 "$1" | grep -a '。')" >>"\#(folder)/log"; \#(player)"#,
            "player", "{file}",
        ]
        settings.voice = ["/bin/sh", "-c", voice, "voice", "{file}", "{text}"]
    }

    func remove() { try? FileManager.default.removeItem(atPath: folder) }

    var sounder: Sounder {
        Sounder(
            settings: settings, clock: .real, folder: "\(folder)/sound")
    }

    /// What was played, in order.
    var log: [String] {
        let text = (try? String(contentsOfFile: "\(folder)/log", encoding: .utf8)) ?? ""
        return text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
    }

    /// Looks every 10 ms, for as long as a test may take.
    func wait(_ seconds: Double = 20, until isSo: () -> Bool) async throws -> Bool {
        let deadline = ContinuousClock.now + .seconds(seconds)
        while ContinuousClock.now < deadline {
            if isSo() { return true }
            try await Task.sleep(for: .milliseconds(10))
        }
        return isSo()
    }
}

extension WakeClock {
    fileprivate static var real: WakeClock {
        let start = ContinuousClock.now
        return WakeClock(now: {
            let (seconds, rest) = (ContinuousClock.now - start).components
            return Timestamp(milliseconds: seconds * 1_000 + rest / 1_000_000_000_000_000)
        })
    }
}

@Suite("A loudspeaker plays what its plan says", .timeLimit(.minutes(2)))
struct SounderTests {
    @Test("The tone first, then the sentence; the delivery is answered by the tone")
    func order() async throws {
        let studio = try Studio()
        defer { studio.remove() }
        let sounder = studio.sounder
        let conveyance = SoundConveyance(sounder)
        #expect(try await conveyance.send(.sample(1, life: true)).handling == .reported)
        #expect(try await studio.wait { studio.log.count >= 2 })
        #expect(studio.log.first == "tone-danger.wav")
        #expect(studio.log.dropFirst().first == "speech-zh.wav 电梯困人。127层，轿厢，1号梯。")
        await conveyance.shutDown()
    }

    @Test("A voice that hangs delays no tone, and is ended with the loudspeaker")
    func hangingVoice() async throws {
        let studio = try Studio(voice: #"echo $$ >"$1.pid"; sleep 600"#)
        defer { studio.remove() }
        let conveyance = SoundConveyance(studio.sounder)
        let start = ContinuousClock.now
        _ = try await conveyance.send(.sample(1, life: true))
        #expect(ContinuousClock.now - start < .seconds(60))
        #expect(studio.log == ["tone-danger.wav"])
        await conveyance.shutDown()
        #expect(ContinuousClock.now - start < .seconds(60), "not waited for")
        let file = "\(studio.folder)/sound/speech-zh.wav.pid"
        if let text = try? String(contentsOfFile: file, encoding: .utf8),
            let pid = pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines))
        {
            #expect(kill(pid, 0) != 0, "still running")
        }
    }

    @Test("An answer silences the player in mid-tone")
    func answered() async throws {
        let studio = try Studio(player: "exec sleep 600")
        defer { studio.remove() }
        let sounder = studio.sounder
        let conveyance = SoundConveyance(sounder)
        async let first: Bool = {
            do { _ = try await conveyance.send(.sample(1, life: true)) } catch { return false }
            return true
        }()
        #expect(try await studio.wait { studio.log.count == 1 })
        let start = ContinuousClock.now
        var answer = Delivery.sample(2, .update, step: "acknowledged", life: true)
        answer.report.answeredBy = "guard"
        _ = try await conveyance.send(answer)
        #expect(await first)
        #expect(ContinuousClock.now - start < .seconds(60))
        await conveyance.shutDown()
        #expect(studio.log == ["tone-danger.wav"])
    }

    @Test("Without a player the delivery fails, so that the path counts as lost")
    func noPlayer() async throws {
        var studio = try Studio()
        defer { studio.remove() }
        studio.settings.player = ["/nowhere/aplay", "{file}"]
        let conveyance = SoundConveyance(studio.sounder)
        await #expect(throws: Lane.Failure.unreachable("/nowhere/aplay: not installed")) {
            try await conveyance.send(.sample(1, life: true))
        }
        await #expect(throws: Lane.Failure.unreachable("/nowhere/aplay: not installed")) {
            try await conveyance.heartbeat(at: Timestamp(milliseconds: 0), every: .seconds(30), audit: nil)
        }
        await conveyance.shutDown()
    }

    @Test("A player's own words are the reason when it fails")
    func failingPlayer() async throws {
        let studio = try Studio(player: "echo 'no sound card' >&2; exit 1")
        defer { studio.remove() }
        let conveyance = SoundConveyance(studio.sounder)
        await #expect(throws: Lane.Failure.unreachable("/bin/sh: no sound card")) {
            try await conveyance.send(.sample(1, life: true))
        }
        await conveyance.shutDown()
    }

    @Test("What stood before the start goes on sounding, and a lost path is said calmly")
    func standing() async throws {
        let studio = try Studio()
        defer { studio.remove() }
        let sounder = Sounder(
            settings: studio.settings, clock: .real, folder: "\(studio.folder)/sound",
            standing: [.sample(0, life: true)])
        await sounder.start()
        await sounder.pathLost("grid", .init(text: LocalizedText(en: "Attention.", zh: "请注意。")))
        #expect(try await studio.wait { studio.log.count >= 4 })
        #expect(
            studio.log.prefix(4) == [
                "tone-danger.wav", "speech-zh.wav 电梯困人。127层，轿厢，1号梯。", "tone-notice.wav", "speech-zh.wav 请注意。",
            ])
        await sounder.stop()
    }

    @Test("A recording is played in place of the voice, and one that is missing is left out")
    func recordings() async throws {
        var studio = try Studio()
        defer { studio.remove() }
        let phrases = "\(studio.folder)/phrases"
        try FileManager.default.createDirectory(atPath: phrases, withIntermediateDirectories: true)
        try "。".write(toFile: "\(phrases)/elevator.entrapment.wav", atomically: true, encoding: .utf8)
        studio.settings.phrases = phrases
        let conveyance = SoundConveyance(studio.sounder)
        _ = try await conveyance.send(.sample(1, life: true))
        #expect(try await studio.wait { studio.log.count >= 2 })
        #expect(studio.log == ["tone-danger.wav", "elevator.entrapment.wav 。"])
        await conveyance.shutDown()
    }

    @Test("Every tone is a WAV file that ALSA's player plays to its end", arguments: SoundPlan.Tone.allCases)
    func tones(_ tone: SoundPlan.Tone) async throws {
        let bytes = ToneFile.bytes(tone)
        let length = Double(bytes.count - 44) / 2 / Double(ToneFile.rate) * 1_000
        #expect(abs(length - Double(ToneFile.milliseconds(tone))) < 2, "\(length) ms")
        // Half of full scale or more at the alarming ones, by the root of the mean square.
        let samples = stride(from: 44, to: bytes.count, by: 2).map {
            Double(Int16(truncatingIfNeeded: Int(bytes[$0]) | Int(bytes[$0 + 1]) << 8)) / 32_768
        }
        let loudness = (samples.reduce(0) { $0 + $1 * $1 } / Double(samples.count)).squareRoot()
        #expect(loudness > (tone == .notice ? 0.15 : 0.35), "\(loudness)")
        guard OutsideProgram.find("aplay") != nil else { return }
        let folder = "\(NSTemporaryDirectory())gengfu-tone-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let file = try ToneFile.written(tone, in: folder)
        try "pcm.!default {type null}".write(
            toFile: "\(folder)/asound.conf", atomically: true, encoding: .utf8)
        let problem = await OutsideProgram.run(
            ["/usr/bin/env", "ALSA_CONFIG_PATH=\(folder)/asound.conf", "aplay", "-q", file],
            within: .seconds(20))
        #expect(problem == nil)
    }

    @Test(
        "espeak-ng speaks the sentence in both languages",
        .enabled(if: OutsideProgram.find("espeak-ng") != nil, "espeak-ng is not installed"))
    func voice() async throws {
        var studio = try Studio()
        defer { studio.remove() }
        studio.settings.voice = SoundSettings.espeak
        studio.settings.languages = [.zh, .en]
        let conveyance = SoundConveyance(studio.sounder)
        _ = try await conveyance.send(.sample(1, life: true))
        #expect(try await studio.wait { studio.log.count >= 3 })
        for language in ["zh", "en"] {
            let file = "\(studio.folder)/sound/speech-\(language).wav"
            let size = try FileManager.default.attributesOfItem(atPath: file)[.size] as? Int
            // Two seconds of speech at least, at 22,050 samples of two bytes.
            #expect(try #require(size) > 88_200)
        }
        await conveyance.shutDown()
    }
}
