import ArgumentParser
import SiteConfiguration

/// What reading a payload costs, codec by codec.
struct BenchDecodeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decode",
        abstract: "Measure decoding alone, in memory on one core, by the shipped profiles' examples.",
        discussion: "Exits 2 when a codec is below its floor: json 1,000,000 and binary 2,000,000 messages/s."
    )

    @Option(name: .long, help: "Folder of device profiles.")
    var profiles = "DeviceProfiles"

    @Option(name: .long, help: "A codec to measure; all when absent.")
    var codec: [String] = []

    @Option(name: .long, help: "Milliseconds per codec.")
    var milliseconds = 2_000

    @Flag(name: .long, help: "Print JSON.")
    var json = false

    @OptionGroup var language: LanguageOptions

    func validate() throws {
        guard milliseconds > 0 else { throw ValidationError("--milliseconds is above 0") }
    }

    func run() throws {
        let (library, diagnostics) = ProfilesLoader.load(directory: profiles)
        ConfigurationOptions.print(diagnostics.filter { $0.severity == .error }, in: language.language)
        guard let library else { throw ExitCode.badConfiguration }
        let bench = PayloadBench(library: library)
        var isBelow = false
        var measured = 0
        for name in codec.isEmpty ? bench.codecs : codec {
            guard let outcome = bench.run(name, for: Int64(milliseconds)) else {
                StandardError.write("\(name): no example of at most \(PayloadBench.longest) bytes")
                continue
            }
            measured += 1
            isBelow = isBelow || outcome.isBelowFloor
            StandardOutput.write(json ? JSONLine.text(outcome) : Self.line(outcome))
        }
        // A benchmark that measured nothing is no benchmark passed.
        if measured == 0 { throw ExitCode.failure }
        if isBelow { throw ExitCode.findings }
    }

    private static func line(_ outcome: PayloadBench.Outcome) -> String {
        let rate = "\(outcome.messagesPerSecond) messages/s"
        let size = "\(Int(outcome.bytesPerMessage)) bytes, \(outcome.examples) examples"
        let floor = outcome.floor.map { ", floor \($0)" } ?? ""
        return "\(outcome.codec): \(rate) (\(size)\(floor))"
    }
}
