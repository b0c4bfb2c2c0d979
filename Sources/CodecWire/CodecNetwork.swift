/// Whose interface a file with several entry points is called by. `decodeUplink` is the same everywhere and always
/// comes first.
package enum CodecNetwork: UInt8, Sendable, Equatable, CaseIterable {
    /// The Things Network: then `Decoder(bytes, port)`.
    case ttn = 0
    /// ChirpStack: then `Decode(fPort, bytes, variables)`.
    case chirpstack = 1
}
