import ArgumentParser

/// What a quiet compound costs.
struct BenchIdleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "idle",
        abstract: "Measure memory, processor and bytes written where nothing happens.",
        discussion: """
            Starts a broker with the shipped configuration, `gengfu run` and a publisher of ES1500 messages at a steady \
            pace; reads the meters of gateway and broker twice, and puts what lies between to a day.
            """)

    @OptionGroup var options: BenchDeliveryOptions

    @Option(name: .long, help: "Lifts that publish.")
    var devices = 500

    @Option(name: .long, help: "Messages per second in all.")
    var rate = 50

    @Option(name: .long, help: "Seconds between the two readings of the meters.")
    var seconds = 60

    func validate() throws {
        guard (1...10_000).contains(devices) else { throw ValidationError("--devices is 1 to 10000") }
        guard (1...20_000).contains(rate) else { throw ValidationError("--rate is 1 to 20000") }
        guard (5...86_400).contains(seconds) else { throw ValidationError("--seconds is 5 to 86400") }
    }

    func run() async throws {
        ParentWatch.start()
        let settings = IdleSettings(
            devices: devices, rate: rate, seconds: seconds, syncDelay: options.syncDelay)
        let bench = IdleBench(root: options.root, settings: settings, folder: options.folder)
        let report = try await options.report { try await bench.run() }
        options.write(report, lines: report.lines)
    }
}

/// How long nobody watches after a restart.
struct BenchStartCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "start",
        abstract: "Measure the time from a start on a full ring to the first PUBACK.",
        discussion: """
            Starts a broker and `gengfu run`, publishes until the oldest readings give way, and then starts the gateway \
            again and again with one message waiting at the broker. A relay between the two sees the PUBACK.
            """)

    @OptionGroup var options: BenchDeliveryOptions

    @Option(name: .long, help: "Lifts that publish.")
    var devices = 500

    @Option(name: .long, help: "Starts.")
    var starts = 10

    func validate() throws {
        guard (1...10_000).contains(devices) else { throw ValidationError("--devices is 1 to 10000") }
        guard (1...1_000).contains(starts) else { throw ValidationError("--starts is 1 to 1000") }
    }

    func run() async throws {
        ParentWatch.start()
        let settings = StartSettings(devices: devices, starts: starts, syncDelay: options.syncDelay)
        let bench = StartBench(root: options.root, settings: settings, folder: options.folder)
        let report = try await options.report {
            try await bench.run { milliseconds in
                if !options.json { StandardError.write("\(Int(milliseconds)) ms") }
            }
        }
        options.write(report, lines: report.lines)
    }
}
