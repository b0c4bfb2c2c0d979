extension GB26875 {
    /// Finds the frames in a stream that arrives in pieces: cut anywhere, stuck together, with noise before, between
    /// and after. A frame counts only when its length, its end, its checksum and its command hold against each
    /// other, and a bad one costs no more than itself: the search goes on right behind its start.
    ///
    /// What is kept from one piece to the next is one frame that has begun, thus less than `longestFrame` bytes. A
    /// frame that has begun and does not go on is given up as soon as a whole one stands behind its start: a fire
    /// is not kept waiting for the missing end of something else. Frames inside a frame that holds are its content.
    package struct FrameScanner: Sendable, Equatable {
        /// What was found, in the stream's order.
        package enum Finding: Sendable, Equatable {
            case frame(Frame)
            case refused(FrameProblem)
        }

        /// A frame that has begun; empty between frames.
        package private(set) var remainder: [UInt8]
        /// Bytes at the front of `remainder`'s continuation that belong to a refused frame already told.
        package private(set) var toldBytes: Int

        /// - Parameters:
        ///   - remainder: what another scanner of the same stream had left.
        ///   - toldBytes: of that scanner.
        package init(remainder: [UInt8] = [], toldBytes: Int = 0) {
            self.remainder = remainder.count < longestFrame ? remainder : []
            self.toldBytes = min(max(0, toldBytes), longestFrame)
        }

        /// What a refused frame seems to say of itself, so that whoever answers can refuse it by its serial.
        package struct Head: Sendable, Equatable {
            package var serial: UInt16
            package var command: Command
        }

        /// Takes the next piece of the stream.
        package mutating func feed(
            _ bytes: UnsafeRawBufferPointer, _ found: (Finding) -> Void
        ) {
            feed(bytes) { finding, _ in found(finding) }
        }

        /// Takes the next piece of the stream.
        package mutating func feed(_ bytes: [UInt8], _ found: (Finding) -> Void) {
            bytes.withUnsafeBytes { feed($0, found) }
        }

        /// Takes the next piece of the stream; tells the head of a refused frame where it is whole.
        package mutating func feedWithHeads(_ bytes: [UInt8], _ found: (Finding, Head?) -> Void) {
            bytes.withUnsafeBytes { feed($0, found) }
        }

        private mutating func feed(_ bytes: UnsafeRawBufferPointer, _ found: (Finding, Head?) -> Void) {
            guard !remainder.isEmpty else { return keep(scan(bytes, isLast: false, found), of: bytes) }
            var whole = remainder
            whole.append(contentsOf: bytes)
            whole.withUnsafeBytes { keep(scan($0, isLast: false, found), of: $0) }
        }

        /// The stream is over: a frame that has begun is truncated.
        package mutating func finish(_ found: (Finding) -> Void) {
            let rest = remainder
            rest.withUnsafeBytes { keep(scan($0, isLast: true) { finding, _ in found(finding) }, of: $0) }
        }

        /// All that is in bytes that are a stream of their own.
        package static func all(in bytes: [UInt8]) -> [Finding] {
            var scanner = FrameScanner()
            var findings: [Finding] = []
            scanner.feed(bytes) { findings.append($0) }
            scanner.finish { findings.append($0) }
            return findings.isEmpty ? [.refused(.noStart(bytes: bytes.count))] : findings
        }

        private mutating func keep(_ place: Int, of bytes: UnsafeRawBufferPointer) {
            toldBytes = max(0, toldBytes - place)
            remainder = Array(bytes[place...])
        }

        /// - Returns: the place from which the bytes have to be kept.
        private mutating func scan(
            _ bytes: UnsafeRawBufferPointer, isLast: Bool, _ found: (Finding, Head?) -> Void
        ) -> Int {
            var at = 0
            while let run = Self.run(in: bytes, from: at, isLast: isLast) {
                switch Self.judge(run, of: bytes, isLast: isLast) {
                case .frame(let place, let length):
                    let frame = UnsafeRawBufferPointer(rebasing: bytes[place..<(place + length)])
                    found(.frame(Frame(checked: frame)), nil)
                    at = place + length
                    toldBytes = at
                case .incomplete(let place):
                    return place
                case .refused(let problem, let place, let extent):
                    // Inside a frame that was refused, `@@` is its text or its noise, unless an end fits it.
                    if run.lowerBound >= toldBytes || problem.isFramed {
                        found(.refused(problem), Self.head(of: bytes, at: place))
                    }
                    toldBytes = max(toldBytes, place + extent)
                    at = problem.isWhole ? place + extent : run.upperBound
                }
            }
            return !isLast && at < bytes.count && bytes[bytes.count - 1] == start
                ? bytes.count - 1 : bytes.count
        }

        private static func head(of bytes: UnsafeRawBufferPointer, at place: Int) -> Head? {
            guard bytes.count - place >= headerLength else { return nil }
            return Head(
                serial: UInt16(bytes[place + 2]) | UInt16(bytes[place + 3]) << 8,
                command: Command(rawValue: bytes[place + 26]))
        }

        /// The next run of two or more `@`. A frame begins with two, but noise or a serial number may add more, so
        /// each of them may be the first of a frame.
        private static func run(
            in bytes: UnsafeRawBufferPointer, from place: Int, isLast: Bool
        ) -> Range<Int>? {
            var at = place
            while at + 1 < bytes.count {
                guard bytes[at + 1] == start else {
                    at += 2
                    continue
                }
                guard bytes[at] == start else {
                    at += 1
                    continue
                }
                var end = at + 2
                while end < bytes.count, bytes[end] == start { end += 1 }
                return at..<end
            }
            return nil
        }

        private enum Judgement {
            case frame(at: Int, length: Int)
            /// To be looked at again when there is more.
            case incomplete(at: Int)
            /// `extent`: bytes that are taken for the refused frame's.
            case refused(FrameProblem, at: Int, extent: Int)
        }

        private static func judge(
            _ run: Range<Int>, of bytes: UnsafeRawBufferPointer, isLast: Bool
        ) -> Judgement {
            var worst: (problem: FrameProblem, place: Int, extent: Int)?
            var waiting: (place: Int, needed: Int)?
            for place in run.lowerBound..<(run.upperBound - 1) {
                switch examine(bytes, at: place) {
                case .frame(let length): return .frame(at: place, length: length)
                case .incomplete(let needed): if waiting == nil { waiting = (place, needed) }
                case .refused(let problem, let extent):
                    if worst == nil || problem.isFramed && !worst!.problem.isFramed {
                        worst = (problem, place, extent)
                    }
                }
            }
            guard let waiting else {
                guard let worst else { preconditionFailure("a run of @ has a candidate") }
                return .refused(worst.problem, at: worst.place, extent: worst.extent)
            }
            let length = bytes.count - waiting.place
            if let inner = nextFrame(in: bytes, behind: run.upperBound) {
                let lost = inner - waiting.place
                return .refused(
                    .interrupted(found: lost, needed: waiting.needed), at: waiting.place, extent: lost)
            }
            guard isLast else { return .incomplete(at: waiting.place) }
            if let worst, worst.problem.isFramed {
                return .refused(worst.problem, at: worst.place, extent: worst.extent)
            }
            return .refused(
                .truncated(found: length, needed: waiting.needed), at: waiting.place, extent: length)
        }

        /// Where the next frame that holds begins.
        private static func nextFrame(in bytes: UnsafeRawBufferPointer, behind place: Int) -> Int? {
            guard bytes.count - place >= shortestFrame else { return nil }
            for at in place...(bytes.count - shortestFrame)
            where bytes[at] == start && bytes[at + 1] == start {
                if case .frame = examine(bytes, at: at) { return at }
            }
            return nil
        }

        private enum Examination {
            case frame(length: Int)
            case incomplete(needed: Int)
            case refused(FrameProblem, extent: Int)
        }

        /// Holds what begins at `place` against itself.
        private static func examine(_ bytes: UnsafeRawBufferPointer, at place: Int) -> Examination {
            let found = bytes.count - place
            guard found >= headerLength - 1 else { return .incomplete(needed: shortestFrame) }
            let stated = Int(bytes[place + 24]) | Int(bytes[place + 25]) << 8
            guard stated <= longestUnit else {
                return .refused(.tooLong(stated: stated), extent: shortestFrame)
            }
            let length = shortestFrame + stated
            guard found >= length else { return .incomplete(needed: length) }
            let last = place + length
            guard bytes[last - 2] == end, bytes[last - 1] == end else {
                return .refused(.wrongEnd(bytes[last - 2], bytes[last - 1]), extent: length)
            }
            var sum: UInt8 = 0
            for byte in bytes[(place + 2)..<(last - 3)] { sum &+= byte }
            guard sum == bytes[last - 3] else {
                return .refused(.wrongChecksum(stated: bytes[last - 3], computed: sum), extent: length)
            }
            let command = Command(rawValue: bytes[place + 26])
            guard command.isKnown else {
                return .refused(.unknownCommand(command.rawValue), extent: length)
            }
            return .frame(length: length)
        }
    }
}
