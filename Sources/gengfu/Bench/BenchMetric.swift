/// What a round measures. The raw value is the key in JSON and ends in its unit.
enum BenchMetric: String, CaseIterable, CodingKey {
    case messagesPerSecond = "messages_per_second"
    /// User and system, of all threads, between the first and the last message.
    case cpuPerMessage = "cpu_us_per_message"
    case userPerMessage = "user_us_per_message"
    case systemPerMessage = "system_us_per_message"
    /// Memory no file backs, after the last message.
    case anonymous = "anonymous_bytes"
    case writtenPerMessage = "written_bytes_per_message"
    case syncs = "fdatasyncs"
    case syncMedian = "fdatasync_p50_us"
    /// From the broker's PUBLISH to our PUBACK, seen by a relay between them; only with `--paced`.
    case delayMedian = "puback_delay_p50_ms"
    case delayHigh = "puback_delay_p99_ms"
    case delayLongest = "puback_delay_max_ms"
    /// The gateway's own figure, from its reading to its PUBACK.
    case ownDelayHigh = "own_puback_delay_p99_ms"
}

/// One measured run of one program.
struct BenchRound: Encodable {
    enum Subject: String, Encodable { case bare, gateway }

    private enum CodingKeys: String, CodingKey { case round, subject, messages, seconds }

    let round: Int
    let subject: Subject
    let messages: Int
    let seconds: Double
    let values: [BenchMetric: Double]

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(round, forKey: .round)
        try container.encode(subject, forKey: .subject)
        try container.encode(messages, forKey: .messages)
        try container.encode(seconds.thousandths, forKey: .seconds)
        var metrics = encoder.container(keyedBy: BenchMetric.self)
        for (metric, value) in values { try metrics.encode(value.thousandths, forKey: metric) }
    }
}

/// The least, the middle and the greatest of a figure over all rounds.
struct Spread: Encodable {
    private enum CodingKeys: String, CodingKey { case min, median, max }

    let min: Double
    let median: Double
    let max: Double

    /// - Returns: nil without values.
    init?(_ values: [Double]) {
        let sorted = values.sorted()
        guard let first = sorted.first, let last = sorted.last else { return nil }
        min = first
        max = last
        median = (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(min.thousandths, forKey: .min)
        try container.encode(median.thousandths, forKey: .median)
        try container.encode(max.thousandths, forKey: .max)
    }
}

extension Double {
    /// With three decimals: more would pretend a precision no benchmark has.
    fileprivate var thousandths: Double { (self * 1_000).rounded() / 1_000 }
}
