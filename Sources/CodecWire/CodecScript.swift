/// A maker's JavaScript file as an installer dropped it beside a profile, read once when the profiles are loaded.
///
/// A class, so that handing it along with every uplink counts one reference.
package final class CodecScript: Sendable, Equatable, Hashable {
    /// The file's name, for a person.
    package let name: String
    package let network: CodecNetwork
    package let source: [UInt8]
    /// Of network and source (FNV-1a, 64 bits): two profiles that name the same file share one context.
    package let digest: UInt64

    package init(name: String, network: CodecNetwork, source: [UInt8]) {
        self.name = name
        self.network = network
        self.source = source
        digest = source.reduce((0xCBF2_9CE4_8422_2325 ^ UInt64(network.rawValue)) &* 0x100_0000_01B3) {
            ($0 ^ UInt64($1)) &* 0x100_0000_01B3
        }
    }

    package static func == (one: CodecScript, other: CodecScript) -> Bool {
        one.digest == other.digest && one.network == other.network && one.source == other.source
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(digest) }
}
