extension GB26875 {
    /// Why bytes that began like a frame are none.
    package enum FrameProblem: Error, Sendable, Equatable {
        /// Nowhere in the bytes is there a start.
        case noStart(bytes: Int)
        /// The stream ends before the frame does. `needed` is the whole frame's length, or the shortest one's as long
        /// as the length is not there.
        case truncated(found: Int, needed: Int)
        /// A whole frame begins inside, before this one is complete: some of it was lost on the way.
        case interrupted(found: Int, needed: Int)
        /// More than 1024 bytes (6.2).
        case tooLong(stated: Int)
        /// Where the length says that the end is, something else stands.
        case wrongEnd(UInt8, UInt8)
        /// Sum of all bytes between the start and the checksum, modulo 256.
        case wrongChecksum(stated: UInt8, computed: UInt8)
        /// A reserved one (6.3).
        case unknownCommand(UInt8)

        /// Whether the end stands where the length says: then it was meant as a frame.
        var isFramed: Bool {
            switch self {
            case .wrongChecksum, .unknownCommand: true
            case .noStart, .truncated, .interrupted, .tooLong, .wrongEnd: false
            }
        }

        /// Whether it is a frame to its last byte, only not one that may be taken.
        var isWhole: Bool {
            if case .unknownCommand = self { return true }
            return false
        }

        /// `checksum: stated 0x43, computed 0x53`.
        package var text: String {
            switch self {
            case .noStart(let bytes): "start: no 0x4040 in \(bytes) bytes"
            case .truncated(let found, let needed): "truncated: \(found) of \(needed) bytes"
            case .interrupted(let found, let needed):
                "truncated: \(found) of \(needed) bytes, then another frame"
            case .tooLong(let stated): "length: stated \(stated), at most \(longestUnit)"
            case .wrongEnd(let first, let second):
                "end: found 0x\(hex([first, second])), expected 0x2323"
            case .wrongChecksum(let stated, let computed):
                "checksum: stated 0x\(hex([stated])), computed 0x\(hex([computed]))"
            case .unknownCommand(let code): "command: \(code) is reserved"
            }
        }
    }
}
