import Facility
import Foundation
import Testing

@testable import Forward

/// Our SM2 beside the `openssl` command with random keys, in both directions. `GENGFU_SM2_KEYS=10000` takes that many
/// keys (docs/signing.md); the suite takes 60.
@Suite("SM2 agrees with the openssl command")
struct SM2CrossCheckTests {
    private static let keys = ProcessInfo.processInfo.environment["GENGFU_SM2_KEYS"].flatMap(Int.init) ?? 60

    /// What is done with one key in folder $1: the user id stands in `id`.
    private static let script = """
        set -e
        cd "$1"
        id=$(cat id)
        test -f key.pem || openssl genpkey -algorithm SM2 -out key.pem
        openssl pkey -in key.pem -pubout -out public.pem
        openssl dgst -sm3 -sign key.pem -sigopt "distid:$id" -out their.signature text
        openssl pkeyutl -encrypt -pubin -inkey public.pem -in text -out their.cipher
        """
    private static let answer = """
        set -e
        cd "$1"
        openssl dgst -sm3 -verify public.pem -sigopt "distid:$(cat id)" -signature our.signature text > verdict
        openssl pkeyutl -decrypt -inkey key.pem -in our.cipher -out opened
        """

    @Test("Signatures and ciphertexts of random keys are taken by both, half the keys made by each")
    func crossCheck() throws {
        let root = FileManager.default.temporaryDirectory.appending(path: "gengfu-sm2-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: root) }
        var random = SplitMix(seed: UInt64(Self.keys))
        for first in stride(from: 0, to: Self.keys, by: 500) {
            let names = (first..<min(first + 500, Self.keys)).map { "\($0)" }
            for name in names {
                try Self.prepare(root.appending(path: name), &random, own: Int(name)! % 2 == 0)
            }
            try Self.run(Self.script, names, in: root)
            for name in names { try Self.check(root.appending(path: name)) }
            try Self.run(Self.answer, names, in: root)
            for name in names {
                let folder = root.appending(path: name)
                let verdict = try String(contentsOf: folder.appending(path: "verdict"), encoding: .utf8)
                #expect(verdict == "Verified OK\n", "key \(name)")
                let opened = try Data(contentsOf: folder.appending(path: "opened"))
                #expect(try opened == Data(contentsOf: folder.appending(path: "text")), "key \(name)")
                try FileManager.default.removeItem(at: folder)
            }
        }
    }

    private static func prepare(_ folder: URL, _ random: inout SplitMix, own: Bool) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let text = (0..<Int.random(in: 1...300, using: &random)).map { _ in
            UInt8.random(in: 0...255, using: &random)
        }
        try Data(text).write(to: folder.appending(path: "text"))
        let id = NonceForm(length: Int.random(in: 1...40, using: &random)).text(using: &random)
        try Data(id.utf8).write(to: folder.appending(path: "id"))
        guard own else { return }
        try Data(SM2Key.random().privatePEM().utf8).write(to: folder.appending(path: "key.pem"))
    }

    /// Takes what openssl made, and leaves what it is to take.
    private static func check(_ folder: URL) throws {
        func bytes(_ name: String) throws -> [UInt8] {
            [UInt8](try Data(contentsOf: folder.appending(path: name)))
        }
        let text = try bytes("text")
        let id = String(decoding: try bytes("id"), as: UTF8.self)
        let key = try SM2Key(privateKey: String(decoding: try bytes("key.pem"), as: UTF8.self))
        let open = try SM2Key(publicKey: String(decoding: try bytes("public.pem"), as: UTF8.self))
        let theirs = try bytes("their.signature")
        #expect(try open.verifies(theirs, of: text, userID: id), "key \(folder.lastPathComponent)")
        // The way through r and s side by side changes nothing.
        #expect(try SM2Bytes.der(signature: SM2Bytes.plain(signature: theirs)) == theirs)
        #expect(try key.decrypt(bytes("their.cipher")) == text, "key \(folder.lastPathComponent)")
        let form = SM2CipherForm(order: .c1c2c3, hasPointMark: false)
        let ours = try SM2Bytes.written(cipherText: open.encrypt(text), form)
        try Data(SM2Bytes.der(cipherText: ours, form)).write(to: folder.appending(path: "our.cipher"))
        try Data(key.sign(text, userID: id)).write(to: folder.appending(path: "our.signature"))
    }

    /// A shell per two hundred keys or so, two at a time.
    private static func run(_ script: String, _ names: [String], in root: URL) throws {
        let file = root.appending(path: "script")
        try Data(script.utf8).write(to: file)
        let list = root.appending(path: "names")
        try Data(names.map { $0 + "\n" }.joined().utf8).write(to: list)
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["xargs", "-a", list.path, "-n", "1", "-P", "2", "sh", file.path]
        process.currentDirectoryURL = root
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }
}
