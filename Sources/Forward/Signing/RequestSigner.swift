import Facility
import Foundation

/// Puts onto a request what shows who sends it, as its destination's settings declare (`docs/signing.md`).
///
/// `sign` last, when nothing else changes the request any more: the bytes it has signed are those that are sent. An
/// attempt is signed anew, since its time is.
package struct RequestSigner: Sendable {
    /// What a request was signed with, for the answer 401.
    package struct Seal: Sendable {
        fileprivate var tokens: [(keeper: TokenKeeper, token: Secret)] = []
    }

    private let steps: [Step]
    /// Whether something is added at all.
    package var isPlain: Bool { steps.isEmpty }

    private enum Step: Sendable {
        case basic(user: String, password: Secret)
        case bearer(token: Secret, at: TokenPlace)
        case token(TokenKeeper, at: TokenPlace)
        case signature(SignatureSettings)
    }

    /// Throws where a key cannot be used.
    /// - Parameters:
    ///   - learnt: gets each token that was granted, for whoever keeps secrets out of logs.
    ///   - exchange: one exchange with another address of the platform, to ask for a token; by the way on which the
    ///     destination itself is reached (proxy, certificates).
    package init(
        _ settings: SigningSettings, learnt: @escaping @Sendable (String) -> Void = { _ in },
        exchange:
            @escaping @Sendable (UnsentRequest) async throws(Lane.Failure) -> (status: Int, body: [UInt8])
    ) throws(SigningFailure) {
        var steps: [Step] = []
        for step in settings.steps {
            switch step {
            case .basic(let user, let password): steps.append(.basic(user: user, password: password))
            case .bearer(let token, let place): steps.append(.bearer(token: token, at: place))
            case .oauth2(let settings):
                let keeper = TokenKeeper(settings, learnt: learnt, exchange: exchange)
                steps.append(.token(keeper, at: settings.place))
            case .signature(let settings):
                if case .sm2(let sm2) = settings.algorithm { _ = try SM2Key(privateKey: sm2.privateKey.text) }
                steps.append(.signature(settings))
            }
        }
        self.steps = steps
    }

    /// Signs a request.
    /// - Parameters:
    ///   - time: now by the platform's clock (`PlatformClock`): a signature is in force for minutes only.
    ///   - nonce: never the same twice (`NonceForm.text(using:)` of `nonceForm`).
    @discardableResult
    package func sign(
        _ request: inout UnsentRequest, at time: Timestamp, nonce: String
    ) async throws(SigningFailure) -> Seal {
        var seal = Seal()
        for step in steps {
            switch step {
            case .basic(let user, let password):
                let pair = Array((user + ":" + password.text).utf8)
                request.setHeader("Authorization", "Basic " + SignatureEncoding.base64.text(pair))
            case .bearer(let token, let place):
                try Self.put(place.prefix + token.text, place.field, &request)
            case .token(let keeper, let place):
                let token = try await keeper.token(at: time)
                try Self.put(place.prefix + token.text, place.field, &request)
                seal.tokens.append((keeper, token))
            case .signature(let settings):
                try await Self.sign(&request, settings, at: time, nonce: nonce)
            }
        }
        return seal
    }

    /// The answer to a request with this seal was 401.
    /// - Returns: whether the request, built and signed anew, may be tried once more now.
    package func mayTryAgain(after seal: Seal, at time: Timestamp) async -> Bool {
        var may = false
        for (keeper, token) in seal.tokens where await keeper.refused(token, at: time) { may = true }
        return may
    }

    /// How the platform wants its numbers used once.
    package var nonceForm: NonceForm {
        for case .signature(let settings) in steps { return settings.nonce }
        return NonceForm()
    }

    // MARK: Signatures

    private static func sign(
        _ request: inout UnsentRequest, _ settings: SignatureSettings, at time: Timestamp, nonce: String
    ) async throws(SigningFailure) {
        let stamp = settings.timestamp.text(time)
        func writer(_ signature: String = "") -> SignedTextWriter {
            SignedTextWriter(
                settings: settings, request: request, timestamp: stamp, nonce: nonce, signature: signature)
        }
        for field in settings.fields where !field.text.uses(.signature) {
            try put(try writer().text(field.text), field.place, &request)
        }
        let bytes = try await signature(
            of: try writer().bytes(settings.text), key: try writer().bytes(settings.key), settings)
        let signature = settings.encoding.text(bytes)
        for field in settings.fields where field.text.uses(.signature) {
            try put(try writer(signature).text(field.text), field.place, &request)
        }
    }

    private static func signature(
        of text: [UInt8], key: [UInt8], _ settings: SignatureSettings
    ) async throws(SigningFailure) -> [UInt8] {
        switch settings.algorithm {
        case .digest(let digest): return try LibCrypto.digest(text, by: digest)
        case .hmac(let digest): return try LibCrypto.hmac(text, key: key, by: digest)
        case .sm2(let sm2): return try sm2.sign(text)
        case .command(let words, let limit, let output):
            let answer = await OutsideProgram.answer(
                words, input: text, within: .milliseconds(limit.milliseconds))
            if let problem = answer.problem { throw .command(problem) }
            return try output.bytes(ofCommand: answer.output)
        }
    }

    private static func put(
        _ value: String, _ place: RequestField, _ request: inout UnsentRequest
    ) throws(SigningFailure) {
        switch place {
        case .header(let name):
            // A line break out of a secret or an address would begin a header of its own.
            request.setHeader(name, value.filter { !$0.isNewline && $0 != "\0" })
        case .query(let name):
            request.query.removeAll { $0.name == name }
            request.query.append(.init(name, value))
        case .form(let name):
            var fields: [UnsentRequest.Pair] = []
            if case .form(let known) = request.content { fields = known.filter { $0.name != name } }
            request.content = .form(fields + [.init(name, value)])
        case .body(let name):
            guard case .bytes(let body) = request.content else { throw .bodyIsNoObject }
            request.content = .bytes(try JSONFields(body).adding(name, value))
        }
    }
}

extension SM2Settings {
    /// r and s over a text, laid out as the platform wants them.
    func sign(_ text: [UInt8]) throws(SigningFailure) -> [UInt8] {
        let key = try SM2Key(privateKey: privateKey.text)
        var text = text
        if let preHash { text = try LibCrypto.digest(text, by: preHash) }
        let der = try key.sign(text, userID: userID)
        return form == .der ? der : try SM2Bytes.plain(signature: der)
    }
}

extension StampForm {
    func text(_ time: Timestamp) -> String {
        switch self {
        case .milliseconds: return String(time.milliseconds)
        case .seconds:
            // Down, also before 1970: a stamp of the future is refused.
            return String((time.milliseconds - (time.milliseconds % 1_000 + 1_000) % 1_000) / 1_000)
        case .text(let format, let zone):
            let formatter = DateFormatter()
            formatter.locale = Locale(identifier: "en_US_POSIX")
            formatter.timeZone = TimeZone(identifier: zone) ?? TimeZone(secondsFromGMT: 0)
            formatter.dateFormat = format
            return formatter.string(from: Date(timeIntervalSince1970: Double(time.milliseconds) / 1_000))
        }
    }
}

extension SignatureEncoding {
    /// What a signing program wrote: digits or base64, line breaks around it left out.
    fileprivate func bytes(ofCommand output: [UInt8]) throws(SigningFailure) -> [UInt8] {
        let text = String(decoding: output, as: UTF8.self).filter { !$0.isWhitespace }
        let bytes: [UInt8]? =
            switch self {
            case .hex, .upperHex: [UInt8](hex: text)
            case .base64: Data(base64Encoded: text).map { [UInt8]($0) }
            case .base64url:
                Data(
                    base64Encoded: text.replacingOccurrences(of: "-", with: "+")
                        .replacingOccurrences(of: "_", with: "/")
                        .padding(toLength: (text.count + 3) / 4 * 4, withPad: "=", startingAt: 0)
                ).map { [UInt8]($0) }
            }
        guard let bytes, !bytes.isEmpty else { throw .command("answered no \(rawValue)") }
        return bytes
    }
}
