import Facility
import Foundation
import Testing

@testable import Forward

/// A far side with a certificate of its own authority, as districts have them (`openssl s_server`).
///
/// It answers every request with a page, so that an answer without the case means: the link itself was fine.
private final class SecureFarSide {
    let address: String
    let authority: String
    /// Chain and key by which a client that it lets in shows itself; made anew for each test.
    let client: (certificate: String, key: String)
    private let process = Process()
    private let folder: URL

    /// - Parameter asksWho: only whoever shows the client's certificate gets in (mTLS).
    init(asksWho: Bool = false) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "gengfu-tls-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        authority = folder.appending(path: "cert.pem").path
        let key = folder.appending(path: "key.pem").path
        client = (folder.appending(path: "box.pem").path, folder.appending(path: "box.key").path)
        try Self.issue("localhost", key: key, certificate: authority)
        try Self.issue("box-7", key: client.key, certificate: client.certificate)
        let free = try SilentListener()
        let port = free.address.split(separator: ":").last ?? "0"
        free.close()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
        process.arguments =
            [
                "s_server", "-accept", "127.0.0.1:\(port)", "-cert", authority, "-key", key, "-www",
                "-naccept", "200",
            ]
            + (asksWho ? ["-Verify", "1", "-verify_return_error", "-CAfile", client.certificate] : [])
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        address = "https://localhost:\(port)"
    }

    private static func issue(_ name: String, key: String, certificate: String) throws {
        let request = Process()
        request.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
        request.arguments = [
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days",
            "2", "-subj", "/CN=\(name)", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout",
            key, "-out", certificate,
        ]
        request.standardError = FileHandle.nullDevice
        try request.run()
        request.waitUntilExit()
    }

    func stop() {
        // The child inherits a blocked SIGTERM from the thread that started it.
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        try? FileManager.default.removeItem(at: folder)
    }
}

@Suite("A secure link", .timeLimit(.minutes(1)))
struct SecureLinkTests {
    private func failure(_ settings: HTTPSettings) async throws -> Lane.Failure? {
        let conveyance = try HTTPConveyance(settings, acknowledgement: .business, site: "longhu")
        var found: Lane.Failure?
        do throws(Lane.Failure) { _ = try await conveyance.query(.sample(1)) } catch { found = error }
        await conveyance.shutDown()
        return found
    }

    @Test("A private authority is trusted where it is named, and nowhere else")
    func privateAuthority() async throws {
        let farSide = try SecureFarSide()
        defer { farSide.stop() }
        let trusting = HTTPSettings(
            url: farSide.address, timeout: .seconds(5), authorityFile: farSide.authority)
        try await StandIn.wait(for: "an answer through the link") {
            try await failure(trusting) == .unknown("answered 200 without a business answer")
        }
        let untrusted = try await failure(HTTPSettings(url: farSide.address, timeout: .seconds(5)))
        guard case .unreachable = untrusted else {
            Issue.record("got \(String(describing: untrusted))")
            return
        }
    }

    @Test(
        "A far side that asks who calls lets in the box's certificate, and nobody without it or with another")
    func mutual() async throws {
        let farSide = try SecureFarSide(asksWho: true)
        defer { farSide.stop() }
        var known = HTTPSettings(
            url: farSide.address, timeout: .seconds(5), authorityFile: farSide.authority)
        let stranger = known
        known.link.certificateFile = farSide.client.certificate
        known.link.keyFile = farSide.client.key
        try await StandIn.wait(for: "an answer through the link") {
            try await failure(known) == .unknown("answered 200 without a business answer")
        }
        let other = try SecureFarSide()
        defer { other.stop() }
        var impostor = stranger
        impostor.link.certificateFile = other.client.certificate
        impostor.link.keyFile = other.client.key
        for settings in [stranger, impostor] {
            let found = try #require(try await failure(settings))
            #expect(found != .unknown("answered 200 without a business answer"))
            #expect(!found.reason.contains(farSide.client.key))
        }
    }

    @Test("A certificate or key that cannot be read is said before anything runs")
    func unreadableIdentity() throws {
        let farSide = try SecureFarSide()
        defer { farSide.stop() }
        var settings = HTTPSettings(url: "https://district")
        settings.link.certificateFile = "/nonexistent.pem"
        settings.link.keyFile = farSide.client.key
        #expect(throws: ConveyanceFault.unreadableCertificate(file: "/nonexistent.pem")) {
            try HTTPConveyance(settings, acknowledgement: .business, site: "longhu")
        }
        settings.link.certificateFile = farSide.client.certificate
        settings.link.keyFile = farSide.client.certificate
        #expect(throws: ConveyanceFault.unreadableCertificate(file: farSide.client.certificate)) {
            try HTTPConveyance(settings, acknowledgement: .business, site: "longhu")
        }
    }

    @Test("An authority file that cannot be read is said before anything runs")
    func unreadable() {
        let settings = HTTPSettings(url: "https://district", authorityFile: "/nonexistent.pem")
        #expect(throws: ConveyanceFault.unreadableAuthority(file: "/nonexistent.pem")) {
            try HTTPConveyance(settings, acknowledgement: .business, site: "longhu")
        }
    }
}
