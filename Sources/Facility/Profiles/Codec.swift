/// How a payload's bytes are read: a closed set, so that the compiler finds every switch when one is added.
///
/// What a profile's file says beside the codec's name is compiled into the case's own layout.
package enum Codec: Sendable, Equatable {
    /// RFC 8259 JSON; fields are found by JSON Pointer (RFC 6901).
    case json
    /// Plain text: the whole payload is one value (`Field.at` is empty).
    case text
    /// JSON that speaks for records, or lies in a text of other JSON.
    case records(JSONRecords)
    /// Text of `key=value` pairs; `Field.at` is a key.
    case pairs(PairsLayout)
    /// Text that a pattern with named groups cuts; `Field.at` is a group's name.
    case pattern(GroupLayout)
    /// Lines of delimited fields; `Field.at` is a column's name or its number from 1.
    case csv(CSVLayout)
    /// RFC 8428 in JSON; `Field.at` is the end of a record's name.
    case senml
    /// OCPP 1.6-J over MQTT; `Field.at` is what `OCPPPlace` reads.
    case ocpp(OCPPLayout)
    /// Bytes at fixed places, in groups or behind tags, Modbus answers among them.
    case binary(BinaryLayout)
    /// Frames of a fire transmission device, GB/T 26875.3-2011.
    case gb26875(FrameLayout)
    /// An uplink in a network server's envelope, decoded by its maker's JavaScript file.
    case lorawan(LoRaWANLayout)
}
