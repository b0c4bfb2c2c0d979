/// Chinese text as fire equipment and spreadsheets write it (GB 18030-2005), to and from Unicode.
///
/// The pure rooms have no Foundation, and `iconv` opens a file of the machine's C library, which a small image may
/// lack and which decides differently from one release to the next: a replayed night must read as it did then. So
/// the table is ours. Reading is generous, because a detector's name with one broken character is still a name.
package enum GB18030 {
    /// The text the bytes spell; U+FFFD for what is no character.
    package static func text(_ bytes: some Sequence<UInt8>) -> String {
        let bytes = Array(bytes)
        var text = ""
        text.unicodeScalars.reserveCapacity(bytes.count / 2)
        var at = 0
        while at < bytes.count {
            let (scalar, length) = scalar(bytes, at)
            text.unicodeScalars.append(scalar ?? "\u{FFFD}")
            at += length
        }
        return text
    }

    /// Whether all of the bytes are characters.
    package static func isValid(_ bytes: some Sequence<UInt8>) -> Bool {
        let bytes = Array(bytes)
        var at = 0
        while at < bytes.count {
            let (scalar, length) = scalar(bytes, at)
            if scalar == nil { return false }
            at += length
        }
        return true
    }

    /// The bytes that spell a text: GB 18030 has a place for every character of Unicode. The 25 private ones whose
    /// places were given to real characters after the first edition come out as U+FFFD.
    package static func bytes(_ text: String) -> [UInt8] {
        text.unicodeScalars.flatMap { scalar -> [UInt8] in
            if scalar.isASCII { return [UInt8(scalar.value)] }
            if let place = tables.places[scalar.value] {
                let (first, second) = place.quotientAndRemainder(dividingBy: Tables.width)
                return [UInt8(0x81 + first), UInt8(second < 63 ? 0x40 + second : 0x41 + second)]
            }
            if scalar.value >= 0x1_0000 { return fourBytes(Int(scalar.value) - 0x1_0000 + supplementary) }
            return fourBytes(tables.position(ofRest: scalar.value) ?? replacement)
        }
    }

    /// Position of U+10000 among the four-byte characters: 0x90308130.
    private static let supplementary = (0x90 - 0x81) * 12_600
    /// Position of U+FFFD among the four-byte characters: 0x8431A437.
    private static let replacement = 39_417

    private static let tables = Tables()

    /// The character at a place, nil where there is none; how many bytes it has.
    private static func scalar(_ bytes: [UInt8], _ at: Int) -> (Unicode.Scalar?, length: Int) {
        let first = bytes[at]
        if first < 0x80 { return (Unicode.Scalar(first), 1) }
        guard first != 0x80, first != 0xFF, at + 1 < bytes.count else { return (nil, 1) }
        let second = bytes[at + 1]
        if second >= 0x40, second != 0x7F, second != 0xFF {
            let column = Int(second) - (second < 0x7F ? 0x40 : 0x41)
            return (Unicode.Scalar(tables.chart[Int(first - 0x81) * Tables.width + column]), 2)
        }
        guard isDigit(second), at + 3 < bytes.count, bytes[at + 2] >= 0x81, bytes[at + 2] != 0xFF,
            isDigit(bytes[at + 3])
        else { return (nil, 1) }
        let high = Int(first - 0x81) * 12_600 + Int(second - 0x30) * 1_260
        let position = high + Int(bytes[at + 2] - 0x81) * 10 + Int(bytes[at + 3] - 0x30)
        guard let value = tables.scalar(atRest: position) ?? beyond(position) else { return (nil, 1) }
        return (Unicode.Scalar(value), 4)
    }

    private static func beyond(_ position: Int) -> UInt32? {
        guard position >= supplementary, position - supplementary <= 0xF_FFFF else { return nil }
        return UInt32(0x1_0000 + position - supplementary)
    }

    private static func fourBytes(_ position: Int) -> [UInt8] {
        [
            UInt8(0x81 + position / 12_600), UInt8(0x30 + position / 1_260 % 10),
            UInt8(0x81 + position / 10 % 126), UInt8(0x30 + position % 10),
        ]
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
}

extension GB18030 {
    /// The chart turned into numbers, once in a process's life.
    private struct Tables {
        /// Characters for one first byte.
        static let width = 190

        /// By place in the chart.
        let chart: [UInt32]
        /// Places of the characters in the chart.
        let places: [UInt32: Int]
        /// The four-byte characters below U+10000 are those that had no two bytes in the first edition of 2000, in
        /// Unicode's order: as runs, each with the position of its first.
        private let runs: [(position: Int, first: UInt32, count: Int)]

        init() {
            var chart: [UInt32] = []
            chart.reserveCapacity(126 * Self.width)
            GB18030Chart.characters.withUTF8Buffer { letters in
                for scalar in String(decoding: letters, as: UTF8.self).unicodeScalars {
                    chart.append(scalar.value)
                }
            }
            for run in Self.privateRuns {
                for step in 0..<run.count { chart[run.place + step] = run.first + UInt32(step) }
            }
            var places: [UInt32: Int] = Dictionary(minimumCapacity: chart.count)
            for (place, scalar) in chart.enumerated() { places[scalar] = place }
            var had = Set(places.keys).union(Self.oncePrivate)
            had.subtract(Self.onceWithout)
            self.chart = chart
            self.places = places
            runs = Self.runs(without: had)
        }

        private static func runs(without had: Set<UInt32>) -> [(position: Int, first: UInt32, count: Int)] {
            var runs: [(position: Int, first: UInt32, count: Int)] = []
            var position = 0
            var isOpen = false
            for scalar in 0x80...0xFFFF as ClosedRange<UInt32> {
                guard !had.contains(scalar), !(0xD800...0xDFFF).contains(scalar) else {
                    isOpen = false
                    continue
                }
                if !isOpen { runs.append((position, scalar, 0)) }
                isOpen = true
                runs[runs.count - 1].count += 1
                position += 1
            }
            return runs
        }

        func scalar(atRest position: Int) -> UInt32? {
            guard let run = runs.last(where: { $0.position <= position }), position - run.position < run.count
            else { return nil }
            return run.first + UInt32(position - run.position)
        }

        func position(ofRest scalar: UInt32) -> Int? {
            guard let run = runs.last(where: { $0.first <= scalar }), scalar - run.first < run.count else {
                return nil
            }
            return run.position + Int(scalar - run.first)
        }

        /// Runs of the chart that belong to users, by their first bytes, and where Unicode has them.
        private static let privateRuns: [(place: Int, first: UInt32, count: Int)] =
            [
                (0xA2AB, 6, 0xE766), (0xA2E4, 1, 0xE76D), (0xA2EF, 2, 0xE76E), (0xA2FD, 2, 0xE770),
                (0xA4F4, 11, 0xE772), (0xA5F7, 8, 0xE77D), (0xA6B9, 8, 0xE785), (0xA6F6, 9, 0xE797),
                (0xA7C2, 15, 0xE7A0), (0xA7F2, 13, 0xE7AF), (0xA896, 11, 0xE7BC), (0xA8C1, 4, 0xE7C9),
                (0xA8EA, 21, 0xE7CD), (0xA958, 1, 0xE7E2), (0xA95B, 1, 0xE7E3), (0xA95D, 3, 0xE7E4),
                (0xA997, 13, 0xE7F4), (0xA9F0, 15, 0xE801), (0xD7FA, 5, 0xE810),
            ].map { (place($0.0), UInt32($0.2), $0.1) }
            + (0..<7).map { (place(0xA140 + $0 << 8), UInt32(0xE4C6 + 96 * $0), 96) }
            + (0..<6).map { (place(0xAAA1 + $0 << 8), UInt32(0xE000 + 94 * $0), 94) }
            + (0..<7).map { (place(0xF8A1 + $0 << 8), UInt32(0xE234 + 94 * $0), 94) }

        /// Private in 2000; their two bytes have a character of Unicode since.
        private static let oncePrivate: [UInt32] = [
            0xE78D, 0xE78E, 0xE78F, 0xE790, 0xE791, 0xE792, 0xE793, 0xE794, 0xE795, 0xE796, 0xE7C7, 0xE816,
            0xE817, 0xE818, 0xE81E, 0xE826, 0xE82B, 0xE82C, 0xE831, 0xE832, 0xE83B, 0xE843, 0xE854, 0xE855,
            0xE864,
        ]

        /// The characters they have now, which had four bytes in 2000.
        private static let onceWithout: [UInt32] =
            [0x1E3F] + Array(0x9FB4...0x9FBB) + Array(0xFE10...0xFE19)

        /// Place in the chart of two bytes.
        private static func place(_ code: Int) -> Int {
            let second = code & 0xFF
            return (code >> 8 - 0x81) * width + second - (second < 0x7F ? 0x40 : 0x41)
        }
    }
}
