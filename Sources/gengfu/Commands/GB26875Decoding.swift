import ArgumentParser
import Control
import Facility
import Foundation

/// `gengfu decode --gb26875`: the frames of GB/T 26875.3 in bytes somebody has captured, a JSON object each.
///
/// Every `--hex`, every `--file` and every line of standard input is a stream of its own, which may hold several
/// frames and noise between them.
struct GB26875Decoding {
    /// In the order to be read.
    private let streams: [[UInt8]]

    /// - Parameters:
    ///   - hex: texts of `--hex`; `-` stands for the lines of standard input.
    ///   - files: paths of `--file`, read as bytes.
    /// - Throws: `ValidationError` (exit 64) for what is no hexadecimal and for files that cannot be read.
    init(hex: [String], files: [String]) throws {
        var streams: [[UInt8]] = []
        for text in hex.isEmpty && files.isEmpty ? ["-"] : hex {
            guard text == "-" else {
                streams.append(try Self.bytes(text, called: "--hex"))
                continue
            }
            var number = 0
            while let line = readLine() {
                number += 1
                if line.allSatisfy(\.isWhitespace) { continue }
                streams.append(try Self.bytes(line, called: "line \(number)"))
            }
        }
        for path in files {
            guard let contents = FileManager.default.contents(atPath: path) else {
                throw ValidationError("\(path) cannot be read")
            }
            streams.append(Array(contents))
        }
        self.streams = streams
    }

    /// Prints a line for each frame found, and one for a stream in which there is none.
    /// - Returns: whether all of them are valid.
    func run() -> Bool {
        var isValid = true
        for stream in streams {
            for finding in GB26875.FrameScanner.all(in: stream) {
                StandardOutput.write(VisibleText.of(json: GB26875.FrameJSON.text(finding)))
                if case .refused = finding { isValid = false }
            }
        }
        return isValid
    }

    private static func bytes(_ text: String, called name: String) throws -> [UInt8] {
        guard let bytes = digits(text) else {
            throw ValidationError("\(name): not pairs of hexadecimal digits, `\(text.prefix(40))`")
        }
        return bytes
    }

    /// Hexadecimal as people paste it: `4040`, `40 40`, `0x40, 0x40`, `40:40`, in any case.
    static func digits(_ text: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        var high: UInt8?
        var rest = text.utf8[...]
        while let letter = rest.popFirst() {
            if letter == UInt8(ascii: "0"), rest.first.map({ $0 | 0x20 }) == UInt8(ascii: "x") {
                guard high == nil else { return nil }
                rest.removeFirst()
                continue
            }
            switch letter {
            case UInt8(ascii: " "), 9, 10, 13, UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: "-"):
                continue
            default: break
            }
            guard letter < 0x80, let digit = Character(Unicode.Scalar(letter)).hexDigitValue else {
                return nil
            }
            if let first = high {
                bytes.append(first << 4 | UInt8(digit))
                high = nil
            } else {
                high = UInt8(digit)
            }
        }
        return high == nil ? bytes : nil
    }
}
