import CodecWire

/// A maker's file as the parent sent it.
struct LoadedCodec {
    let network: CodecNetwork
    /// Without a byte order mark.
    let source: String
    /// Built-in objects to put back after each call.
    let roots: [String]

    init(network: CodecNetwork, source bytes: [UInt8]) {
        self.network = network
        let hasMark = bytes.starts(with: [0xEF, 0xBB, 0xBF])
        source = String(decoding: hasMark ? bytes[3...] : bytes[...], as: UTF8.self)
        roots = BuiltInReach.roots(of: source)
    }
}
