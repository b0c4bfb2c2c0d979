import ArgumentParser
import CodecHost
import CodecWire
import Foundation
import Simulation

/// Uplinks through the child process, from a job to its result.
struct BenchCodecCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "codec",
        abstract: "Measure how many uplinks a second go through the process that runs makers' codecs.",
        discussion: """
            Exits 1 when they are fewer than --floor. With --poison, one device's codec loops for ever, takes 300 MB or \
            runs a catastrophic regular expression meanwhile, and what is measured is how long others wait, one of the \
            same model among them; 1 when longer than --longest milliseconds.
            """)

    @Option(name: .long, help: "A maker's file; without it one of the usual kind.")
    var codec: String?

    @Flag(name: .long, help: "One of the usual kind that could change any built-in object.")
    var builtins = false

    @Option(name: .long, help: "The frame, in hexadecimal digits.")
    var hex = "01640867d2000968630368000267"

    @Option(name: .long, help: "FPort.")
    var fport: UInt8 = 85

    @Option(name: .long, help: "Uplinks.")
    var count = 200_000

    @Option(name: .long, help: "Uplinks a second that must be reached.")
    var floor = 20_000

    @Flag(name: .long, help: "Measure how long others wait while one device's codec does harm.")
    var poison = false

    @Option(name: .long, help: "With --poison: milliseconds others may wait at most.")
    var longest = 100.0

    /// Channel, type, value, as most makers of sensors write them; 40 lines of a published codec are of this kind.
    private static let usual = """
        function decodeUplink(input) {
            var data = {}, bytes = input.bytes;
            for (var i = 0; i + 2 < bytes.length;) {
                var channel = bytes[i++], type = bytes[i++];
                if (type === 0x64) { data.battery = bytes[i++]; }
                else if (type === 0x67) { data.temperature = ((bytes[i] | bytes[i + 1] << 8) << 16 >> 16) / 10; i += 2; }
                else if (type === 0x68) { data.humidity = bytes[i++] / 2; }
                else { data['channel_' + channel] = bytes[i++]; }
            }
            return {data: data, warnings: [], errors: []};
        }
        """

    /// What a file says that could reach, and changes, built-in objects.
    private static let reaching = """

        Object.defineProperty(Object, 'assign', {value: function (one) { return [].constructor(one); }});
        """

    func run() throws {
        guard !poison else { return try runPoisons() }
        guard let payload = Hex.bytes(hex) else { throw ValidationError("--hex takes hexadecimal digits") }
        var source = Array((Self.usual + (builtins ? Self.reaching : "")).utf8)
        if let codec {
            guard let contents = FileManager.default.contents(atPath: codec) else {
                throw ValidationError("\(codec) cannot be read")
            }
            source = Array(contents)
        }
        let script = CodecScript(name: codec ?? "usual", network: .ttn, source: source)
        let job = CodecJob(
            id: 0, script: script, port: fport, receivedAt: 1_773_022_531_000, payload: payload)
        let runner = CodecRunner()
        let slice = 4_096
        _ = try runner.run(Array(repeating: job, count: slice))
        let began = Monotonic.microseconds
        var decoded = 0
        var left = count
        while left > 0 {
            let results = try runner.run(Array(repeating: job, count: min(left, slice)))
            decoded += results.filter { $0.outcome == .decoded }.count
            left -= slice
        }
        let rate = Double(count) * 1_000_000 / Double(max(1, Monotonic.microseconds - began))
        StandardOutput.write(
            JSONLine.text(Report(uplinks: count, decoded: decoded, perSecond: rate.rounded())))
        guard decoded == count, rate >= Double(floor) else { throw ExitCode.failure }
    }

    private func runPoisons() throws {
        var isLong = false
        for (name, body) in PoisonBench.poisons {
            guard let outcome = PoisonBench(name: name, body: body).run() else {
                StandardError.write("no answer: is gengfu-codec beside this program?")
                throw ExitCode.failure
            }
            StandardOutput.write(JSONLine.text(outcome))
            isLong = isLong || outcome.worst > longest
        }
        if isLong { throw ExitCode.failure }
    }

    private struct Report: Encodable {
        var uplinks: Int
        var decoded: Int
        var perSecond: Double

        private enum CodingKeys: String, CodingKey {
            case uplinks, decoded
            case perSecond = "per_second"
        }
    }
}
