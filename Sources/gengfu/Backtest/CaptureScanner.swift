import Foundation
import Simulation

/// Reads a line of a capture byte by byte; what it does not know is left to the JSON decoder, which takes 20 times as
/// long.
struct CaptureScanner {
    private(set) var at: Int64 = 0
    private(set) var topic: [UInt8] = []
    private(set) var payload: [UInt8] = []
    private let decoder = JSONDecoder()

    /// - Returns: false for what is no line of a capture.
    mutating func read(_ line: [UInt8]) -> Bool {
        if line.withUnsafeBufferPointer({ scan($0) }) { return true }
        guard let slow = try? decoder.decode(CaptureLine.self, from: Data(line)) else { return false }
        (at, topic, payload) = (slow.at, Array(slow.topic.utf8), slow.payload)
        return true
    }

    /// The form in which `gengfu record` writes: one flat object of `at`, `topic` and `payload`, in any order.
    private mutating func scan(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
        var place = 0
        var found = 0
        guard Self.skip(line, &place, UInt8(ascii: "{")) else { return false }
        while true {
            var key: [UInt8] = []
            guard Self.text(line, &place, into: &key), Self.skip(line, &place, UInt8(ascii: ":")) else {
                return false
            }
            switch key.count {
            case 2 where key.elementsEqual("at".utf8):
                guard let number = Self.number(line, &place) else { return false }
                at = number
            case 5 where key.elementsEqual("topic".utf8):
                topic.removeAll(keepingCapacity: true)
                guard Self.text(line, &place, into: &topic) else { return false }
            case 7 where key.elementsEqual("payload".utf8):
                payload.removeAll(keepingCapacity: true)
                guard Self.text(line, &place, into: &payload) else { return false }
            default: return false
            }
            found += 1
            if Self.skip(line, &place, UInt8(ascii: ",")) { continue }
            return found == 3 && Self.skip(line, &place, UInt8(ascii: "}"))
        }
    }

    private static func skip(_ line: UnsafeBufferPointer<UInt8>, _ place: inout Int, _ byte: UInt8) -> Bool {
        while place < line.count, line[place] == 0x20 { place += 1 }
        guard place < line.count, line[place] == byte else { return false }
        place += 1
        return true
    }

    private static func number(_ line: UnsafeBufferPointer<UInt8>, _ place: inout Int) -> Int64? {
        while place < line.count, line[place] == 0x20 { place += 1 }
        let start = place
        var value: Int64 = 0
        while place < line.count, place - start < 18, (0x30...0x39).contains(line[place]) {
            value = value * 10 + Int64(line[place] - 0x30)
            place += 1
        }
        return place > start ? value : nil
    }

    /// A string whose escapes are of one letter; others are the decoder's.
    private static func text(
        _ line: UnsafeBufferPointer<UInt8>, _ place: inout Int, into text: inout [UInt8]
    ) -> Bool {
        guard skip(line, &place, UInt8(ascii: "\"")) else { return false }
        var start = place
        while place < line.count {
            switch line[place] {
            case UInt8(ascii: "\""):
                text.append(contentsOf: line[start..<place])
                place += 1
                return true
            case UInt8(ascii: "\\"):
                guard place + 1 < line.count, let byte = escaped(line[place + 1]) else { return false }
                text.append(contentsOf: line[start..<place])
                text.append(byte)
                place += 2
                start = place
            case ..<0x20: return false
            default: place += 1
            }
        }
        return false
    }

    private static func escaped(_ letter: UInt8) -> UInt8? {
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): letter
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        default: nil
        }
    }
}
