/// What the stand-in of a fire monitoring centre is told to do wrong, by `PUT /_control/fire/faults`.
///
/// Each counts down with the frames it spoils and ends by itself; an unknown key is refused.
struct CentreFaults: Sendable, Equatable {
    /// Answer so many uploads with a refusal (command 6).
    var refuse = 0
    /// Say nothing to so many uploads; they are taken all the same.
    var silent = 0
    /// Write half of so many acknowledgements and no more.
    var stall = 0
    /// Break the link (RST) instead of so many acknowledgements.
    var reset = 0
    /// Write noise, halves of frames and frames with a wrong checksum before so many acknowledgements.
    var garbage = 0
    /// Ask so many questions of all types at once before an acknowledgement.
    var flood = 0
    /// Not acknowledge, and take nothing either: the link is there and nobody at its end.
    var isDead = false

    static let none = CentreFaults()

    private static let rule: [String: BodyRule] = [
        "refuse": .integer(0...1_000_000), "silent": .integer(0...1_000_000),
        "stall": .integer(0...1_000_000), "reset": .integer(0...1_000_000),
        "garbage": .integer(0...1_000_000), "flood": .integer(0...100_000), "dead": .boolean,
    ]

    /// Reads the body of the control request, or says every mistake.
    static func read(_ body: PlatformJSON) -> Result<CentreFaults, PlatformProblem> {
        guard case .object(let fields) = body else {
            return .failure(.invalid([.init(pointer: "", detail: "must be an object")]))
        }
        var mistakes: [BodyRule.Mistake] = []
        for (name, value) in fields.sorted(by: { $0.key < $1.key }) {
            guard let rule = rule[name] else {
                mistakes.append(.init(pointer: "/\(name)", detail: "is not a fault"))
                continue
            }
            mistakes += rule.mistakes(in: value, at: "/\(name)")
        }
        guard mistakes.isEmpty else { return .failure(.invalid(mistakes)) }
        func count(_ name: String) -> Int { fields[name]?.integer ?? 0 }
        return .success(
            CentreFaults(
                refuse: count("refuse"), silent: count("silent"), stall: count("stall"),
                reset: count("reset"), garbage: count("garbage"), flood: count("flood"),
                isDead: fields["dead"] == .boolean(true)))
    }

    /// What one upload suffers; counts it.
    mutating func suffered() -> CentreFaults {
        var one = CentreFaults.none
        one.isDead = isDead
        one.flood = flood
        flood = 0
        func take(_ count: inout Int) -> Int {
            guard count > 0 else { return 0 }
            count -= 1
            return 1
        }
        one.garbage = take(&garbage)
        one.reset = take(&reset)
        if one.reset == 0 { one.stall = take(&stall) }
        if one.reset + one.stall == 0 { one.silent = take(&silent) }
        if one.reset + one.stall + one.silent == 0 { one.refuse = take(&refuse) }
        return one
    }

    var shown: PlatformJSON {
        .object([
            "refuse": .number(Double(refuse)), "silent": .number(Double(silent)),
            "stall": .number(Double(stall)), "reset": .number(Double(reset)),
            "garbage": .number(Double(garbage)), "flood": .number(Double(flood)), "dead": .boolean(isDead),
        ])
    }
}
