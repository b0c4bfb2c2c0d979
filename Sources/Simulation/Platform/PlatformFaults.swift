import Foundation

/// What the stand-in is told to do wrong, by `PUT /_control/faults`.
///
/// An unknown key is refused: a test that misspells a fault must not pass because nothing went wrong.
struct PlatformFaults: Sendable, Equatable {
    /// Kinds of request a fault can be narrowed to.
    enum Request: String, Sendable, CaseIterable { case report, update, close, query, heartbeat }

    /// What happens to the link of a request.
    enum LinkDrop: String, Sendable {
        /// Before anything is taken.
        case before
        /// After the case was taken, instead of the answer: the outcome is unknown to the gateway.
        case after
    }

    var slowMilliseconds = 0
    /// Refuse with 422 and this reason.
    var refusal: String?
    /// The same answer twice on the wire.
    var answersTwice = false
    /// 200 with a business error inside; nothing is taken.
    var isErrorInside200 = false
    var linkDrop: LinkDrop?
    /// Every link is dropped at once.
    var isDown = false
    /// Answer with this status instead of taking the request.
    var status: Int?
    /// Seconds, beside `status`.
    var retryAfter: Int?
    /// Only requests of these kinds.
    var on = Set(Request.allCases)
    /// How many requests are still to suffer; nil: until cleared.
    var remaining: Int?

    static let none = PlatformFaults()

    private static let rule: [String: BodyRule] = [
        "slow_ms": .integer(0...600_000), "refuse": .text(0...300), "answer_twice": .boolean,
        "error_inside_200": .boolean, "drop_link": .oneOf(["before", "after"]), "down": .boolean,
        "status": .integer(300...599), "retry_after": .integer(0...86_400),
        "on": .list(.oneOf(Request.allCases.map(\.rawValue)), most: 5), "for": .integer(1...1_000_000),
    ]

    /// Reads the body of the control request, or says every mistake.
    static func read(_ body: PlatformJSON) -> Result<PlatformFaults, PlatformProblem> {
        guard case .object(let fields) = body else {
            return .failure(.invalid([.init(pointer: "", detail: "must be an object")]))
        }
        var mistakes: [BodyRule.Mistake] = []
        for (name, value) in fields.sorted(by: { $0.key < $1.key }) {
            if name == "refuse" || name == "drop_link", case .boolean = value { continue }
            guard let rule = rule[name] else {
                mistakes.append(.init(pointer: "/\(name)", detail: "is not a fault"))
                continue
            }
            mistakes += rule.mistakes(in: value, at: "/\(name)")
        }
        guard mistakes.isEmpty else { return .failure(.invalid(mistakes)) }
        func isSet(_ name: String) -> Bool { fields[name] == .boolean(true) }
        var faults = PlatformFaults()
        faults.slowMilliseconds = fields["slow_ms"]?.integer ?? 0
        faults.refusal = fields["refuse"]?.string ?? (isSet("refuse") ? "refused on request" : nil)
        faults.answersTwice = isSet("answer_twice")
        faults.isErrorInside200 = isSet("error_inside_200")
        faults.linkDrop =
            fields["drop_link"]?.string.flatMap { LinkDrop(rawValue: $0) }
            ?? (isSet("drop_link") ? .after : nil)
        faults.isDown = isSet("down")
        faults.status = fields["status"]?.integer
        faults.retryAfter = fields["retry_after"]?.integer
        if case .list(let kinds) = fields["on"] {
            faults.on = Set(kinds.compactMap { $0.string.flatMap { Request(rawValue: $0) } })
        }
        faults.remaining = fields["for"]?.integer
        return .success(faults)
    }

    /// The faults one request suffers; counts it.
    mutating func suffered(by request: Request) -> PlatformFaults {
        guard on.contains(request), remaining != 0 else { return .none }
        if let left = remaining { remaining = left - 1 }
        return self
    }

    /// As `GET /_control/faults` shows them.
    var shown: PlatformJSON {
        .object([
            "slow_ms": .number(Double(slowMilliseconds)),
            "refuse": refusal.map { .text($0) } ?? .boolean(false),
            "answer_twice": .boolean(answersTwice), "error_inside_200": .boolean(isErrorInside200),
            "drop_link": linkDrop.map { .text($0.rawValue) } ?? .boolean(false), "down": .boolean(isDown),
            "status": status.map { .number(Double($0)) } ?? .null,
            "retry_after": retryAfter.map { .number(Double($0)) } ?? .null,
            "on": .list(on.map(\.rawValue).sorted().map { .text($0) }),
            "for": remaining.map { .number(Double($0)) } ?? .null,
        ])
    }
}
