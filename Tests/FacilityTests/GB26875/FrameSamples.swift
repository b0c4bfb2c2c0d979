import Foundation

@testable import Facility

/// Frames and units written for these tests from the tables of the standard, each with what it is to say. Checksums
/// were computed apart from the code under test (sum of the bytes from the third one, modulo 256).
enum FrameSamples {
    /// A smoke detector of zone 10, No. 2, tells of a fire with bit 0 clear; text of 30 blanks and a zero.
    static let fire = bytes(
        "4040 0100 0101 203a091a090c 790300000000 385b01000000 3000 02 02 01 01 01 28 0a000200 0200"
            + String(repeating: "20", count: 30) + "00 023a091a090c 46 2323")
    /// A centre acknowledges serial 0; the unit is empty.
    static let acknowledgement = bytes(
        "4040 0000 0101 180d11160a14 000000000000 060504030201 0000 03 84 2323")
    /// A heartbeat whose unit is one byte, from a maker whose version is 16.0 and whose address is 192.168.1.4:27933.
    static let heartbeat = bytes("4040 f809 1000 081e09030316 000000000000 c0a801046d1d 0100 02 16 6c 2323")
    /// A temperature of -13.1 degrees: raw -131, code 3.
    static let cold = bytes(
        """
        4040 0800 0101 1e0f0a09031a 790300000000 385b01000000 1200 02
        03 01 01 01 1f 04000100 03 7dff 1e0f0a09031a 91 2323
        """)

    /// The bytes that hexadecimal digits spell; anything else between them is for the eye.
    static func bytes(_ hex: String) -> [UInt8] {
        let digits = hex.compactMap(\.hexDigitValue)
        return stride(from: 0, to: digits.count - 1, by: 2).map {
            UInt8(digits[$0] << 4 | digits[$0 + 1])
        }
    }

    /// A frame around a unit, with a right checksum.
    static func frame(
        _ unit: [UInt8], serial: UInt16 = 7, command: UInt8 = 2, time: String = "1e0f0a09031a"
    ) -> [UInt8] {
        let length = [UInt8(unit.count & 0xFF), UInt8(unit.count >> 8)]
        var frame: [UInt8] = [0x40, 0x40, UInt8(serial & 0xFF), UInt8(serial >> 8), 1, 1]
        frame += bytes(time) + bytes("790300000000") + bytes("385b01000000") + length + [command] + unit
        frame.append(UInt8(frame[2...].reduce(0) { ($0 + Int($1)) % 256 }))
        return frame + [0x23, 0x23]
    }

    /// The folder of domain facts beside the repository, nil where there is none.
    static var vectors: URL? {
        var folder = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        for _ in 0..<5 { folder.deleteLastPathComponent() }
        let file = folder.appendingPathComponent("shared/domain/gb26875-vectors.tsv")
        return FileManager.default.fileExists(atPath: file.path) ? file : nil
    }
}

extension [GB26875.FrameScanner.Finding] {
    var frames: [GB26875.Frame] {
        compactMap { if case .frame(let frame) = $0 { frame } else { nil } }
    }

    var problems: [String] {
        compactMap { if case .refused(let problem) = $0 { problem.text } else { nil } }
    }
}
