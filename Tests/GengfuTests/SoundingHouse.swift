import Control
import Facility
import Foundation
import Testing

@testable import MQTT

/// A house with a loudspeaker, a siren at a broker of its own, a platform nobody answers at, and no console.
///
/// The player is a script that writes down when it plays what, and hands the file on to ALSA's own player with its
/// output thrown away, where that is installed; the voice is espeak-ng where it is installed, else the script's own.
final class SoundingHouse {
    let main: PrivateBroker
    let yard: PrivateBroker
    let devices: DeviceCrowd
    let gateway: GatewayProcess
    let folder: TestFolder

    static func isInstalled(_ program: String) -> Bool { ChildProcess.find(program) != nil }

    /// - Parameters:
    ///   - automatic: whether the siren sounds by itself.
    ///   - clockRate: compound seconds per second.
    init(automatic: Bool = true, clockRate: Int = 1) throws {
        main = try PrivateBroker(configuration: GatewayProgram.brokerConfiguration)
        yard = try PrivateBroker(configuration: GatewayProgram.brokerConfiguration)
        devices = try DeviceCrowd(on: main)
        folder = try TestFolder()
        var site = SiteFolder(broker: main.port, devices: (1...4).map { "smoke-\($0)" } + ["probe"])
        site.brokers.append(.init(id: "yard", port: yard.port))
        let player = try folder.write(Self.player(folder), to: "player.sh")
        let voice =
            Self.isInstalled("espeak-ng")
            ? "" : "    voice: [/bin/sh, -c, 'cp \"$0\" \"$1\"', \(player), \"{file}\", \"{text}\"]\n"
        site.sections = """
            destinations:
              - id: grid
                kind: http
                url: http://127.0.0.1:\(try FreePort.next())
                confirmation: any
              - id: speaker
                kind: sound
                repeat: 5s
                player: [/bin/sh, \(player), "{file}"]
            \(voice)  - id: siren
                kind: siren
                broker: yard
                topic: yard/siren/set
                "on": "ON"
                "off": "OFF"
                hazards: [fire.alarm]
                automatic: \(automatic)
                for: 60s
            routes:
              - to: grid

            """
        gateway = try GatewayProcess(site, in: folder)
        gateway.environment["SWIFT_BACKTRACE"] = "enable=no"
        gateway.options += ["--clock-rate", "\(clockRate)"]
    }

    private static func player(_ folder: TestFolder) throws -> String {
        let settings = try folder.write("pcm.!default {type null}\n", to: "asound.conf")
        let alsa = isInstalled("aplay") ? "ALSA_CONFIG_PATH=\(settings) exec aplay -q \"$1\"" : ""
        return """
            echo "$(cut -d' ' -f1 /proc/uptime) $(basename "$1")" >>\(folder["played"])
            \(alsa)

            """
    }

    /// Starts the gateway and waits until messages reach it, and until what arrives is no backlog any more.
    func open() throws {
        try gateway.start()
        try gateway.waitUntilConnected(to: "yard")
        try gateway.waitUntilHeard("probe", by: devices)
    }

    func raise(_ device: String) { devices.say([.alarm(of: device, #"{"smoke":true}"#)]) }

    /// What was played and when, in seconds of the machine's uptime.
    var played: [(at: Double, file: String)] {
        let text = (try? String(contentsOfFile: folder["played"], encoding: .utf8)) ?? ""
        return text.split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ")
            guard words.count == 2, let at = Double(words[0]) else { return nil }
            return (at, String(words[1]))
        }
    }

    /// How often a file was played.
    func count(_ file: String) -> Int { played.count { $0.file == file } }

    static var uptime: Double {
        var time = timespec()
        clock_gettime(CLOCK_BOOTTIME, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// Says what was measured, in seconds after the reading was published; `deploy/sounding.sh` takes it ten times.
    func report(tone: Double, speech: Double, acknowledged: Double, killed: Double) {
        func rounded(_ seconds: Double) -> String { "\((seconds * 1_000).rounded() / 1_000) s" }
        let line =
            "tone \(rounded(tone)), speech \(rounded(speech)); case stored and acknowledged "
            + "\(rounded(acknowledged)), broker killed \(rounded(killed)) after the reading\n"
        FileHandle.standardError.write(Data(line.utf8))
    }

    var fire: Incident? { (try? gateway.incidents(hazard: "fire.alarm"))?.first }

    /// Waits for the fire and says that somebody goes to look.
    func acknowledge() throws {
        #expect(Patience.wait { self.fire != nil })
        let id = try #require(fire).id
        let answer = gateway.ask(.acknowledge(id), person: "guard")
        #expect(answer == .done, "\(String(describing: answer))")
    }
}

/// What a subscriber at a broker hears, with what MQTT 5 says beside: `<expiry> <retained> <qos> <payload>`.
final class YardListener {
    private let process: ChildProcess
    private let file: String

    init(_ broker: PrivateBroker, in folder: TestFolder, topic: String) throws {
        file = folder["heard-\(topic.split(separator: "/").joined(separator: "-"))"]
        let program = try #require(ChildProcess.find("mosquitto_sub"))
        process = try #require(
            ChildProcess(
                path: program,
                arguments: [
                    "-h", "127.0.0.1", "-p", "\(broker.port)", "-V", "5", "-q", "1", "-t", topic, "-t",
                    "ready/#", "-F", "%E %r %q %p",
                ], log: file))
        let herald = try DeviceCrowd(on: broker)
        let isReady = Patience.wait {
            herald.say([.init(topic: "ready/x", payload: Array("ready".utf8))])
            return !raw.isEmpty
        }
        try #require(isReady)
    }

    deinit { process.end(SIGKILL) }

    private var raw: [String] {
        ((try? String(contentsOfFile: file, encoding: .utf8)) ?? "").split(separator: "\n").map(String.init)
    }

    /// What was heard on the topic.
    var heard: [String] { raw.filter { !$0.hasSuffix("ready") } }
}
