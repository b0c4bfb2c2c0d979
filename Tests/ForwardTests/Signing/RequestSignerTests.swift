import Facility
import Foundation
import Testing

@testable import Forward

/// What is signed is what is sent, and the result stands where the platform looks for it.
@Suite("Requests are signed as declared")
struct RequestSignerTests {
    private static let noon = Timestamp(milliseconds: 1_700_000_000_500)

    private static func signed(
        _ step: SigningSettings.Step, _ request: UnsentRequest, at time: Timestamp = noon,
        nonce: String = "n0"
    ) async throws -> UnsentRequest {
        var request = request
        try await RequestSigner(SigningSettings([step]), exchange: noExchange).sign(
            &request, at: time, nonce: nonce)
        return request
    }

    private static func post(_ body: String = "{}") -> UnsentRequest {
        UnsentRequest(
            method: "POST", address: "https://city.example/gate/v1/cases",
            query: [.init("b", "2 3"), .init("a", "")], headers: [.init("X-City", "Heng Yang")],
            content: .bytes(Array(body.utf8)), id: "id-7")
    }

    private static func bare(_ text: String) throws -> SignatureSettings {
        SignatureSettings(
            algorithm: .digest(.sha256), text: try SignedText(parsing: text), appKey: "ak",
            secret: Secret("s3cret"), fields: [.init(.header("Sign"), [.part(.signature)])])
    }

    @Test("Every part stands in the text as it is sent, and filters change it on the way")
    func parts() async throws {
        let settings = try Self.bare("")
        let writer = SignedTextWriter(
            settings: settings, request: Self.post("é"), timestamp: "T", nonce: "N", signature: "S/+")
        for (text, wanted) in [
            ("{method}\n{path}\n{query}", "POST\n/gate/v1/cases\nb=2%203&a="),
            ("{params}", "b=2 3"), ("{timestamp}{nonce}{app_key}{secret}{id}", "TNaks3cretid-7"),
            ("{header:x-city|upper}{header:none}", "HENG YANG"), ("{{{body}}}", "{é}"),
            ("{body|percent}{body|form}{body|base64}", "%C3%A9%C3%A9w6k="),
            ("{body|sm3}", try SignatureEncoding.hex.text(LibCrypto.digest(Array("é".utf8), by: .sm3))),
            ("{body|md5|upper}", try Self.md5Upper("é")),
            ("{signature|percent}", "S%2F%2B"),
        ] { #expect(try writer.text(SignedText(parsing: text)) == wanted, "\(text)") }
    }

    private static func md5Upper(_ text: String) throws -> String {
        SignatureEncoding.upperHex.text(try LibCrypto.digest(Array(text.utf8), by: .md5))
    }

    @Test("A declared text with a mistake in it says which")
    func mistakes() {
        for (text, mistake) in [
            ("{bodies}", SignedText.Mistake.unknownPart("bodies")), ("{body|sha3}", .unknownFilter("sha3")),
            ("{body", .looseBrace), ("body}", .looseBrace), ("{}", .unknownPart("")),
        ] { #expect(throws: mistake) { try SignedText(parsing: text) } }
    }

    @Test(
        "Parameters are sorted by the bytes of their names, with or without the empty ones and those excepted"
    )
    func parameters() async throws {
        var request = Self.post()
        request.query = ["b", "a", "A", "ä", "aa", "a0", "sign"].map { .init($0, "1") } + [.init("e", "")]
        var settings = try Self.bare("{params}")
        settings.parameters = ParameterForm(of: [.query], except: ["sign"])
        func text() throws -> String {
            try SignedTextWriter(settings: settings, request: request, timestamp: "", nonce: "").text(
                settings.text)
        }
        #expect(try text() == "A=1&a=1&a0=1&aa=1&b=1&ä=1")
        settings.parameters.keepsEmpty = true
        settings.parameters.pair = ""
        settings.parameters.between = ""
        #expect(try text() == "A1a1a01aa1b1eä1")
        settings.parameters.escape = .percent
        #expect(try text() == "A1a1a01aa1b1e%C3%A41")
    }

    @Test("The first level of a JSON body is signed as it is written")
    func jsonParameters() throws {
        let body = #" { "z" : 1.0, "a":"x\u4e2d\"}", "n":null, "o":{"k":[1,"}"] }, "t":true,"l":[ ],"e":""} "#
        var settings = try Self.bare("{params}")
        settings.parameters = ParameterForm(of: [.json])
        var request = Self.post(body)
        let writer = SignedTextWriter(settings: settings, request: request, timestamp: "", nonce: "")
        #expect(try writer.text(settings.text) == #"a=x中"}&l=[ ]&o={"k":[1,"}"] }&t=true&z=1.0"#)
        request.content = .bytes(Array("[1]".utf8))
        let other = SignedTextWriter(settings: settings, request: request, timestamp: "", nonce: "")
        #expect(throws: SigningFailure.bodyIsNoObject) { try other.text(settings.text) }
    }

    @Test("A field goes into a JSON body without touching another byte of it")
    func bodyField() throws {
        for (body, wanted) in [
            (#"{}"#, #"{"sign":"a\"b"}"#), (#"{"x": 1.0 } "#, #"{"x": 1.0 ,"sign":"a\"b"} "#),
            (#"{"x":{"y":"}"}}"#, #"{"x":{"y":"}"},"sign":"a\"b"}"#),
        ] {
            let fields = try JSONFields(Array(body.utf8))
            #expect(String(decoding: try fields.adding("sign", "a\"b"), as: UTF8.self) == wanted)
        }
    }

    @Test("Fields without the signature are there before it is made, so that sorted parameters hold them")
    func order() async throws {
        var settings = try Self.bare("{params}{secret}")
        settings.algorithm = .digest(.md5)
        settings.parameters = ParameterForm(of: [.form], except: ["sign"])
        settings.fields = [
            .init(.form("sign"), [.part(.signature, filters: [.upper])]),
            .init(.form("app_id"), [.part(.appKey)]), .init(.form("nonce_str"), [.part(.nonce)]),
        ]
        var request = UnsentRequest(method: "POST", address: "https://city.example/")
        request.content = .form([.init("total", "1")])
        let sent = try await Self.signed(.signature(settings), request)
        let wanted = try Self.md5Upper("app_id=ak&nonce_str=n0&total=1s3cret")
        #expect(String(decoding: sent.body, as: UTF8.self) == "total=1&app_id=ak&nonce_str=n0&sign=\(wanted)")
    }

    @Test("Stamps are written as the platform reads them")
    func stamps() {
        #expect(StampForm.milliseconds.text(Self.noon) == "1700000000500")
        #expect(StampForm.seconds.text(Self.noon) == "1700000000")
        #expect(StampForm.seconds.text(Timestamp(milliseconds: -1)) == "-1")
        let text = StampForm.text(format: "yyyy-MM-dd HH:mm:ss", zone: "Asia/Shanghai")
        #expect(text.text(Self.noon) == "2023-11-15 06:13:20")
        #expect(
            StampForm.text(format: "yyyyMMddHHmmssSSS", zone: "UTC").text(Self.noon) == "20231114221320500")
    }

    @Test("Basic, bearer and two steps one above the other")
    func simple() async throws {
        let basic = try await Self.signed(
            .basic(user: "Aladdin", password: Secret("open sesame")), Self.post())
        // RFC 7617 section 2.
        #expect(basic.header("authorization") == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")
        let bearer = try await Self.signed(.bearer(token: Secret("t1"), at: .authorization), Self.post())
        #expect(bearer.header("Authorization") == "Bearer t1")
        var request = Self.post()
        let settings = SigningSettings([
            .bearer(token: Secret("t 1"), at: TokenPlace(.query("token"))),
            .signature(try Self.bare("{query}{secret}")),
        ])
        try await RequestSigner(settings, exchange: noExchange).sign(&request, at: Self.noon, nonce: "")
        #expect(request.url == "https://city.example/gate/v1/cases?b=2%203&a=&token=t%201")
        let wanted = try LibCrypto.digest(Array("b=2%203&a=&token=t%201s3cret".utf8), by: .sha256)
        #expect(request.header("Sign") == SignatureEncoding.hex.text(wanted))
        #expect(request.header("Authorization") == nil)
    }

    @Test("A line break in a secret begins no header of its own")
    func injection() async throws {
        let sent = try await Self.signed(
            .bearer(token: Secret("a\r\nX-Evil: 1"), at: .authorization), Self.post())
        #expect(sent.header("Authorization") == "Bearer aX-Evil: 1")
    }

    @Test("An SM2 signature is accepted by the key's other half, in each layout and with a pre-hash")
    func sm2() async throws {
        let pem = try SM2Key.random().privatePEM()
        let key = try SM2Key(privateKey: pem)
        for form in SM2SignatureForm.allCases {
            for preHash in [nil, SignatureAlgorithm.Digest.sm3] {
                var settings = try Self.bare("{body}{timestamp}")
                settings.algorithm = .sm2(
                    SM2Settings(privateKey: Secret(pem), userID: "city", form: form, preHash: preHash))
                settings.encoding = .base64
                let sent = try await Self.signed(.signature(settings), Self.post())
                let bytes = [UInt8](try #require(Data(base64Encoded: sent.header("Sign") ?? "")))
                var text = Array("{}1700000000500".utf8)
                if let preHash { text = try LibCrypto.digest(text, by: preHash) }
                let der = form == .der ? bytes : try SM2Bytes.der(signature: bytes)
                #expect(try key.verifies(der, of: text, userID: "city"))
            }
        }
    }

    @Test("A key that cannot be used is said before anything is sent")
    func badKey() throws {
        var settings = try Self.bare("{body}")
        settings.algorithm = .sm2(SM2Settings(privateKey: Secret("nonsense")))
        #expect(throws: SigningFailure.self) {
            try RequestSigner(SigningSettings([.signature(settings)]), exchange: noExchange)
        }
    }

    @Test("A key that stays on its device signs through its program; one that fails or hangs is said")
    func command() async throws {
        let root = FileManager.default.temporaryDirectory.appending(path: "gengfu-sign-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: root) }
        let pem = try SM2Key.random().privatePEM()
        try Data(pem.utf8).write(to: root.appending(path: "key.pem"))
        let program = root.appending(path: "sign").path
        let script = """
            #!/bin/sh
            openssl dgst -sm3 -sign "$1" -sigopt distid:abc -out "$1.signature" && openssl base64 -in "$1.signature"
            """
        try Data(script.utf8).write(to: URL(filePath: program))
        var settings = try Self.bare("{body}")
        settings.encoding = .hex
        let key = root.appending(path: "key.pem").path
        settings.algorithm = .command(
            words: ["/bin/sh", program, key], within: .seconds(20), output: .base64)
        let body = "{" + String(repeating: " ", count: 300_000) + "}"
        let sent = try await Self.signed(.signature(settings), Self.post(body))
        let signature = try #require([UInt8](hex: sent.header("Sign") ?? ""))
        #expect(try SM2Key(privateKey: pem).verifies(signature, of: Array(body.utf8), userID: "abc"))

        for (words, part) in [
            (["/nowhere/sign"], "not installed"), (["false"], "status"), (["sleep", "9"], "within"),
            (["echo", "!!"], "answered no"),
        ] {
            settings.algorithm = .command(words: words, within: .milliseconds(300), output: .base64)
            let failure = await #expect(throws: SigningFailure.self) {
                _ = try await Self.signed(.signature(settings), Self.post())
            }
            #expect(failure?.text.contains(part) == true, "\(failure as Any)")
        }
    }

    @Test("No way of printing settings prints a secret of theirs")
    func secrecy() throws {
        let settings = SigningSettings([
            .basic(user: "u", password: Secret("hidden-1")), .signature(try Self.bare("{body}")),
            .oauth2(OAuth2Settings(tokenURL: "u", clientID: "c", clientSecret: Secret("hidden-2"))),
        ])
        var dumped = ""
        dump(settings, to: &dumped)
        let printed = "\(settings) \(String(reflecting: settings)) \(dumped)"
        for secret in settings.secrets { #expect(!printed.contains(secret.text)) }
        #expect(settings.secrets.count == 3)
    }
}
