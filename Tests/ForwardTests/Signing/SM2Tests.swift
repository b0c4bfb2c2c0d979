import Facility
import Foundation
import Testing

@testable import Forward

/// SM2 against the examples of GB/T 32918.5-2017 and against itself where keys are random.
@Suite("SM2 as the standard has it")
struct SM2Tests {
    /// GB/T 32918.5-2017 annex A.2: private and public key, and r s of `message digest`.
    private static let number = "3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8"
    private static let point =
        "0409F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020"
        + "CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13"
    private static let signature =
        "F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3"
        + "B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA"
    private static let text = Array("message digest".utf8)

    @Test("The signature printed in the standard is accepted, and nothing beside it is")
    func standardSignature() throws {
        let key = try SM2Key(publicKey: Self.point)
        let plain = try #require([UInt8](hex: Self.signature))
        let der = try SM2Bytes.der(signature: plain)
        let id = SM2Settings.defaultUserID
        #expect(try key.verifies(der, of: Self.text, userID: id))
        #expect(try !key.verifies(der, of: Self.text, userID: "1234567812345677"))
        #expect(try !key.verifies(der, of: Self.text + [0], userID: id))
        #expect(try !key.verifies(plain, of: Self.text, userID: id))
        for bit in stride(from: 0, to: plain.count * 8, by: 13) {
            var other = plain
            other[bit / 8] ^= 1 << (bit % 8)
            #expect(try !key.verifies(SM2Bytes.der(signature: other), of: Self.text, userID: id))
        }
    }

    @Test("The ciphertext printed in the standard is opened, in the order of its day and in the old one")
    func standardCipher() throws {
        let key = try SM2Key(privateKey: Self.number)
        let c1 =
            "0404EBFC718E8D1798620432268E77FEB6415E2EDE0E073C0F4F640ECD2E149A73"
            + "E858F9D81E5430A57B36DAAB8F950A3C64E6EE6A63094D99283AFF767E124DF0"
        let c3 = "59983C18F809E262923C53AEC295D30383B54E39D609D160AFCB1908D0BD8766"
        let c2 = "21886CA989CA9C7D58087307CA93092D651EFA"
        for (order, written) in [(SM2CipherForm.Order.c1c3c2, c1 + c3 + c2), (.c1c2c3, c1 + c2 + c3)] {
            let der = try SM2Bytes.der(
                cipherText: try #require([UInt8](hex: written)), SM2CipherForm(order: order))
            #expect(String(decoding: try key.decrypt(der), as: UTF8.self) == "encryption standard")
        }
    }

    @Test("Every layout of a ciphertext comes back, of every length", arguments: SM2CipherForm.Order.allCases)
    func layouts(_ order: SM2CipherForm.Order) throws {
        let key = try SM2Key(privateKey: Self.number)
        for count in [1, 2, 31, 32, 33, 100, 127, 128, 129, 255, 256, 1_000] {
            let text = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7) }
            for hasMark in [true, false] {
                let form = SM2CipherForm(order: order, hasPointMark: hasMark)
                let written = try SM2Bytes.written(cipherText: key.encrypt(text), form)
                if order != .der { #expect(written.count == (hasMark ? 1 : 0) + 64 + 32 + count) }
                #expect(try key.decrypt(SM2Bytes.der(cipherText: written, form)) == text)
            }
        }
    }

    @Test("r and s that begin with zeros keep their 32 bytes each, and come back to the shortest ASN.1")
    func padding() throws {
        let small = [UInt8](repeating: 0, count: 31) + [5]
        let high = [0x80] + [UInt8](repeating: 1, count: 31)
        let der = try SM2Bytes.der(signature: small + high)
        #expect(der == [0x30, 38, 0x02, 1, 5, 0x02, 33, 0] + high)
        #expect(try SM2Bytes.plain(signature: der) == small + high)
    }

    @Test("Bytes that are no signature and no ciphertext are refused, whatever they are")
    func malformed() throws {
        let key = try SM2Key(privateKey: Self.number)
        let good = try key.sign(Self.text, userID: "x")
        var random = SplitMix(seed: 7)
        for _ in 0..<2_000 {
            var bytes = good
            for _ in 0...Int.random(in: 0...3, using: &random) {
                bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(
                    in: 0...255, using: &random)
            }
            bytes = Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &random)))
            guard bytes != good else { continue }
            if let plain = try? SM2Bytes.plain(signature: bytes) { #expect(plain.count == 64) }
            #expect(try !key.verifies(bytes, of: Self.text, userID: "x"))
            _ = try? key.decrypt(bytes)
            _ = try? SM2Bytes.written(cipherText: bytes, SM2CipherForm())
            _ = try? SM2Bytes.der(cipherText: bytes, SM2CipherForm(order: .c1c2c3))
        }
    }

    @Test("A key is read as PEM, as digits, with and without its mark, and as bare base64")
    func keys() throws {
        let key = try SM2Key(privateKey: Self.number.lowercased() + "\n")
        let signature = try key.sign(Self.text, userID: "x")
        let pem = try key.publicPEM()
        let base64 = pem.split(separator: "\n").dropFirst().dropLast().joined()
        let compressed = "03" + Self.point.dropFirst(2).prefix(64)
        for text in [Self.point, String(Self.point.dropFirst(2)), pem, base64, compressed] {
            #expect(try SM2Key(publicKey: text).verifies(signature, of: Self.text, userID: "x"), "\(text)")
        }
        let again = try SM2Key(privateKey: try key.privatePEM()).sign(Self.text, userID: "x")
        #expect(try key.verifies(again, of: Self.text, userID: "x"))
    }

    @Test("A key that is none is refused with a reason that holds nothing of it")
    func noKeys() throws {
        let order = "FFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123"
        let last = String(order.dropLast()) + "2"
        let wrong = [
            "", "abc", String(Self.number.dropLast()), String(repeating: "0", count: 64), order, last,
            "-----BEGIN PRIVATE KEY-----\nMIGH\n-----END PRIVATE KEY-----",
        ]
        for text in wrong {
            let failure = #expect(throws: SigningFailure.self) { _ = try SM2Key(privateKey: text) }
            if text.count > 8 { #expect(failure?.text.contains(text) == false) }
        }
        #expect(throws: SigningFailure.self) {
            _ = try SM2Key(publicKey: "04" + String(repeating: "1", count: 128))
        }
        #expect(throws: SigningFailure.self) { _ = try SM2Key(publicKey: "not base64 either") }
    }

    @Test("What libcrypto refuses carries its reason")
    func reasons() throws {
        let failure = #expect(throws: SigningFailure.self) {
            try SM2Key(privateKey: Self.number).decrypt(Array("no ciphertext".utf8))
        }
        guard case .crypto(_, let reason) = failure else { return #expect(Bool(false), "\(failure as Any)") }
        #expect(!reason.isEmpty)
    }
}

/// Chance that a failing test repeats.
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
