/// What the parent asks of the child.
package enum CodecRequest: Sendable, Equatable {
    /// Longest source text, bytes; the largest published codec has some 250,000.
    package static let longestSource = 1 << 20

    /// Take a maker's file under a number; evaluated at its first call.
    case load(codec: UInt32, network: CodecNetwork, source: [UInt8])
    /// Forget it and free its memory.
    case forget(codec: UInt32)
    case call(CodecCall)
}
