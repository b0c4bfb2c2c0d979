import Facility
import Templates

/// Speaks any HTTP interface a file describes (`deploy/destinations/`, `docs/destinations.md`).
///
/// It writes the request by the file's texts, signs it, sends it once, and reads the answer by the file's rules. What
/// a file leaves out is not done: an interface without updates is told of the report alone.
package struct TemplateConveyance: Conveyance {
    private let http: HTTPExchange
    private let requests: TemplateRequests
    private let signature: RequestSignature
    private let numbers = CaseNumbers()
    private let acknowledgement: Destination.Acknowledgement
    private let site: String

    /// - Parameter site: `Site.id`.
    package init(
        _ template: HTTPTemplate, settings: HTTPSettings, acknowledgement: Destination.Acknowledgement,
        site: String
    ) throws(ConveyanceFault) {
        let secrets = Secrets([settings.token] + template.secrets.values.map(\.text))
        let http = try HTTPExchange(settings.link, secrets: secrets)
        self.http = http
        requests = try TemplateRequests(template)
        signature = try RequestSignature(settings, http: http)
        self.acknowledgement = acknowledgement
        self.site = site
    }

    package func send(_ delivery: Delivery) async throws(Lane.Failure) -> Lane.Answer {
        let action = Self.name(delivery.action)
        guard requests.has(action) else {
            // Nothing to say it with: the case is where it was.
            return Lane.Answer(caseNumber: numbers[delivery.incident], handling: .reported)
        }
        try refuseArtificial(delivery)
        let number = try await caseNumber(for: delivery, action)
        let answer = try await exchange(action, scope(delivery, number))
        let reply = TemplateReply(
            answer, rule: requests.rule(action), question: delivery.action == .report ? .report : .follow,
            acknowledgement: acknowledgement)
        let told = try http.redacting { () throws(Lane.Failure) in try reply.told() }
        numbers.note(told.answer.caseNumber, for: delivery.incident)
        guard told.isRepeat, told.answer.caseNumber == nil, requests.has(.query) else { return told.answer }
        // It has this already and does not say under which number.
        if case .present(let held) = try await query(delivery) { return held }
        return told.answer
    }

    package func query(_ delivery: Delivery) async throws(Lane.Failure) -> Lane.QueryResult {
        guard requests.has(.query) else { throw .unknown("the interface cannot be asked") }
        let answer = try await exchange(.query, scope(delivery, numbers[delivery.incident]))
        let reply = TemplateReply(
            answer, rule: requests.rule(.query), question: .query, acknowledgement: .business)
        let result = try http.redacting { () throws(Lane.Failure) in try reply.held(delivery) }
        numbers.note(reply.caseNumber, for: delivery.incident)
        return result
    }

    package func heartbeat(
        at now: Timestamp, every: Interval, audit: AuditHead?
    ) async throws(Lane.Failure) {
        guard requests.has(.heartbeat) else { throw .refused("the interface has no sign of life") }
        let scope = TemplateScope(
            heartbeatEvery: every, audit: audit, template: requests.template, site: site, now: now)
        let answer = try await exchange(.heartbeat, scope)
        let reply = TemplateReply(
            answer, rule: requests.rule(.heartbeat), question: .sign, acknowledgement: acknowledgement)
        try http.redacting { () throws(Lane.Failure) in try reply.seen() }
    }

    /// The agreed sign of life, else the question for a case that is none. A file that has neither shows the link alone,
    /// and the token where one must be asked for.
    package func prove(_ call: HarmlessCall) async throws(Lane.Failure) -> ProofMeans {
        if let every = call.every, requests.has(.heartbeat) {
            try await heartbeat(at: call.now, every: every, audit: nil)
            return .answer
        }
        if requests.has(.query), !requests.needsCaseNumber(.query) {
            _ = try await query(call.stranger)
            return .answer
        }
        _ = try await http.send(try await signature.signed(http.request("HEAD", "")).request)
        return .link
    }

    package func shutDown() async { await http.shutDown() }

    /// The request of a delivery as it would be sent now, unsigned.
    func request(_ delivery: Delivery) throws(Lane.Failure) -> UnsentRequest {
        try refuseArtificial(delivery)
        let action = Self.name(delivery.action)
        return try requests.request(action, scope(delivery, numbers[delivery.incident]), base: http.base)
    }

    // MARK: One exchange

    /// Sends one request, and once more with a new token where the old one was not accepted.
    private func exchange(
        _ action: HTTPTemplate.ActionName, _ scope: TemplateScope
    ) async throws(Lane.Failure) -> HTTPAnswer {
        let request = try requests.request(action, scope, base: http.base)
        return try await signature.send(request) { answer in
            let reply = TemplateReply(
                answer, rule: requests.rule(action), question: .sign, acknowledgement: .business)
            do throws(Lane.Failure) { try reply.seen() } catch {
                if case .lockedOut = error { return true }
            }
            return false
        }
    }

    private func scope(_ delivery: Delivery, _ number: String?) -> TemplateScope {
        TemplateScope(
            delivery, caseNumber: number, template: requests.template, site: site, now: http.signingTime())
    }

    /// The far side's number, where the request cannot be written without it.
    private func caseNumber(
        for delivery: Delivery, _ action: HTTPTemplate.ActionName
    ) async throws(Lane.Failure) -> String? {
        if let number = numbers[delivery.incident] { return number }
        guard requests.needsCaseNumber(action), action != .report else { return nil }
        guard requests.has(.query), !requests.needsCaseNumber(.query) else {
            throw .refused("the far side's number of this case is not known any more")
        }
        _ = try await query(delivery)
        guard let number = numbers[delivery.incident] else {
            throw .refused("the far side does not hold this case")
        }
        return number
    }

    /// Whatever the routes say: an interface that has no word for an exercise takes it for a fire.
    private func refuseArtificial(_ delivery: Delivery) throws(Lane.Failure) {
        guard delivery.report.origin != .real, requests.template.exercise == .refused else { return }
        throw .refused("the interface \(requests.template.id) cannot mark an exercise")
    }

    private static func name(_ action: Delivery.Action) -> HTTPTemplate.ActionName {
        switch action {
        case .report: .report
        case .update: .update
        case .close: .close
        }
    }
}

extension TemplateConveyance: Previewing {
    package func preview(_ delivery: Delivery) async throws(Lane.Failure) -> RequestPreview {
        RequestPreview(try await signature.shown(try request(delivery)), secrets: http.secrets)
    }
}

// MARK: - What comes back

extension TemplateConveyance: FeedbackSource {
    package var feedbackEvery: Interval? {
        requests.has(.poll) ? requests.template.feedback?.every : nil
    }

    package func feedback(since: Timestamp) async throws(Lane.Failure) -> [FarWord] {
        guard let rule = requests.template.feedback else { return [] }
        let scope = TemplateScope(
            pollSince: since, template: requests.template, site: site, now: http.signingTime())
        let answer = try await exchange(.poll, scope)
        let reply = TemplateReply(
            answer, rule: requests.rule(.poll), question: .query, acknowledgement: .business)
        let items = try http.redacting { () throws(Lane.Failure) in try reply.items(at: rule.items) }
        return items.prefix(FarWord.limit).map { item in
            let word = item.word(at: rule.word) ?? ""
            return FarWord(
                id: item.word(at: rule.item), incident: item.word(at: rule.incident) ?? "",
                word: String(word.prefix(100)),
                note: item.word(at: rule.note).map { http.secrets.redacted(String($0.prefix(500))) },
                handling: rule.handlings.first { $0.fits(word) }?.sense,
                event: rule.events.first { $0.fits(word) }?.sense)
        }
    }

    package func receipt(for words: [FarWord]) async throws(Lane.Failure) {
        let ids = words.compactMap(\.id)
        guard requests.has(.receipt), !ids.isEmpty else { return }
        let scope = TemplateScope(
            receiptFor: ids, template: requests.template, site: site, now: http.signingTime())
        let answer = try await exchange(.receipt, scope)
        let reply = TemplateReply(
            answer, rule: requests.rule(.receipt), question: .sign, acknowledgement: acknowledgement)
        try http.redacting { () throws(Lane.Failure) in try reply.seen() }
    }
}
