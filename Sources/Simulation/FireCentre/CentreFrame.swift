import Foundation

/// A frame as the stand-in centre reads and writes it: bytes by their place in the table of GB/T 26875.3-2011, no code of
/// the gateway's.
struct CentreFrame: Sendable {
    var bytes: [UInt8]

    var serial: Int { Int(bytes[2]) + 256 * Int(bytes[3]) }
    var source: [UInt8] { Array(bytes[12..<18]) }
    var destination: [UInt8] { Array(bytes[18..<24]) }
    var command: UInt8 { bytes[26] }
    var unit: [UInt8] { Array(bytes[27..<(bytes.count - 3)]) }

    /// `2026-03-09T10:15:30`
    static func time(_ bytes: some Collection<UInt8>) -> String {
        let parts = bytes.map(Int.init)
        guard parts.count == 6 else { return "" }
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(2_000 + parts[5])-\(two(parts[4]))-\(two(parts[3]))T\(two(parts[2])):\(two(parts[1])):"
            + two(parts[0])
    }

    static func hex(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// A frame of the centre. The time is the centre's own, which may be wrong on purpose.
    static func written(
        serial: Int, command: UInt8, unit: [UInt8] = [], from source: [UInt8], to destination: [UInt8],
        at date: Date = Date()
    ) -> [UInt8] {
        var frame: [UInt8] = [0x40, 0x40, UInt8(serial & 0xFF), UInt8(serial >> 8 & 0xFF), 1, 1]
        frame += label(date) + source + destination
        frame += [UInt8(unit.count & 0xFF), UInt8(unit.count >> 8), command] + unit
        frame.append(UInt8(frame[2...].reduce(0) { $0 + Int($1) } & 0xFF))
        return frame + [0x23, 0x23]
    }

    /// Six bytes of UTC+8.
    static func label(_ date: Date) -> [UInt8] {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = TimeZone(secondsFromGMT: 8 * 3_600) ?? .gmt
        let parts = calendar.dateComponents([.year, .month, .day, .hour, .minute, .second], from: date)
        return [
            parts.second ?? 0, parts.minute ?? 0, parts.hour ?? 0, parts.day ?? 1, parts.month ?? 1,
            (parts.year ?? 2_000) - 2_000,
        ].map { UInt8(clamping: $0) }
    }

    /// Cuts a stream into frames. Whoever sends to the stand-in sends nothing else: bytes between frames are told.
    struct Cutter: Sendable {
        private var bytes: [UInt8] = []

        /// The frames that are whole now, and how many bytes were none.
        mutating func feed(_ more: [UInt8]) -> (frames: [CentreFrame], strays: Int) {
            bytes += more
            var frames: [CentreFrame] = []
            var strays = 0
            while bytes.count >= FrameCheck.shortest {
                let length = FrameCheck.shortest + Int(bytes[24]) + 256 * Int(bytes[25])
                guard bytes[0] == 0x40, bytes[1] == 0x40,
                    length <= FrameCheck.shortest + FrameCheck.longestUnit
                else {
                    bytes.removeFirst()
                    strays += 1
                    continue
                }
                guard bytes.count >= length else { break }
                frames.append(CentreFrame(bytes: Array(bytes[0..<length])))
                bytes.removeFirst(length)
            }
            return (frames, strays)
        }
    }
}
