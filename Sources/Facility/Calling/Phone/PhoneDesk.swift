/// Decides which call leaves the box when, how often it is tried, and what an answer by phone means: a pure machine
/// of orders, outcomes, answers and time.
///
/// The engine orders a call every half minute until somebody answers (`PhoneTree`), so nothing here is kept over a
/// restart and nothing older than a minute is sent. Who answers is whose phone it is: no PIN is asked.
package struct PhoneDesk: Sendable {
    package typealias CallNumber = Int

    /// What is to be done.
    package enum Action: Sendable, Equatable {
        case send(CallNumber, Outgoing)
        /// Ask the interface for the key of a call.
        case ask(CallNumber, route: CallRoute, call: String)
        /// A person's word, by phone.
        case answer(PhoneAnswer, IncidentID, person: String)
        case audit(AuditLine)
    }

    /// What leaves the box.
    package struct Outgoing: Sendable, Equatable {
        package var route: CallRoute
        package var number: PhoneNumber
        /// One or several SMS; one text of a voice call.
        package var parts: [String]
        package var code: String
    }

    /// What came of sending.
    package enum Outcome: Sendable, Equatable {
        /// - Parameter call: under which the answer is asked for; nil: it is not.
        case sent(call: String?)
        /// Another attempt may help.
        case failed(String)
        /// None would.
        case refused(String)
    }

    /// Orders waiting or under way at once; the engine repeats the others.
    package static let limit = 64
    /// Attempts of one call, five seconds apart.
    static let attempts = 3
    static let pause = Interval.seconds(5)
    /// An order older than this is not sent: the next one has been given.
    static let stale = Interval.minutes(1)
    /// So long a reply without a code is taken for the last call to that number.
    static let replyWithin = Interval.minutes(30)
    /// Incidents whose codes are known.
    static let codeLimit = 256

    private struct Call: Sendable {
        var number: CallNumber
        var request: CallRequest
        var phone: PhoneNumber
        var attempts = 0
        var state: State
        /// The last word of this call: when nothing is to be expected of it any more.
        var until: Timestamp
    }

    private enum State: Sendable, Equatable {
        case waiting(until: Timestamp)
        case sending
        /// Asked for its key next at.
        case asking(String, next: Timestamp)
        case asked(String)
    }

    private let settings: PhoneSettings
    private let address: String
    /// Who is called, by number; several people may share one.
    private let owners: [PhoneNumber: [String]]
    private var calls: [Call] = []
    private var count = 0
    private var sent: [(at: Timestamp, number: PhoneNumber)] = []
    private var codes: [(code: String, incident: IncidentID)] = []
    private var last: [PhoneNumber: (incident: IncidentID, person: String, at: Timestamp)] = [:]

    /// - Parameters:
    ///   - people: everybody of the site who has a number, `Person.id` and number.
    ///   - address: of the compound.
    package init(_ settings: PhoneSettings, people: [(id: String, phone: String)], address: String) {
        self.settings = settings
        self.address = address
        owners = people.reduce(into: [:]) { owners, person in
            if let number = PhoneNumber(person.phone) { owners[number, default: []].append(person.id) }
        }
    }

    // MARK: Orders

    /// A call is ordered.
    package mutating func order(_ request: CallRequest, at now: Timestamp) -> [Action] {
        guard request.route.needsPhone, settings[request.route] != nil else { return [] }
        func refused(_ why: String) -> [Action] {
            [.audit(line(request, "phone_refused", "\(request.route.rawValue) \(why)", now))]
        }
        guard let phone = PhoneNumber(request.callee.phone) else { return refused("no number") }
        // The vocabulary has roles that are never called; a number typed under another role is held here.
        guard !phone.isNeverCalled, request.callee.role?.isCalled != false else {
            return refused("\(phone.masked) is called by people only")
        }
        guard !request.isExercise || settings.exercise else { return refused("an exercise") }
        guard now - request.at <= Self.stale else { return refused("late") }
        if calls.contains(where: {
            $0.phone == phone && $0.request.incident == request.incident && $0.request.route == request.route
                && isUnderWay($0.state)
        }) {
            return refused("\(phone.masked) is being called")
        }
        guard calls.count < Self.limit else { return refused("too many at once") }
        forget(before: now - .hours(1))
        let mine = sent.count { $0.number == phone }
        guard sent.count < settings.perHour, mine < settings.perNumber * (request.isLifeSafety ? 3 : 1) else {
            return refused("\(phone.masked) too often")
        }
        remember(request, phone, now)
        count += 1
        calls.append(
            Call(
                number: count, request: request, phone: phone, state: .waiting(until: now),
                until: now + Self.stale))
        return advance(to: now)
    }

    private func isUnderWay(_ state: State) -> Bool {
        switch state {
        case .waiting, .sending: true
        case .asking, .asked: false
        }
    }

    private mutating func remember(_ request: CallRequest, _ phone: PhoneNumber, _ now: Timestamp) {
        let code = PhoneText.code(of: request.incident)
        codes.removeAll { $0.code == code }
        codes.append((code, request.incident))
        if codes.count > Self.codeLimit { codes.removeFirst() }
        last[phone] = (request.incident, request.callee.id, now)
    }

    private mutating func forget(before time: Timestamp) {
        sent.removeAll { $0.at < time }
        last = last.filter { $0.value.at >= time }
    }

    // MARK: What comes back

    package mutating func sent(_ number: CallNumber, _ outcome: Outcome, at now: Timestamp) -> [Action] {
        guard let index = calls.firstIndex(where: { $0.number == number }) else { return [] }
        var call = calls[index]
        let route = call.request.route.rawValue
        func note(_ action: String, _ detail: String) -> Action {
            .audit(line(call.request, action, "\(route) \(call.phone.masked) \(detail)", now))
        }
        switch outcome {
        case .sent(let id):
            let action = note("phone_called", "attempt \(call.attempts)")
            if let id, case .http(let api) = settings[call.request.route], let answer = api.answer {
                call.state = .asking(id, next: now + answer.every)
                call.until = now + answer.within
                calls[index] = call
            } else {
                calls.remove(at: index)
            }
            return [action]
        case .refused(let why):
            calls.remove(at: index)
            return [note("phone_failed", why)]
        case .failed(let why):
            guard call.attempts < Self.attempts, now + Self.pause < call.until else {
                calls.remove(at: index)
                return [note("phone_failed", why)]
            }
            call.state = .waiting(until: now + Self.pause)
            calls[index] = call
            return [note("phone_retried", why)]
        }
    }

    /// The interface said which key was pressed, or that none was yet.
    package mutating func answered(_ number: CallNumber, key: Int?, at now: Timestamp) -> [Action] {
        guard let index = calls.firstIndex(where: { $0.number == number }),
            case .asked(let id) = calls[index].state
        else { return [] }
        let call = calls[index]
        guard let key else {
            if case .http(let api) = settings[call.request.route], let answer = api.answer {
                calls[index].state = .asking(id, next: now + answer.every)
            }
            return []
        }
        calls.remove(at: index)
        let person = speaker(call.phone, called: call.request.callee.id)
        return word(key, call.request.incident, person: person, from: call.phone, now)
    }

    /// An SMS came in.
    package mutating func heard(_ text: String, from number: String, at now: Timestamp) -> [Action] {
        guard let phone = PhoneNumber(number), owners[phone] != nil else {
            let masked = PhoneNumber(number)?.masked ?? "?"
            return [.audit(AuditLine(at: now, by: "gengfu", action: "phone_stranger", subject: masked))]
        }
        let recent = last[phone].flatMap { now - $0.at <= Self.replyWithin ? $0 : nil }
        let person = speaker(phone, called: recent?.person)
        func unread(_ why: String) -> [Action] {
            [
                .audit(
                    AuditLine(at: now, by: person, action: "phone_unread", subject: phone.masked, detail: why)
                )
            ]
        }
        guard let reply = PhoneReply(text) else { return unread("no answer in it") }
        var incident = recent?.incident
        if let code = reply.code {
            guard let known = codes.last(where: { $0.code == code }) else {
                return unread("code \(code) is unknown")
            }
            incident = known.incident
        }
        guard let incident else { return unread("no code in it") }
        return word(reply.key, incident, person: person, from: phone, now)
    }

    /// Who speaks from a number: whom was called there, if it is his; a firm's number that is somebody's own speaks for
    /// him.
    private func speaker(_ phone: PhoneNumber, called: String?) -> String {
        let people = owners[phone] ?? []
        if let called, people.contains(called) || people.isEmpty { return called }
        return people.first ?? ""
    }

    private func word(
        _ key: Int, _ incident: IncidentID, person: String, from phone: PhoneNumber, _ now: Timestamp
    ) -> [Action] {
        let subject = incident.description
        guard let answer = settings.keys[key] else {
            return [
                .audit(
                    AuditLine(
                        at: now, by: person, action: "phone_unread", subject: subject,
                        detail: "\(phone.masked) key \(key)"))
            ]
        }
        return [
            .audit(
                AuditLine(
                    at: now, by: person, action: "phone_answered", subject: subject,
                    detail: "\(phone.masked) \(answer.rawValue)")),
            .answer(answer, incident, person: person),
        ]
    }

    // MARK: Time

    /// What is due at `now`.
    package mutating func advance(to now: Timestamp) -> [Action] {
        var actions: [Action] = []
        for index in calls.indices {
            let call = calls[index]
            switch call.state {
            case .waiting(let until) where until <= now && now < call.until:
                calls[index].state = .sending
                calls[index].attempts += 1
                sent.append((now, call.phone))
                actions.append(.send(call.number, outgoing(call)))
            case .asking(let id, let next) where next <= now && now < call.until:
                calls[index].state = .asked(id)
                actions.append(.ask(call.number, route: call.request.route, call: id))
            default: break
            }
        }
        // What is under way ends by its outcome; everything else when its time is over.
        calls.removeAll { $0.until <= now && $0.state != .sending }
        return actions
    }

    /// When `advance` is next needed; nil: nothing waits for time.
    package var next: Timestamp? {
        calls.compactMap { call -> Timestamp? in
            switch call.state {
            case .waiting(let until): min(until, call.until)
            case .asking(_, let next): min(next, call.until)
            case .asked: call.until
            case .sending: nil
            }
        }.min()
    }

    private func outgoing(_ call: Call) -> Outgoing {
        let request = call.request
        let code = PhoneText.code(of: request.incident)
        let parts =
            request.route == .sms
            ? PhoneText.sms(
                request.text.zh, address: address, code: code, keys: settings.keys,
                isExercise: request.isExercise)
            : [
                PhoneText.spoken(
                    request.text.zh, code: code, keys: settings.keys, isExercise: request.isExercise)
            ]
        return Outgoing(route: request.route, number: call.phone, parts: parts, code: code)
    }

    private func line(
        _ request: CallRequest, _ action: String, _ detail: String, _ now: Timestamp
    ) -> AuditLine {
        AuditLine(
            at: now, by: request.callee.id, action: action, subject: request.incident.description,
            detail: detail)
    }
}
