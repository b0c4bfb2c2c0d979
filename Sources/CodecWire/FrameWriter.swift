/// Packs requests and answers one behind the other, so that many leave in one `write`.
///
/// A frame is its length (4 bytes, little-endian, without itself), its kind (1 byte) and its fields in the order of
/// their declarations; numbers little-endian, texts and bytes behind a length of 4 bytes.
package struct FrameWriter: Sendable {
    enum Kind {
        static let load: UInt8 = 1
        static let forget: UInt8 = 2
        static let call: UInt8 = 3
        static let ready: UInt8 = 16
        static let answer: UInt8 = 17
        static let farewell: UInt8 = 18
    }

    package private(set) var bytes: [UInt8] = []

    package init() {}

    package var isEmpty: Bool { bytes.isEmpty }

    package mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

    /// Forgets what has been written to the other side.
    package mutating func removeFirst(_ count: Int) { bytes.removeFirst(count) }

    package mutating func append(_ request: CodecRequest) {
        switch request {
        case .load(let codec, let network, let source):
            frame(Kind.load) {
                $0.put(codec)
                $0.put(network.rawValue)
                $0.put(source)
            }
        case .forget(let codec): frame(Kind.forget) { $0.put(codec) }
        case .call(let call):
            frame(Kind.call) {
                $0.put(call.id)
                $0.put(call.codec)
                $0.put(call.port)
                $0.put(UInt64(bitPattern: call.receivedAt))
                $0.put(UInt8((call.wantsWhole ? 1 : 0) | (call.isHurried ? 2 : 0)))
                $0.put(call.payload)
            }
        }
    }

    /// The child's first frame: it is warm and confined.
    package mutating func appendReady() { frame(Kind.ready) { _ in } }

    /// The child's last frame: it ends by its own will, and no call is to blame.
    package mutating func appendFarewell() { frame(Kind.farewell) { _ in } }

    package mutating func append(_ answer: CodecAnswer) {
        frame(Kind.answer) {
            $0.put(answer.id)
            $0.put(answer.outcome.rawValue)
            $0.put(answer.text)
            $0.put(Array(answer.reason.utf8.prefix(CodecAnswer.longestReason)))
        }
    }

    private mutating func frame(_ kind: UInt8, _ fields: (inout FrameWriter) -> Void) {
        let start = bytes.count
        put(0 as UInt32)
        bytes.append(kind)
        fields(&self)
        let length = UInt32(bytes.count - start - 4)
        withUnsafeBytes(of: length.littleEndian) { length in
            for position in 0..<4 { bytes[start + position] = length[position] }
        }
    }

    private mutating func put(_ byte: UInt8) { bytes.append(byte) }

    private mutating func put(_ number: UInt32) {
        withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
    }

    private mutating func put(_ number: UInt64) {
        withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
    }

    private mutating func put(_ text: [UInt8]) {
        put(UInt32(text.count))
        bytes.append(contentsOf: text)
    }
}
