import Facility
import Foundation

/// Reads `calls:`, the lines on which SMS and voice calls leave the box.
///
/// ```yaml
/// calls:
///   sms: {kind: modem, modem: any}
///   call:
///     kind: http
///     url: https://voice.example/v1/calls
///     headers: {Content-Type: application/json}
///     body: '{"to":"{{phone}}","text":"{{text}}","key":"{{secret}}"}'
///     secret_file: secrets/voice
///     success: {at: /code, is: ["0"]}
///     call_at: /data/id
///     answer: {url: "https://voice.example/v1/calls/{{call}}", key_at: /data/key, every: 3s, within: 90s}
///   keys: {1: going, 2: false_alarm, 3: real}
///   limits: {per_number: 12, per_hour: 240}
///   exercise: false
/// ```
struct PhoneReader {
    let surroundings: Surroundings

    private enum Kind: String, CaseIterable { case http, modem }

    func read(_ section: Section, policy: CallingPolicy) -> PhoneSettings {
        var settings = PhoneSettings()
        settings.sms = section.optional("sms")?.section().flatMap(readLine)
        settings.call = section.optional("call")?.section().flatMap(readLine)
        if !section.has("sms"), !section.has("call") {
            section.missingOneOf(["sms", "call"], .phone(.noLine))
        }
        if let value = section.optional("keys"), let inside = value.section() {
            settings.keys = readKeys(inside)
            if !settings.keys.values.contains(.going) { value.error(.phone(.noKeys)) }
        }
        if let limits = section.optional("limits")?.section() {
            if let count = limits.optional("per_number")?.integer(in: 1...120) { settings.perNumber = count }
            if let count = limits.optional("per_hour")?.integer(in: 1...2_000) { settings.perHour = count }
            limits.finish()
        }
        settings.exercise = section.optional("exercise")?.boolean() ?? false
        section.finish()
        for route in policy.routes where route.needsPhone && settings[route] == nil {
            section.log.warning(.phone(.routeWithoutLine(route.rawValue)), at: section.place)
        }
        return settings
    }

    private func readLine(_ section: Section) -> PhoneSettings.Line? {
        guard let kind = section.required("kind")?.choice(Kind.allCases) else {
            if section.has("kind") { _ = section.all() }
            section.finish()
            return nil
        }
        defer { section.finish() }
        switch kind {
        case .modem:
            var modem = ModemSettings()
            if let name = section.optional("modem")?.word() { modem.modem = name }
            if let ring = section.optional("ring_for")?.interval() { modem.ringFor = min(ring, .minutes(1)) }
            if let every = section.optional("read_every")?.interval() {
                modem.readEvery = max(every, .seconds(2))
            }
            return .modem(modem)
        case .http: return readAPI(section).map { .http($0) }
        }
    }

    private func readAPI(_ section: Section) -> PhoneAPI? {
        let link = HTTPLinkReader(surroundings: surroundings).read(section)
        let body = section.optional("body")
        let text = body?.text() ?? ""
        if let body { check(text, body) }
        if let value = section.optional("url") { check(value.text() ?? "", value) }
        var api = PhoneAPI(link: link ?? HTTPLink(url: ""), body: text)
        // Nobody waits longer than the next call takes to come.
        api.link.timeout = min(api.link.timeout, .seconds(15))
        if let value = section.optional("method") {
            api.method = value.choice(Method.allCases)?.rawValue ?? "POST"
        }
        for (name, _, value) in section.optional("headers")?.section()?.all() ?? [] {
            guard let text = value.text() else { continue }
            check(text, value)
            api.headers[name] = text
        }
        api.escaping = escaping(of: api.headers)
        if let value = section.optional("escape") {
            api.escaping = value.choice(PhoneText.Escaping.allCases) ?? .json
        }
        api.secret = surroundings.secret(section, file: "secret_file", forbidden: "secret").map { Secret($0) }
        surroundings.warnIfOpen(section.optional("secret_file"))
        if let value = section.optional("signing") {
            api.signing = SigningReader(surroundings: surroundings).read(value) ?? SigningSettings()
        }
        if let success = section.optional("success")?.section() {
            api.successAt = success.required("at").flatMap(readPointer) ?? ""
            api.successValues = success.required("is")?.oneOrMore()?.compactMap { $0.text() } ?? []
            success.finish()
        }
        api.callAt = section.optional("call_at").flatMap(readPointer) ?? ""
        if let value = section.optional("answer"), let inside = value.section() {
            api.answer = readAnswer(inside)
            if api.callAt.isEmpty { value.error(.phone(.answerWithoutCall)) }
        }
        return link == nil ? nil : api
    }

    private enum Method: String, CaseIterable { case POST, GET, PUT }

    private func readAnswer(_ section: Section) -> PhoneAPI.Answer? {
        let value = section.required("url")
        let url = value.flatMap(readURL)
        let key = section.required("key_at").flatMap(readPointer)
        if let url, !url.contains("{{call}}") { value?.error(.phone(.answerWithoutNumber)) }
        guard let url, let key else {
            section.finish()
            return nil
        }
        var answer = PhoneAPI.Answer(url: url, keyAt: key)
        if let every = section.optional("every")?.interval() { answer.every = max(every, .seconds(1)) }
        if let within = section.optional("within")?.interval() { answer.within = min(within, .minutes(10)) }
        section.finish()
        return answer
    }

    /// By the content type that is sent, as every reader of it will unescape.
    private func escaping(of headers: [String: String]) -> PhoneText.Escaping {
        let type = headers.first { $0.key.lowercased() == "content-type" }?.value.lowercased() ?? ""
        if type.contains("form") { return .form }
        if type.contains("xml") { return .xml }
        return type.contains("text/plain") ? .none : .json
    }

    private func check(_ text: String, _ value: YAMLValue) {
        guard let name = PhoneText.unknownName(in: text) else { return }
        value.error(.phone(.unknownName(name)), help: .nearest(to: name, among: PhoneText.names))
    }

    private func readURL(_ value: YAMLValue) -> String? {
        guard let text = surroundings.text(value) else { return nil }
        check(text, value)
        guard let url = URL(string: text), url.scheme == "http" || url.scheme == "https",
            url.host?.isEmpty == false
        else {
            value.error(.site(.invalidURL(text)))
            return nil
        }
        return text
    }

    private func readPointer(_ value: YAMLValue) -> String? {
        guard let text = value.word() else { return nil }
        guard text.hasPrefix("/") else {
            value.error(.signing(.notAPointer(text)))
            return nil
        }
        return text
    }

    private func readKeys(_ section: Section) -> [Int: PhoneAnswer] {
        var keys: [Int: PhoneAnswer] = [:]
        for (key, place, value) in section.all() {
            guard let number = Int(key), (0...9).contains(number) else {
                section.log.error(.phone(.notAKey(key)), at: place)
                continue
            }
            keys[number] = value.choice(PhoneAnswer.allCases)
        }
        return keys
    }
}
