import CodecWire

/// What comes through the socket of a codec's child, which runs strangers' programs, in reads of any length: the first
/// byte says how long a read is.
struct AnswerTarget: FuzzTarget {
    func run(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let first = bytes.first else { return }
        let step = Int(first) + 1
        var reports = FrameReader()
        var requests = FrameReader()
        var rest = UnsafeRawBufferPointer(bytes).dropFirst()
        while !rest.isEmpty {
            let part = UnsafeRawBufferPointer(rebasing: rest.prefix(step))
            rest = rest.dropFirst(step)
            reports.append(part)
            requests.append(part)
            while let report = reports.nextReport() {
                if case .answer(let answer) = report { precondition(answer.text.count <= bytes.count) }
            }
            while requests.nextRequest() != nil {}
        }
    }

    var seeds: [[UInt8]] {
        var writer = FrameWriter()
        writer.appendReady()
        writer.append(CodecAnswer(id: 7, outcome: .decoded, text: Array(#"{"a":1}"#.utf8)))
        writer.append(CodecAnswer(id: 8, outcome: .threw, reason: "no such field"))
        writer.appendFarewell()
        var seeds: [[UInt8]] = []
        for step: UInt8 in [0, 3, 255] { seeds.append([step] + writer.bytes) }
        return seeds
    }
}
