import CodecWire

/// One uplink to be decoded, as the gateway hands it over.
package struct CodecJob: Sendable, Equatable {
    /// The gateway's own number of it, given back with the result.
    package var id: Int64
    package var script: CodecScript
    /// LoRaWAN FPort.
    package var port: UInt8
    /// When the network received it, milliseconds since 1970.
    package var receivedAt: Int64
    /// Whether all that the codec returns is wanted, or its data only.
    package var wantsWhole: Bool
    package var payload: [UInt8]
    /// Whose it is: any number that is the same for all uplinks of one device. Trouble is held against it, and its
    /// uplinks are answered in the order offered.
    package var device: UInt64

    package init(
        id: Int64, script: CodecScript, port: UInt8, receivedAt: Int64, wantsWhole: Bool = false,
        payload: [UInt8], device: UInt64 = 0
    ) {
        self.device = device
        self.id = id
        self.script = script
        self.port = port
        self.receivedAt = receivedAt
        self.wantsWhole = wantsWhole
        self.payload = payload
    }
}

/// What became of a job. Every job that was taken has exactly one.
package struct CodecResult: Sendable, Equatable {
    package var id: Int64
    package var outcome: CodecAnswer.Outcome
    /// JSON, UTF-8.
    package var text: [UInt8]
    /// Why not, one sentence.
    package var reason: String

    package init(id: Int64, outcome: CodecAnswer.Outcome, text: [UInt8] = [], reason: String = "") {
        self.id = id
        self.outcome = outcome
        self.text = text
        self.reason = reason
    }
}
