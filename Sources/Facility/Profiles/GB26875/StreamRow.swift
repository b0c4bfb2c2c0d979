/// What a transmission device has begun to say and not ended: half a frame, whose message is acknowledged already.
///
/// A row of the store, one per device, written in the same commit as the message that left it. Thus a fire split over
/// two messages survives the end of the process between them.
package struct StreamRow: Sendable, Equatable {
    /// `Device.id`.
    package var device: String
    /// Less than a frame's length; empty: the frame is whole or given up, the row goes.
    package var rest: [UInt8]
    /// Bytes at the front of what follows that belong to a refused frame already told.
    package var toldBytes: Int

    package init(device: String, rest: [UInt8] = [], toldBytes: Int = 0) {
        self.device = device
        self.rest = rest
        self.toldBytes = toldBytes
    }
}

extension StreamRow {
    init(device: String, _ scanner: GB26875.FrameScanner?) {
        self.init(device: device, rest: scanner?.remainder ?? [], toldBytes: scanner?.toldBytes ?? 0)
    }
}
