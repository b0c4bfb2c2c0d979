import Foundation

/// Holds every frame of a transmission device against GB/T 26875.3-2011, byte by byte and from the tables alone: it
/// shares no code with the gateway, so that a slip in one of them shows.
enum FrameCheck {
    /// Bytes before the application unit, and those of the shortest frame.
    static let header = 27
    static let shortest = 30
    static let longestUnit = 1_024

    /// What is wrong with one frame from its start to its end; empty: nothing.
    static func mistakes(in frame: [UInt8]) -> [String] {
        guard frame.count >= shortest else { return ["\(frame.count) bytes are no frame"] }
        var mistakes: [String] = []
        if frame[0] != 0x40 || frame[1] != 0x40 { mistakes.append("start") }
        if frame[frame.count - 2] != 0x23 || frame[frame.count - 1] != 0x23 { mistakes.append("end") }
        if frame[4] != 1 { mistakes.append("main version \(frame[4]) is not 1") }
        if let wrong = time(frame[6..<12]) { mistakes.append("send time: \(wrong)") }
        let stated = Int(frame[24]) + 256 * Int(frame[25])
        if stated > longestUnit { mistakes.append("length \(stated) is over \(longestUnit)") }
        guard stated + shortest == frame.count else { return mistakes + ["length \(stated)"] }
        var sum = 0
        for place in 2..<(header + stated) { sum += Int(frame[place]) }
        let check = frame[header + stated]
        if sum % 256 != Int(check) { mistakes.append("checksum \(check), not \(sum % 256)") }
        let unit = Array(frame[header..<(header + stated)])
        switch frame[26] {
        case 2: mistakes += Self.unit(unit, allowed: uploads.union([0x16]), isEmptyAllowed: true)
        case 3: if !unit.isEmpty && unit != [0x17] { mistakes.append("an acknowledgement carries a unit") }
        case 5: mistakes += Self.unit(unit, allowed: uploads, isEmptyAllowed: false)
        case 6: if !unit.isEmpty { mistakes.append("a refusal carries a unit") }
        default: mistakes.append("command \(frame[26]) is none of a transmission device")
        }
        return mistakes
    }

    /// Second, minute, hour, day, month, year - 2000, plain binary.
    private static func time(_ bytes: some Collection<UInt8>) -> String? {
        let parts = bytes.map(Int.init)
        guard parts.count == 6 else { return "six bytes" }
        let isLeap = parts[5] % 4 == 0 && (parts[5] % 100 != 0 || parts[5] % 400 == 0)
        let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        guard parts[0] < 60, parts[1] < 60, parts[2] < 24, (1...12).contains(parts[4]),
            (1...days[parts[4] - 1]).contains(parts[3])
        else { return "\(parts)" }
        return nil
    }

    // MARK: Units (8.1)

    private static let uploads: Set<UInt8> = [1, 2, 3, 4, 5, 6, 7, 8, 21, 24, 25, 26, 28]

    /// Bytes of an object and how many there are at most; 0 bytes: it says so itself.
    private static let layouts: [UInt8: (bytes: Int, most: Int)] = [
        1: (10, 102), 2: (46, 22), 3: (16, 63), 4: (10, 102), 5: (4, 1), 6: (0, 3), 7: (38, 26), 8: (8, 1),
        21: (7, 1), 24: (8, 127), 25: (2, 1), 26: (0, 1), 28: (6, 1),
    ]

    private static func unit(_ unit: [UInt8], allowed: Set<UInt8>, isEmptyAllowed: Bool) -> [String] {
        guard let type = unit.first else { return isEmptyAllowed ? [] : ["the unit is missing"] }
        guard allowed.contains(type) else { return ["type \(type) is none of a transmission device"] }
        if type == 0x16 { return unit.count == 1 ? [] : ["a handshake is one byte"] }
        guard unit.count >= 2, let layout = layouts[type] else { return ["no number of objects"] }
        let count = Int(unit[1])
        var mistakes: [String] = []
        if count > layout.most { mistakes.append("\(count) objects of type \(type)") }
        if count == 0 && type != 24 { mistakes.append("no object of type \(type)") }
        var rest = unit.dropFirst(2)
        for _ in 0..<count {
            var bytes = layout.bytes
            if bytes == 0 {
                let head = type == 6 ? 3 : 1
                guard rest.count >= head else { return mistakes + ["a text without its length"] }
                bytes = head + Int(rest[rest.startIndex + head - 1])
            }
            guard rest.count >= bytes else { return mistakes + ["an object of type \(type) is cut off"] }
            mistakes += object(Array(rest.prefix(bytes)), of: type)
            rest = rest.dropFirst(bytes)
        }
        if !rest.isEmpty { mistakes.append("\(rest.count) bytes behind the last object") }
        return mistakes
    }

    private static func object(_ object: [UInt8], of type: UInt8) -> [String] {
        var mistakes: [String] = []
        func check(_ holds: Bool, _ words: String) { if !holds { mistakes.append(words) } }
        func checkTime() { if let wrong = time(object.suffix(6)) { mistakes.append("time: \(wrong)") } }
        func checkText(_ bytes: some Collection<UInt8>) {
            let text = bytes.prefix { $0 != 0 }
            check(GB18030Text.decode(Array(text)) != nil, "text is no GB 18030")
            check(bytes.dropFirst(text.count).allSatisfy { $0 == 0 }, "text goes on behind its end")
        }
        if type <= 8 { check(isSystem(object[0]), "system type \(object[0])") }
        switch type {
        case 1:
            check(object[3] & 0b1100_0000 == 0, "reserved bits of a system")
            checkTime()
        case 2:
            check(isComponent(object[2]), "component type \(object[2])")
            check(object[8] & 0b1111_1110 == 0, "reserved bits of a component")
            checkText(object[9..<40])
            checkTime()
        case 3:
            check(isComponent(object[2]), "component type \(object[2])")
            check((1...12).contains(object[7]) || object[7] >= 128, "quantity \(object[7])")
            checkTime()
        case 4, 24:
            check(object[type == 4 ? 2 : 0] & 0b1000_0000 == 0, "reserved bit of an operation")
            checkTime()
        case 6: checkText(object.dropFirst(3))
        case 7:
            check(isComponent(object[2]), "component type \(object[2])")
            checkText(object[7..<38])
        case 8, 28: checkTime()
        case 21:
            check(object[0] & 0b1000_0000 == 0, "reserved bit of the device")
            checkTime()
        case 26: checkText(object.dropFirst(1))
        default: break
        }
        return mistakes
    }

    /// 0, 1, 10 … 24 and makers' own (8.2.1.1).
    private static func isSystem(_ code: UInt8) -> Bool {
        code <= 1 || (10...24).contains(code) || code >= 128
    }

    /// Reserved codes of 8.2.1.2.
    private static let reservedComponents: Set<UInt8> = {
        var codes: Set<UInt8> = [14, 15, 19, 20, 38, 39, 80, 89, 90, 93, 94, 100, 112, 119, 120]
        for range in [2...9, 26...29, 45...49, 54...60, 63...68, 70...73, 75...77, 107...110, 122...127] {
            codes.formUnion(range.map { UInt8($0) })
        }
        return codes
    }()

    private static func isComponent(_ code: UInt8) -> Bool { !reservedComponents.contains(code) }
}

/// GB 18030 by the C library.
enum GB18030Text {
    /// nil: the bytes are none.
    static func decode(_ bytes: [UInt8]) -> String? {
        guard !bytes.isEmpty else { return "" }
        guard let converter = iconv_open("UTF-8", "GB18030"), Int(bitPattern: converter) != -1 else {
            return nil
        }
        defer { iconv_close(converter) }
        var input = bytes.map { CChar(bitPattern: $0) }
        var output = [CChar](repeating: 0, count: bytes.count * 4 + 4)
        let room = output.count
        return input.withUnsafeMutableBufferPointer { source -> String? in
            output.withUnsafeMutableBufferPointer { target -> String? in
                var from = source.baseAddress
                var left = source.count
                var to = target.baseAddress
                var free = room
                guard iconv(converter, &from, &left, &to, &free) != -1, left == 0 else { return nil }
                return String(
                    decoding: target.prefix(room - free).map { UInt8(bitPattern: $0) }, as: UTF8.self)
            }
        }
    }
}
