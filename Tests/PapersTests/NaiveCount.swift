/// The figures counted from the notebook alone, one incident and one minute at a time, as a person would with a pencil.
struct NaiveCount: Equatable {
    var incidents = 0
    var confirmed = 0
    var refuted: [String: Int] = [:]
    var undecided = 0
    var open = 0
    var historic = 0
    var unnoticed = 0
    var rescues = 0
    var people = 0
    var repeats = 0
    var reported = 0
    var accepted = 0
    var closed = 0
    var rejected = 0
    var overdue = 0
    /// Seconds, by what was waited for; as they came.
    var waits: [String: [Int]] = [:]

    /// Seconds from midnight to midnight of 90 days: January, February and March 2026.
    static let quarter = 0..<(31 + 28 + 31) * 86_400

    init(_ quarter: Quarter, where matches: (Quarter.Heading) -> Bool) {
        let pages = Dictionary(grouping: quarter.lines, by: \.incident)
        for number in quarter.headings.indices {
            let heading = quarter.headings[number]
            let lines = pages[number] ?? []
            guard heading.nature == "real", matches(heading), let raised = Self.raised(lines),
                Self.quarter.contains(raised)
            else { continue }
            incidents += 1
            if lines.contains(where: { $0.verb.hasPrefix("confirmed") }) {
                confirmed += 1
            } else if let cause = lines.first(where: { $0.verb == "refuted" })?.text {
                refuted[cause, default: 0] += 1
            } else {
                undecided += 1
            }
            if !lines.contains(where: { $0.verb == "ended" }) { open += 1 }
            wait(heading, lines, raised)
            rescue(lines, raised)
            handle(lines)
            if Self.isRepeat(number, raised, quarter, pages) { repeats += 1 }
        }
    }

    private static func raised(_ lines: [Quarter.Line]) -> Int? { lines.first { $0.verb == "raised" }?.at }

    private static func isRepeat(
        _ number: Int, _ raised: Int, _ quarter: Quarter, _ pages: [Int: [Quarter.Line]]
    ) -> Bool {
        let mine = quarter.headings[number]
        return quarter.headings.indices.contains { other in
            let heading = quarter.headings[other]
            guard other != number, heading.device == mine.device, heading.hazard == mine.hazard,
                heading.nature == "real", let before = Self.raised(pages[other] ?? [])
            else { return false }
            return before < raised && raised - before <= 30 * 86_400
        }
    }

    private mutating func wait(_ heading: Quarter.Heading, _ lines: [Quarter.Line], _ raised: Int) {
        if heading.isHistoric {
            historic += 1
            return
        }
        let words = ["acknowledged", "shelved", "confirmed", "refuted", "said"]
        if let first = lines.filter({ words.contains($0.verb) }).map(\.at).min() {
            waits["notice", default: []].append(first - raised)
        } else {
            unnoticed += 1
        }
        if let found = lines.first(where: { $0.verb == "confirmed" || $0.verb == "refuted" }) {
            waits["find", default: []].append(found.at - raised)
        }
    }

    private mutating func rescue(_ lines: [Quarter.Line], _ raised: Int) {
        let milestones = lines.filter { ["answered", "arrived", "released"].contains($0.verb) }
        guard !milestones.isEmpty, !lines.contains(where: { $0.verb == "refuted" }) else { return }
        rescues += 1
        for line in milestones {
            waits[line.verb, default: []].append(line.at - raised)
            people += Int(line.text) ?? 0
        }
    }

    private mutating func handle(_ lines: [Quarter.Line]) {
        guard let city = lines.first(where: { $0.verb == "city" })?.text, city != "open" else { return }
        reported += 1
        if ["accepted", "dispatched", "closed", "suspended"].contains(city) { accepted += 1 }
        if city == "closed" { closed += 1 }
        if city == "rejected" { rejected += 1 }
        if lines.contains(where: { $0.verb == "late" }) { overdue += 1 }
    }

    /// The smallest of the times that at least so many per cent do not exceed.
    func percentile(_ name: String, _ percent: Int) -> Int? {
        let times = waits[name] ?? []
        return times.filter { time in times.count { $0 <= time } * 100 >= percent * times.count }.min()
    }

    /// Minutes of a kind, ticked off one by one.
    static func minutes(_ quarter: Quarter, _ kind: String, _ facility: String?) -> Int {
        var ticked: [String: Set<Int>] = [:]
        for dark in quarter.darkMinutes where dark.kind == kind {
            guard facility == nil || dark.facility == nil || dark.facility == facility else { continue }
            for minute in dark.minutes where minute >= 0 && minute < 90 * 1_440 {
                ticked[dark.subject, default: []].insert(minute)
            }
        }
        return ticked.values.reduce(0) { $0 + $1.count }
    }

    /// Seconds for which incidents were shelved, within the quarter.
    static func shelvedSeconds(_ quarter: Quarter, _ facility: String?) -> Int {
        quarter.lines.filter { $0.verb == "shelved" }.reduce(0) { sum, line in
            let heading = quarter.headings[line.incident]
            guard heading.nature == "real", facility == nil || heading.facility == facility else {
                return sum
            }
            let end = quarter.lines.first { $0.incident == line.incident && $0.verb == "ended" }?.at ?? .max
            let from = max(0, line.at)
            let until = min(Int(line.text) ?? 0, end, Self.quarter.upperBound)
            return sum + max(0, until - from)
        }
    }
}
