extension GB26875 {
    /// What a fuzzer calls: any bytes at all through everything that reads frames.
    package enum Fuzzing {
        /// Finds frames in the bytes whole and cut in two at a place that they choose themselves, reads every unit,
        /// writes it back and says it in JSON. A trap is a finding, and so is a contradiction.
        package static func run(_ bytes: UnsafeRawBufferPointer) {
            guard let first = bytes.first else { return }
            let stream = Array(bytes.dropFirst())
            let findings = FrameScanner.all(in: stream)
            for finding in findings {
                precondition(!FrameJSON.text(finding).isEmpty)
                guard case .frame(let frame) = finding else { continue }
                let unit = ApplicationUnit(frame.unit)
                precondition(unit.bytes == frame.unit, "a unit is written as it was read")
                precondition(
                    FrameScanner.all(in: frame.bytes) == [.frame(frame)], "a frame is read as it was written")
            }
            var scanner = FrameScanner()
            var pieces: [FrameScanner.Finding] = []
            let cut = stream.count * Int(first) / 255
            scanner.feed(Array(stream[..<cut])) { pieces.append($0) }
            precondition(scanner.remainder.count < longestFrame, "no more than a frame is kept")
            scanner.feed(Array(stream[cut...])) { pieces.append($0) }
            scanner.finish { pieces.append($0) }
            _ = GB18030.text(stream)
        }
    }
}
