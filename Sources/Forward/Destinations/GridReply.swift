import Facility
import Foundation

/// What a far side's HTTP answer means: the business answer counts, not the status alone.
struct GridReply {
    /// What was asked; the same 404 says "no such case" to a query and "wrong address" to a report.
    enum Question { case report, follow, query, heartbeat }

    var status: Int
    var retryAfter: Interval?
    var body: Data
    var question: Question

    /// Fields of a business answer and of an RFC 9457 problem; platforms mix them.
    private struct Fields: Decodable {
        var code: Code?
        var message: String?
        var caseNumber: String?
        var handling: String?
        var status: Code?
        var title: String?
        var detail: String?
        var type: String?
        var transitions: [Step]?

        struct Step: Decodable { var transition: Int }

        enum CodingKeys: String, CodingKey {
            case code, message, handling, status, title, detail, type, transitions
            case caseNumber = "case_number"
        }

        var reason: String? { detail ?? message ?? title }
        var knownHandling: Handling? { handling.flatMap { Handling(rawValue: $0) } }
    }

    /// A number, or digits in a string.
    private struct Code: Decodable {
        var value: Int?

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let number = try? container.decode(Int.self) {
                value = number
            } else {
                value = (try? container.decode(String.self)).flatMap { Int($0) }
            }
        }
    }

    /// The answer to a report, update or close.
    func answer(acknowledgement: Destination.Acknowledgement) throws(Lane.Failure) -> Lane.Answer {
        let fields = try accepted(acknowledgement: acknowledgement)
        guard acknowledgement == .business else { return Lane.Answer(caseNumber: nil, handling: .reported) }
        guard let number = fields?.caseNumber, !number.isEmpty else {
            throw .unknown("answered \(status) without a case number")
        }
        return Lane.Answer(caseNumber: number, handling: fields?.knownHandling ?? .accepted)
    }

    /// The answer to a query about the step numbered `transition`.
    func held(transition: Int) throws(Lane.Failure) -> Lane.QueryResult {
        if status == 404, fields?.type?.hasSuffix("unknown-case") == true { return .absent }
        let fields = try accepted(acknowledgement: .business)
        guard let number = fields?.caseNumber, let steps = fields?.transitions else {
            throw .unknown("answered \(status) without the case")
        }
        guard steps.contains(where: { $0.transition >= transition }) else { return .absent }
        return .present(
            Lane.Answer(caseNumber: number, handling: fields?.knownHandling ?? .accepted))
    }

    /// Succeeds when the far side says that it has taken what it was told.
    func seen(acknowledgement: Destination.Acknowledgement) throws(Lane.Failure) {
        _ = try accepted(acknowledgement: acknowledgement)
    }

    private var fields: Fields? { try? JSONDecoder().decode(Fields.self, from: body) }

    private func accepted(acknowledgement: Destination.Acknowledgement) throws(Lane.Failure) -> Fields? {
        let fields = fields
        guard (200..<300).contains(status) else { throw failure(status, fields?.reason) }
        guard acknowledgement == .business else { return fields }
        guard let fields, let code = fields.code?.value else {
            // A problem under a 200 counts as what it says it is.
            if let inner = fields?.status?.value, inner >= 400 { throw failure(inner, fields?.reason) }
            throw .unknown("answered \(status) without a business answer")
        }
        guard code == 0 else {
            let reason = "code \(code): \(fields.reason ?? "no reason given")"
            throw code >= 400 && code < 600 ? failure(code, reason) : .refused(Self.short(reason))
        }
        return fields
    }

    /// The failure behind an HTTP status, by what must be done next.
    private func failure(_ status: Int, _ reason: String?) -> Lane.Failure {
        let text = Self.short("\(status) \(reason ?? "no reason given")")
        switch status {
        case 401, 403: return .lockedOut(text)
        case 300..<400: return .lockedOut("\(status) redirects elsewhere, which is not followed")
        case 404, 405:
            // The address itself is wrong: nothing would ever get through, so nothing is thrown away.
            return question == .follow ? .refused(text) : .lockedOut(text)
        case 408, 409, 425, 429, 503: return .busy(text, retryAfter: retryAfter)
        case 501: return .refused(text)
        case 500..<600: return .unknown(text)
        default: return .refused(text)
        }
    }

    /// A far side's words, cut to what fits a line.
    private static func short(_ text: String) -> String {
        String(text.map { $0.isNewline ? " " : $0 }.prefix(300))
    }
}
