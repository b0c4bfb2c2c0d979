import ArgumentParser
import Control
import Expressions
import Facility
import Foundation
import Simulation
import SiteConfiguration

/// What the gateway would make of a payload, without a gateway.
struct DecodeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decode",
        abstract: "Print what a payload becomes: one JSON object per reading.",
        discussion: """
            Payloads are taken in the order given; state is kept between them. A value that must be refused is a \
            line {"rejected": reason, "point": …} beside the good ones. A payload that cannot be read exits 65; one \
            that maps to nothing prints nothing and exits 0.

            With --gb26875, one JSON object for each frame of GB/T 26875.3 in the bytes of --hex, of --file or of the \
            lines of standard input; 65 when one of them is invalid.

            With --lorawan-codec, what a maker's JavaScript file returns for the frame in --hex; 65 when it throws or \
            reports errors. With `-` as the file, each line of standard input is {"codec":FILE,"hex":…,"fport":…}.
            """)

    @Option(name: .long, help: "Folder of device profiles.")
    var profiles = "DeviceProfiles"

    @Option(name: .long, help: "Topic the payloads came by.")
    var topic: String?

    @Option(name: .long, help: "A payload as text.")
    var payload: [String] = []

    @Option(name: .long, help: "A payload in hexadecimal digits.")
    var hex: [String] = []

    @Option(name: .long, help: "A file that holds one payload.")
    var file: [String] = []

    @Flag(name: .customLong("gb26875"), help: "The bytes are frames of fire transmission devices.")
    var isGB26875 = false

    @Option(name: .long, help: "A file of zigbee2mqtt's `bridge/devices`: print the profiles it gives.")
    var zigbeeExposes: String?

    @Flag(name: .long, help: "With --zigbee-exposes: profiles as files instead of JSON.")
    var yaml = false

    @Option(
        name: .long,
        help: "A maker's codec for LoRaWAN (TTN or ChirpStack), or - for lines of standard input.")
    var lorawanCodec: String?

    @Option(name: .long, help: "FPort of the frame, 0 to 255.")
    var fport = 1

    @Option(name: .long, help: "Whose interface a codec that has several is called by: ttn or chirpstack.")
    var network = "ttn"

    @Option(name: .long, help: "Time of arrival, RFC 3339; now when absent.")
    var at: String?

    @OptionGroup var language: LanguageOptions

    func validate() throws {
        if isGB26875 || zigbeeExposes != nil { return }
        if let lorawanCodec {
            guard lorawanCodec == "-" || hex.count == 1 else {
                throw ValidationError("give one frame with --hex")
            }
            guard (0...255).contains(fport) else { throw ValidationError("--fport is 0 to 255") }
            guard ["ttn", "chirpstack"].contains(network) else {
                throw ValidationError("--network is ttn or chirpstack")
            }
            return
        }
        if topic == nil { throw ValidationError("give the topic the payloads came by with --topic") }
        if payload.isEmpty && hex.isEmpty && file.isEmpty {
            throw ValidationError("give a payload with --payload, --hex or --file")
        }
    }

    func run() throws {
        if isGB26875 {
            guard try GB26875Decoding(hex: hex, files: file).run() else { throw ExitCode.badData }
            return
        }
        if let zigbeeExposes {
            let decoding = ZigbeeDecoding(
                path: zigbeeExposes, isYAML: yaml, language: language.language)
            guard decoding.run() else { throw ExitCode.badData }
            return
        }
        if let lorawanCodec {
            var decoding = LoRaWANDecoding(at: try arrival())
            let isGood =
                lorawanCodec == "-"
                ? try decoding.runLines()
                : try decoding.run(file: lorawanCodec, hex: hex[0], port: fport, network: network)
            guard isGood else { throw ExitCode.badData }
            return
        }
        let (library, diagnostics) = ProfilesLoader.load(directory: profiles)
        ConfigurationOptions.print(
            diagnostics.filter { $0.severity == .error }, in: language.language)
        guard let library else { throw ExitCode.badConfiguration }
        let arrival = try arrival()
        var bench = DecodeBench(library: library, topic: topic ?? "")
        var isMalformed = false
        for bytes in try payloads() {
            let lines = bench.lines(for: bytes, at: arrival)
            lines.forEach { StandardOutput.write(VisibleText.of(json: $0)) }
            isMalformed = isMalformed || bench.lastWasMalformed
        }
        if isMalformed { throw ExitCode.badData }
    }

    private func arrival() throws -> Timestamp {
        guard let at else { return ClockReader().readOnce() }
        guard let time = RFC3339.timestamp(at) else {
            throw ValidationError("--at is an RFC 3339 time such as 2026-03-09T10:15:30Z")
        }
        return time
    }

    /// In the order of the command line, which three option arrays alone do not keep.
    private func payloads() throws -> [[UInt8]] {
        var remaining = (payload[...], hex[...], file[...])
        var payloads: [[UInt8]] = []
        for argument in CommandLine.arguments {
            switch argument.split(separator: "=", maxSplits: 1).first {
            case "--payload": if let text = remaining.0.popFirst() { payloads.append(Array(text.utf8)) }
            case "--hex": if let text = remaining.1.popFirst() { payloads.append(try Self.bytes(text)) }
            case "--file": if let path = remaining.2.popFirst() { payloads.append(try Self.read(path)) }
            default: break
            }
        }
        return payloads
    }

    private static func bytes(_ text: String) throws -> [UInt8] {
        guard let bytes = Hex.bytes(text) else {
            throw ValidationError("--hex takes an even number of hexadecimal digits")
        }
        return bytes
    }

    private static func read(_ path: String) throws -> [UInt8] {
        guard let contents = FileManager.default.contents(atPath: path) else {
            throw ValidationError("\(path) cannot be read")
        }
        return Array(contents)
    }
}
