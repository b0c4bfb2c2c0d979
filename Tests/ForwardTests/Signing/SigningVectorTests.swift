import Facility
import Foundation
import Testing

@testable import Forward

/// Every published vector, through a declaration as an installer would write it.
@Suite("Published signatures are made from declarations alone")
struct SigningVectorTests {
    private struct Vector: Decodable {
        var name: String
        var input: String
        var expect: String
        var key: String?
    }

    /// How a vector's platform is declared and what is asked of it.
    private struct Case {
        var settings: SignatureSettings
        var request = UnsentRequest(method: "GET", address: "https://city.example/api")
        var at = Timestamp(milliseconds: 0)
        var nonce = ""
    }

    private static func vectors() throws -> [Vector] {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "signing-vectors.json")
        return try JSONDecoder().decode([Vector].self, from: Data(contentsOf: file))
    }

    private static func sent(_ text: String) throws -> [SignatureSettings.Field] {
        [.init(.header("X-Sign"), try SignedText(parsing: text))]
    }

    private static func cases() throws -> [String: Case] {
        var jetlinks = Case(
            settings: SignatureSettings(
                algorithm: .digest(.md5), text: try SignedText(parsing: "{params}{timestamp}{secret}"),
                secret: Secret("testSecure")),
            at: Timestamp(milliseconds: 1_574_993_804_802))
        jetlinks.request.query = [.init("pageSize", "20"), .init("pageIndex", "0")]
        var sorted = Case(
            settings: SignatureSettings(
                algorithm: .digest(.sha256),
                text: try SignedText(parsing: "{params}{timestamp}{nonce}{secret}"),
                secret: Secret("EjmkjrcQdmhTsUOc0aLPgSgVnkR5tMdPuiWKS2itnPTHZim9HumCRXpi3I2fU94X"),
                timestamp: .seconds, parameters: ParameterForm(of: [.form], escape: .form)),
            at: Timestamp(milliseconds: 1_533_203_011_999), nonce: "aaa")
        sorted.request.content = .form([.init("c", "c c"), .init("b", "中文"), .init("a", "12")])
        var webhook = Case(
            settings: .standardWebhooks(secret: Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")),
            at: Timestamp(milliseconds: 1_614_265_330_000))
        webhook.settings.fields = try sent("{signature}")
        webhook.request.id = "msg_p5jXN8AQM9LWM0D4loKWxJek"
        webhook.request.content = .bytes(Array(#"{"test": 2432232314}"#.utf8))
        var sm3 = Case(settings: SignatureSettings(algorithm: .digest(.sm3), text: [.part(.body)]))
        sm3.request.content = .bytes(Array("abc".utf8))
        return [
            "district-report sha1": Case(
                settings: SignatureSettings(
                    algorithm: .digest(.sha1), text: try SignedText(parsing: "{app_key}{secret}{timestamp}"),
                    appKey: "testOnlyAppKey", secret: Secret("testOnlyappSecret")),
                at: Timestamp(milliseconds: 1_635_478_320_000)),
            "jetlinks md5": jetlinks,
            "sorted+urlencoded sha256": sorted,
            "SM3 abc": sm3,
            "HMAC-SM3 computed here": Case(
                settings: SignatureSettings(
                    algorithm: .hmac(.sm3),
                    text: try SignedText(parsing: "clientId={app_key}&timestamp={timestamp}"),
                    encoding: .base64, appKey: "your_client_id", secret: Secret("your_secret")),
                at: Timestamp(milliseconds: 1_678_886_400_123)),
            "Standard Webhooks v1": webhook,
            "RIO gateway sha256 (computed)": Case(
                settings: SignatureSettings(
                    algorithm: .digest(.sha256),
                    text: try SignedText(parsing: "{timestamp}{secret}{nonce}{timestamp}"),
                    encoding: .upperHex, secret: Secret("TOKEN"), timestamp: .seconds),
                at: Timestamp(milliseconds: 1_700_000_000_000), nonce: "nonce12345"),
        ]
    }

    @Test("Each vector of the domain page comes out, and what was signed is its input")
    func vectors() async throws {
        let cases = try Self.cases()
        let vectors = try Self.vectors()
        #expect(vectors.count >= 7)
        for vector in vectors {
            var known = try #require(cases[vector.name], "no declaration of \(vector.name)")
            let writer = SignedTextWriter(
                settings: known.settings, request: known.request,
                timestamp: known.settings.timestamp.text(known.at), nonce: known.nonce)
            let text = String(decoding: try writer.bytes(known.settings.text), as: UTF8.self)
            #expect(text == vector.input, "\(vector.name)")
            known.settings.fields = try Self.sent("{signature}")
            let signer = try RequestSigner(
                SigningSettings([.signature(known.settings)]), exchange: noExchange)
            try await signer.sign(&known.request, at: known.at, nonce: known.nonce)
            #expect(known.request.header("x-sign") == vector.expect, "\(vector.name)")
        }
    }

    @Test("A webhook carries its id, its time and its signature as Standard Webhooks 1.0 names them")
    func webhook() async throws {
        var request = UnsentRequest(
            method: "POST", address: "https://city.example/hook",
            content: .bytes(Array(#"{"test": 2432232314}"#.utf8)), id: "msg_p5jXN8AQM9LWM0D4loKWxJek")
        let settings = SignatureSettings.standardWebhooks(
            secret: Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
        let signer = try RequestSigner(SigningSettings([.signature(settings)]), exchange: noExchange)
        try await signer.sign(&request, at: Timestamp(milliseconds: 1_614_265_330_000), nonce: "")
        #expect(request.header("webhook-id") == "msg_p5jXN8AQM9LWM0D4loKWxJek")
        #expect(request.header("webhook-timestamp") == "1614265330")
        #expect(request.header("webhook-signature") == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
    }
}

/// For a signer that asks nobody.
let noExchange: @Sendable (UnsentRequest) async throws(Lane.Failure) -> (status: Int, body: [UInt8]) = {
    _ throws(Lane.Failure) in throw .unreachable("nobody is to be asked here")
}
