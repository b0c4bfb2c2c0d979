import Facility

/// What an answer means by the rules of a destination file: the business answer counts, not the status alone.
struct TemplateReply {
    /// What was asked; the same 404 says "no such case" to a query and "wrong address" to a report.
    enum Question { case report, follow, query, sign }

    private let answer: HTTPAnswer
    private let rule: HTTPTemplate.AnswerRule
    private let question: Question
    private let tree: AnswerTree?
    private let acknowledgement: Destination.Acknowledgement

    init(
        _ answer: HTTPAnswer, rule: HTTPTemplate.AnswerRule, question: Question,
        acknowledgement: Destination.Acknowledgement
    ) {
        self.answer = answer
        self.rule = rule
        self.question = question
        self.acknowledgement = acknowledgement
        tree = AnswerTree(answer.body)
    }

    /// The answer to a report, update or close.
    func told() throws(Lane.Failure) -> (answer: Lane.Answer, isRepeat: Bool) {
        let meaning = try accepted()
        guard acknowledgement == .business else {
            return (Lane.Answer(caseNumber: nil, handling: .reported), false)
        }
        let number = caseNumber
        // Without its number a case cannot be asked after: a far side that gives one has not taken what it gave none.
        if meaning == .success, question == .report, !rule.caseNumber.isEmpty, number == nil {
            throw .unknown("answered \(answer.status) without a case number")
        }
        return (Lane.Answer(caseNumber: number, handling: handling), meaning == .already)
    }

    /// The answer to a query about one step of a case.
    func held(_ delivery: Delivery) throws(Lane.Failure) -> Lane.QueryResult {
        guard try accepted() != .absent else { return .absent }
        if !rule.caseNumber.isEmpty, caseNumber == nil {
            throw .unknown("answered \(answer.status) without the case")
        }
        let answer = Lane.Answer(caseNumber: caseNumber, handling: handling)
        guard let list = rule.steps else {
            // It can tell that it has the case, not which of its steps: those are said again.
            let isKnown = delivery.action == .report || delivery.action == .close && handling == .closed
            return isKnown ? .present(answer) : .absent
        }
        guard let steps = tree?[list]?.items else {
            throw .unknown("answered \(self.answer.status) without its steps")
        }
        let numbers = steps.compactMap { $0[rule.stepNumber ?? ""]?.word.flatMap { Int($0) } }
        return numbers.contains { $0 >= delivery.transition } ? .present(answer) : .absent
    }

    /// Succeeds when the far side says that it has taken what it was told.
    func seen() throws(Lane.Failure) { _ = try accepted() }

    /// The list in a poll's answer.
    func items(at pointer: String) throws(Lane.Failure) -> [AnswerTree] {
        guard try accepted() != .absent else { return [] }
        guard let found = tree?[pointer] else { return [] }
        guard let items = found.items else {
            if found == .null { return [] }
            throw .unknown("answered \(answer.status) without a list of notices")
        }
        return items
    }

    var caseNumber: String? { tree?.word(at: rule.caseNumber) }

    private var handling: Handling {
        guard let word = tree?.word(at: rule.handling) else { return .accepted }
        return rule.handlings.first { $0.fits(word) }?.sense ?? .accepted
    }

    // MARK: Judgement

    private func accepted() throws(Lane.Failure) -> HTTPTemplate.Meaning {
        let meaning = meaning
        switch meaning {
        case .success, .already: return meaning
        case .absent where question == .query: return meaning
        // To anything but a query it is a refusal: the case is not there.
        case .absent, .refused: throw .refused(reason)
        case .busy: throw .busy(reason, retryAfter: answer.retryAfter)
        case .lockedOut: throw .lockedOut(reason)
        case .unknown: throw .unknown(reason)
        }
    }

    private var isGood: Bool { (200..<300).contains(answer.status) }

    private var meaning: HTTPTemplate.Meaning {
        let said = said
        if isGood {
            if acknowledgement != .business, question != .query {
                return said == .absent ? .refused : .success
            }
            return said ?? (rule.code.isEmpty ? .success : .unknown)
        }
        // A failed status is never a success, whatever stands inside.
        if let said, said != .success { return said }
        return ofStatus
    }

    /// What the body says; nil: nothing to build on.
    private var said: HTTPTemplate.Meaning? {
        if let status = rule.statuses.first(where: { $0.fits(String(answer.status)) }) { return status.sense }
        if let message = tree?.word(at: rule.message),
            let meant = rule.messageMeans.first(where: { $0.fits(message) })
        {
            return meant.sense
        }
        guard let code = tree?.word(at: rule.code) else { return nil }
        if let meant = rule.means.first(where: { $0.fits(code) }) { return meant.sense }
        return isGood ? rule.otherwise : nil
    }

    /// What an HTTP status means by itself, by what must be done next.
    private var ofStatus: HTTPTemplate.Meaning {
        switch answer.status {
        case 401, 403: .lockedOut
        // Redirects are not followed.
        case 300..<400: .lockedOut
        // The address itself is wrong: nothing would ever get through, so nothing is thrown away.
        case 404, 405: question == .follow ? .refused : .lockedOut
        case 408, 409, 425, 429, 503: .busy
        case 501: .refused
        case 500..<600: .unknown
        default: .refused
        }
    }

    private var reason: String {
        let code = tree?.word(at: rule.code)
        let message =
            tree?.word(at: rule.message) ?? tree?.word(at: ["/detail", "/message", "/msg", "/title"])
        var text = isGood ? code.map { "code \($0): " } ?? "\(answer.status) " : "\(answer.status) "
        if (300..<400).contains(answer.status) {
            text += "redirects elsewhere, which is not followed"
        } else if isGood, code == nil, !rule.code.isEmpty {
            text = "answered \(answer.status) without a business answer"
        } else {
            text += message ?? "no reason given"
        }
        return String(text.map { $0.isNewline ? " " : $0 }.prefix(300))
    }
}
