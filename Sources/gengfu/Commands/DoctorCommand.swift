import ArgumentParser
import Control
import Facility
import Forward
import Foundation
import MQTT
import SiteConfiguration

/// What stands between this box and its promises: configuration, brokers, disk.
struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Test what the promises are worth on this box with these brokers.",
        discussion: """
            Reads the configuration, asks each broker on our own canary topic what it keeps while we are away, and \
            looks at the disk. Exits 2 when something is not as it should be, 78 when the configuration has mistakes.
            """)

    @OptionGroup var site: ConfigurationOptions

    @Option(name: .long, help: "Folder of the store.")
    var store = "/var/lib/gengfu"

    @Flag(name: .long, help: "Print whom this box calls, as a firewall's keeper wants it, and test nothing.")
    var egress = false

    @Flag(name: .long, help: "With --egress: print JSON.")
    var json = false

    func run() throws {
        let loaded = try site.load()
        let language = site.language.language
        guard !egress else {
            let table = EgressTable(loaded)
            if !json { StandardOutput.write(EgressTable.header(language)) }
            for row in table.rows { StandardOutput.write(json ? JSONLine.text(row) : row.line(language)) }
            return
        }
        var isSound = true
        for broker in loaded.brokers { isSound = examine(broker, language) && isSound }
        isSound = examineDisk(loaded.limits, language) && isSound
        for line in HistoryLines(store: store, limits: loaded.limits).lines {
            StandardOutput.write(line[language])
        }
        for (name, settings) in loaded.soundSettings {
            isSound = examine(name, settings, language) && isSound
        }
        if !isSound { throw ExitCode.findings }
    }

    private func examine(_ broker: Broker, _ language: Language) -> Bool {
        var settings = SessionPlan.settings(for: broker, sessionClass: .telemetry, index: 0, filters: [])
        settings.clientID += "-doctor"
        var random = SystemRandomNumberGenerator()
        do throws(ConnectFailure) {
            let contract = try ContractTest(settings: settings, nonce: random.next()).run()
            for verdict in ContractBoard.verdicts(contract) {
                let mark = verdict.holds.map { $0 ? "✓" : "✗" } ?? "?"
                StandardOutput.write("\(mark) \(broker.id): \(verdict.text[language])")
            }
            return contract.isSound
        } catch {
            let text = LocalizedText(en: "cannot be reached: \(error.text.en)", zh: "无法连接：\(error.text.zh)")
            StandardOutput.write("✗ \(broker.id): \(text[language])")
            return false
        }
    }

    /// A loudspeaker is a player, a voice and a device; none of them is heard here (`gengfu sound test`).
    private func examine(_ name: String, _ settings: SoundSettings, _ language: Language) -> Bool {
        let speaker = Speaker(settings: settings, folder: store)
        let player = settings.player.first ?? ""
        let device = Speaker.devices
        // Another player than ALSA's may well sound elsewhere.
        let needsDevice = settings.player == SoundSettings.alsaPlayer
        let lines: [(Bool?, LocalizedText)] = [
            (
                speaker.missingPlayer == nil,
                LocalizedText(en: "player \(player)", zh: "播放程序 \(player)")
            ),
            (
                settings.voice.isEmpty ? nil : speaker.missingVoice == nil,
                LocalizedText(
                    en: settings.voice.first.map { "voice \($0)" } ?? "no voice: tones only",
                    zh: settings.voice.first.map { "语音程序 \($0)" } ?? "未设语音，仅有警音")
            ),
            (
                device.isEmpty ? (needsDevice ? false : nil) : true,
                LocalizedText(
                    en: device.isEmpty ? "no sound device in /dev/snd" : "sound device \(device[0])",
                    zh: device.isEmpty ? "/dev/snd 中没有声音设备" : "声音设备 \(device[0])")
            ),
        ]
        for (holds, text) in lines {
            StandardOutput.write("\(holds.map { $0 ? "✓" : "✗" } ?? "?") \(name): \(text[language])")
        }
        return lines.allSatisfy { $0.0 != false }
    }

    /// Room for the pre-grown files: without it a full disk stops commits.
    private func examineDisk(_ limits: Site.Limits, _ language: Language) -> Bool {
        let attributes = try? FileManager.default.attributesOfFileSystem(forPath: store)
        guard let free = (attributes?[.systemFreeSize] as? NSNumber)?.int64Value else {
            let text = LocalizedText(en: "the store's folder does not exist yet", zh: "存储目录尚不存在")
            StandardOutput.write("? \(store): \(text[language])")
            return true
        }
        let isGrown = FileManager.default.fileExists(atPath: "\(store)/gengfu.db")
        let isEnough = isGrown || free > limits.journalBytes + (64 << 20)
        let text = LocalizedText(
            en: "\(free >> 20) MiB free, the store takes some \(limits.journalBytes >> 20) MiB, never more",
            zh: "剩余 \(free >> 20) MiB，存储固定占用约 \(limits.journalBytes >> 20) MiB")
        StandardOutput.write("\(isEnough ? "✓" : "✗") \(store): \(text[language])")
        return isEnough
    }
}
