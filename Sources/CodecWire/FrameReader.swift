/// Cuts what came through the socket into frames again; half a frame waits for its rest.
///
/// It survives any bytes: the first frame that no writer wrote is damage, and nothing after it is read. Memory is
/// bounded by the longest frame and one read.
package struct FrameReader: Sendable {
    /// What the child says.
    package enum Report: Sendable, Equatable {
        case ready
        /// It ends by its own will; what it owes is nobody's fault.
        case farewell
        case answer(CodecAnswer)
    }

    /// Longest frame that is waited for.
    static let longestFrame = CodecRequest.longestSource + 64

    private var bytes: [UInt8] = []
    private var head = 0
    /// Somebody else is speaking: no more is read.
    package private(set) var isDamaged = false

    package init() {}

    package mutating func append(_ new: UnsafeRawBufferPointer) {
        if head > 0 {
            bytes.removeFirst(head)
            head = 0
        }
        bytes.append(contentsOf: new)
    }

    /// The next request; nil when none is whole, or after damage.
    package mutating func nextRequest() -> CodecRequest? {
        next { kind, fields in
            switch kind {
            case FrameWriter.Kind.load:
                guard let codec = fields.number(), let name = fields.byte(), let source = fields.bytes(),
                    let network = CodecNetwork(rawValue: name)
                else { return nil }
                return .load(codec: codec, network: network, source: source)
            case FrameWriter.Kind.forget: return fields.number().map { .forget(codec: $0) }
            case FrameWriter.Kind.call: return fields.call().map(CodecRequest.call)
            default: return nil
            }
        }
    }

    /// The next report; nil when none is whole, or after damage.
    package mutating func nextReport() -> Report? {
        next { kind, fields in
            switch kind {
            case FrameWriter.Kind.ready: return .ready
            case FrameWriter.Kind.farewell: return .farewell
            case FrameWriter.Kind.answer:
                guard let id = fields.number(), let name = fields.byte(),
                    let outcome = CodecAnswer.Outcome(rawValue: name), let text = fields.bytes(),
                    let reason = fields.bytes()
                else { return nil }
                return .answer(
                    CodecAnswer(
                        id: id, outcome: outcome, text: text, reason: String(decoding: reason, as: UTF8.self))
                )
            default: return nil
            }
        }
    }

    private mutating func next<Frame>(_ read: (UInt8, inout Fields) -> Frame?) -> Frame? {
        guard !isDamaged, bytes.count - head >= 5 else { return nil }
        let length = bytes.withUnsafeBytes {
            Int(UInt32(littleEndian: $0.loadUnaligned(fromByteOffset: head, as: UInt32.self)))
        }
        guard length >= 1, length <= Self.longestFrame else {
            isDamaged = true
            return nil
        }
        guard bytes.count - head >= 4 + length else { return nil }
        let frame: Frame? = bytes.withUnsafeBytes { all in
            var fields = Fields(rest: UnsafeRawBufferPointer(rebasing: all[(head + 5)..<(head + 4 + length)]))
            guard let frame = read(all[head + 4], &fields), fields.rest.isEmpty else { return nil }
            return frame
        }
        head += 4 + length
        if frame == nil { isDamaged = true }
        return frame
    }

    /// The fields of one frame.
    private struct Fields {
        var rest: UnsafeRawBufferPointer

        mutating func byte() -> UInt8? {
            guard let first = rest.first else { return nil }
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst())
            return first
        }

        mutating func number() -> UInt32? {
            guard rest.count >= 4 else { return nil }
            let value = UInt32(littleEndian: rest.loadUnaligned(as: UInt32.self))
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(4))
            return value
        }

        mutating func long() -> Int64? {
            guard rest.count >= 8 else { return nil }
            let value = Int64(littleEndian: rest.loadUnaligned(as: Int64.self))
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(8))
            return value
        }

        mutating func bytes() -> [UInt8]? {
            guard let count = number(), count <= rest.count else { return nil }
            let value = Array(rest.prefix(Int(count)))
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(Int(count)))
            return value
        }

        mutating func call() -> CodecCall? {
            guard let id = number(), let codec = number(), let port = byte(), let receivedAt = long(),
                let marks = byte(), let payload = bytes()
            else { return nil }
            return CodecCall(
                id: id, codec: codec, port: port, receivedAt: receivedAt, wantsWhole: marks & 1 != 0,
                payload: payload, isHurried: marks & 2 != 0)
        }
    }
}
