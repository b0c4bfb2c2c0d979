import Facility
import Foundation

/// Asks for tokens of one destination: the shell of a `TokenLease`.
actor TokenKeeper {
    /// One exchange with the token's address, as it is reached.
    typealias Exchange =
        @Sendable (UnsentRequest) async throws(Lane.Failure) -> (status: Int, body: [UInt8])

    private let settings: OAuth2Settings
    private let learnt: @Sendable (String) -> Void
    private let exchange: Exchange
    private var lease: TokenLease
    private var question: Task<Result<Secret, SigningFailure>, Never>?

    init(
        _ settings: OAuth2Settings, learnt: @escaping @Sendable (String) -> Void = { _ in },
        exchange: @escaping Exchange
    ) {
        self.settings = settings
        self.learnt = learnt
        self.exchange = exchange
        lease = TokenLease(margin: settings.margin)
    }

    /// - Parameter now: by the clock of the box, as every other time given here.
    func token(at now: Timestamp) async throws(SigningFailure) -> Secret {
        switch lease.want(at: now) {
        case .use(let token): return token
        case .ask:
            // Not the asker's own task: if he is cancelled, the others still get their answer.
            let question = Task { await self.ask(at: now) }
            self.question = question
            return try await question.value.get()
        case .wait:
            guard let question else { throw .noToken("not asked", isRefusal: false) }
            return try await question.value.get()
        }
    }

    /// See `TokenLease.refused`.
    func refused(_ token: Secret, at now: Timestamp) -> Bool { lease.refused(token, at: now) }

    private func ask(at now: Timestamp) async -> Result<Secret, SigningFailure> {
        defer { question = nil }
        do throws(SigningFailure) {
            let (token, life) = try await answer()
            learnt(token.text)
            lease.granted(token, life: life, at: now)
            return .success(token)
        } catch {
            lease.failed()
            return .failure(error)
        }
    }

    private func answer() async throws(SigningFailure) -> (Secret, Interval) {
        let secret = try await clientSecret()
        let body = try await fetch(request(secret))
        guard let tree = try? JSONSerialization.jsonObject(with: Data(body)) else {
            throw .noToken("the answer is no JSON", isRefusal: false)
        }
        guard let token = JSONAnswer.text(tree, at: settings.tokenAt), !token.isEmpty else {
            throw .noToken("nothing at \(settings.tokenAt)\(Self.reason(tree))", isRefusal: true)
        }
        let seconds = JSONAnswer.text(tree, at: settings.expiresAt).flatMap(Double.init)
        // A hostile or broken number must not trap.
        let life = seconds.map { Interval.seconds(Int64(min(max($0, 0), 1e9))) }
        return (Secret(token), life ?? settings.life)
    }

    /// What a refusing platform says in a 200: RFC 6749 5.2, or the habit of the country.
    private static func reason(_ tree: Any) -> String {
        for pointer in ["/error_description", "/error", "/message", "/msg", "/desc"] {
            if let text = JSONAnswer.text(tree, at: pointer), !text.isEmpty { return ": \(text.prefix(200))" }
        }
        return ""
    }

    private func clientSecret() async throws(SigningFailure) -> String {
        guard let encryption = settings.encryption else { return settings.clientSecret.text }
        let body = try await fetch(UnsentRequest(method: "GET", address: encryption.keyURL))
        var text = String(decoding: body, as: UTF8.self)
        if !encryption.keyAt.isEmpty {
            let tree = try? JSONSerialization.jsonObject(with: Data(body))
            guard let found = tree.flatMap({ JSONAnswer.text($0, at: encryption.keyAt) }) else {
                throw .noToken("no public key at \(encryption.keyAt)", isRefusal: true)
            }
            text = found
        }
        let key = try SM2Key(publicKey: text)
        let der = try key.encrypt(settings.clientSecret.bytes)
        return encryption.cipher.encoding.text(try SM2Bytes.written(cipherText: der, encryption.cipher))
    }

    private func request(_ secret: String) -> UnsentRequest {
        typealias Pair = UnsentRequest.Pair
        var fields = [Pair("grant_type", "client_credentials")]
        if !settings.scope.isEmpty { fields.append(Pair("scope", settings.scope)) }
        fields += settings.extra.sorted { $0.key < $1.key }.map { Pair($0.key, $0.value) }
        var request = UnsentRequest(method: "POST", address: settings.tokenURL)
        request.setHeader("Accept", "application/json")
        if settings.form == .basic {
            let pair = UnsentRequest.formEscaped(settings.clientID) + ":" + UnsentRequest.formEscaped(secret)
            request.setHeader("Authorization", "Basic " + SignatureEncoding.base64.text(Array(pair.utf8)))
        } else {
            fields += [Pair("client_id", settings.clientID), Pair("client_secret", secret)]
        }
        if settings.form == .json {
            let tree = Dictionary(fields.map { ($0.name, $0.value) }) { first, _ in first }
            let body = try? JSONSerialization.data(
                withJSONObject: tree, options: [.sortedKeys, .withoutEscapingSlashes])
            request.content = .bytes([UInt8](body ?? Data()))
            request.setHeader("Content-Type", "application/json")
        } else {
            request.content = .form(fields)
            request.setHeader("Content-Type", "application/x-www-form-urlencoded")
        }
        return request
    }

    private func fetch(_ request: UnsentRequest) async throws(SigningFailure) -> [UInt8] {
        let answer: (status: Int, body: [UInt8])
        do {
            answer = try await exchange(request)
        } catch {
            throw .noToken(error.reason, isRefusal: false)
        }
        guard (200..<300).contains(answer.status) else {
            let tree = try? JSONSerialization.jsonObject(with: Data(answer.body))
            let reason = "answered \(answer.status)" + (tree.map(Self.reason) ?? "")
            throw .noToken(clean(reason), isRefusal: [400, 401, 403].contains(answer.status))
        }
        return answer.body
    }

    /// A platform may repeat what it was asked with.
    private func clean(_ text: String) -> String {
        settings.clientSecret.isEmpty
            ? text : text.replacingOccurrences(of: settings.clientSecret.text, with: "•••")
    }
}

/// A value of a JSON answer by its pointer (RFC 6901).
enum JSONAnswer {
    /// A string, or a number or truth as text; nil: nothing there, or something that is no value.
    static func text(_ tree: Any, at pointer: String) -> String? {
        var node = tree
        for step in pointer.split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
            let name = step.replacingOccurrences(of: "~1", with: "/").replacingOccurrences(
                of: "~0", with: "~")
            if let object = node as? [String: Any], let next = object[name] {
                node = next
            } else if let list = node as? [Any], let index = Int(name), list.indices.contains(index) {
                node = list[index]
            } else {
                return nil
            }
        }
        if let text = node as? String { return text }
        return (node as? NSNumber)?.stringValue
    }
}
