/// A refusal as RFC 9457 wants it.
struct PlatformProblem: Error, Sendable, Equatable {
    /// Last part of the problem's type.
    var kind: String
    var title: String
    var status: Int
    var detail: String
    var mistakes: [BodyRule.Mistake] = []

    static func invalid(_ mistakes: [BodyRule.Mistake]) -> PlatformProblem {
        let first = mistakes.first.map { "`\($0.pointer)` \($0.detail)" } ?? "unreadable"
        let more = mistakes.count > 1 ? ", and \(mistakes.count - 1) more" : ""
        return PlatformProblem(
            kind: "invalid-body", title: "The body does not follow the interface", status: 400,
            detail: first + more, mistakes: mistakes)
    }

    static let notJSON = PlatformProblem(
        kind: "not-json", title: "The body is not JSON", status: 400, detail: "expected one JSON object")
    static let noKey = PlatformProblem(
        kind: "no-idempotency-key", title: "Idempotency-Key is missing", status: 400,
        detail: "every request about a case carries one")
    static let otherBody = PlatformProblem(
        kind: "key-reused", title: "Idempotency-Key was used with another body", status: 422,
        detail: "a key belongs to one body")
    static let unknownCase = PlatformProblem(
        kind: "unknown-case", title: "No such case", status: 404, detail: "it was never reported here")
    static let caseExists = PlatformProblem(
        kind: "case-exists", title: "The case was reported before", status: 422,
        detail: "one incident is one case")
    static let caseClosed = PlatformProblem(
        kind: "case-closed", title: "The case is closed", status: 422, detail: "nothing follows a close")
    static let outOfOrder = PlatformProblem(
        kind: "out-of-order", title: "A later transition was taken before", status: 422,
        detail: "transition numbers grow within a case")
    static let full = PlatformProblem(
        kind: "full", title: "No room", status: 503, detail: "the stand-in holds as much as it may")
    static let unauthorized = PlatformProblem(
        kind: "unauthorized", title: "Token missing or wrong", status: 401, detail: "send a bearer token")

    static let tooLong = PlatformProblem(
        kind: "too-long", title: "The body is too long", status: 413, detail: "65536 bytes at most")
    static let inWork = PlatformProblem(
        kind: "in-work", title: "The first request with this key is still in work", status: 409,
        detail: "ask again")

    var shown: PlatformJSON {
        var fields: [String: PlatformJSON] = [
            "type": .text("https://gengfu.invalid/problems/\(kind)"), "title": .text(title),
            "status": .number(Double(status)), "detail": .text(detail),
        ]
        if !mistakes.isEmpty {
            fields["errors"] = .list(
                mistakes.prefix(100).map {
                    .object(["pointer": .text($0.pointer), "detail": .text($0.detail)])
                })
        }
        return .object(fields)
    }
}
