import Facility

/// Sends a destination's requests signed: by what its `signing` declares, or with a plain token.
struct RequestSignature: Sendable {
    private let http: HTTPExchange
    private let signer: RequestSigner
    private let token: String?
    /// A token must be asked for, which is a request of its own.
    private let asksForToken: Bool

    /// Throws where a key cannot be used.
    init(_ settings: HTTPSettings, http: HTTPExchange) throws(ConveyanceFault) {
        self.http = http
        token = settings.token
        asksForToken = settings.signing.steps.contains { if case .oauth2 = $0 { true } else { false } }
        do throws(SigningFailure) {
            signer = try RequestSigner(settings.signing) { request async throws(Lane.Failure) in
                let answer = try await http.send(request)
                return (answer.status, answer.body)
            }
        } catch {
            throw .unusableSigning(http.secrets.redacted(error.text))
        }
    }

    /// Sends a request, and once more with a new token where the old one was not accepted.
    /// - Parameter isLockedOut: whether an answer says that we are not known.
    func send(
        _ request: UnsentRequest, isLockedOut: (HTTPAnswer) -> Bool
    ) async throws(Lane.Failure) -> HTTPAnswer {
        let (signed, seal) = try await signed(request)
        let answer = try await http.send(signed)
        guard isLockedOut(answer), await signer.mayTryAgain(after: seal, at: http.signingTime()) else {
            return answer
        }
        return try await http.send(try await self.signed(request).request)
    }

    /// A request as it leaves: anew on each attempt, since its time is.
    func signed(
        _ request: UnsentRequest
    ) async throws(Lane.Failure) -> (request: UnsentRequest, seal: RequestSigner.Seal) {
        var signed = request
        if let token, signed.header("Authorization") == nil {
            signed.setHeader("Authorization", "Bearer \(token)")
        }
        var random = SystemRandomNumberGenerator()
        let nonce = signer.nonceForm.text(using: &random)
        do throws(SigningFailure) {
            let seal = try await signer.sign(&signed, at: http.signingTime(), nonce: nonce)
            remember(added: signed, to: request)
            return (signed, seal)
        } catch {
            throw http.secrets.redacted(Self.failure(error))
        }
    }

    /// As it would leave, as far as that can be told without sending anything.
    func shown(_ request: UnsentRequest) async throws(Lane.Failure) -> UnsentRequest {
        guard !asksForToken else { return request }
        return try await signed(request).request
    }

    /// What signing has put in is nobody's business, should the far side repeat it.
    private func remember(added signed: UnsentRequest, to request: UnsentRequest) {
        let added =
            signed.headers.filter { !request.headers.contains($0) }
            + signed.query.filter { !request.query.contains($0) }
        for pair in added where pair.value.count >= 16 { http.secrets.add(pair.value) }
    }

    /// Nothing was sent, whatever the reason.
    private static func failure(_ failure: SigningFailure) -> Lane.Failure {
        switch failure {
        case .noToken(_, let isRefusal): isRefusal ? .lockedOut(failure.text) : .unreachable(failure.text)
        case .command: .unreachable(failure.text)
        case .crypto, .unusableKey, .bodyIsNoObject: .lockedOut(failure.text)
        }
    }
}
