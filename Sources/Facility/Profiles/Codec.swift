/// How a payload's bytes are read: a closed set, so that the compiler finds every switch when one is added.
///
/// What a profile's file says beside the codec's name is compiled into the case's own layout.
package enum Codec: Sendable, Equatable {
    /// RFC 8259 JSON; fields are found by JSON Pointer (RFC 6901).
    case json
    /// Plain text: the whole payload is one value (`Field.at` is empty).
    case text
    /// Bytes at fixed places, in groups or behind tags, Modbus answers among them.
    case binary(BinaryLayout)
    /// Frames of a fire transmission device, GB/T 26875.3-2011.
    case gb26875(FrameLayout)
    /// An uplink in a network server's envelope, decoded by its maker's JavaScript file.
    case lorawan(LoRaWANLayout)
}
