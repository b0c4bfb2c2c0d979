/// One uplink for a maker's codec, as it travels to the child process that runs it.
package struct CodecCall: Sendable, Equatable {
    /// Longest frame payload a call carries, bytes. LoRaWAN's own limit is 242 (LoRaWAN Regional Parameters 1.0.3,
    /// DR7 of EU868); vendors that put several frames together stay far below this.
    package static let longestPayload = 4_096

    /// Given back with the answer.
    package var id: UInt32
    /// A number given by `CodecRequest.load`.
    package var codec: UInt32
    /// LoRaWAN FPort, 1...223 for applications.
    package var port: UInt8
    /// When the network received the uplink, milliseconds since 1970: `input.recvTime`.
    package var receivedAt: Int64
    /// Whether the answer is all that the codec returned; otherwise only its data.
    package var wantsWhole: Bool
    package var payload: [UInt8]
    /// Whether others wait behind it: then little time ends it, and it is asked again where nobody waits.
    package var isHurried: Bool

    package init(
        id: UInt32, codec: UInt32, port: UInt8, receivedAt: Int64, wantsWhole: Bool = false, payload: [UInt8],
        isHurried: Bool = false
    ) {
        self.id = id
        self.codec = codec
        self.port = port
        self.receivedAt = receivedAt
        self.wantsWhole = wantsWhole
        self.payload = payload
        self.isHurried = isHurried
    }
}
