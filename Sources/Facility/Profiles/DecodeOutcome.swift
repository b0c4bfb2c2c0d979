/// What became of one message: whose it was, how many readings it gave, what had to be refused.
package struct DecodeOutcome: Sendable, Equatable {
    package enum Disposition: Sendable, Equatable {
        /// Read; also when nothing in it is mapped, which gives no reading and no rejection.
        case decoded
        /// Its maker's codec has to decode it first (`PayloadDecoder.uplink`).
        case deferred
        /// The topic fits a profile, but the sheet has no device of that name.
        case unknownDevice(String)
        /// No profile maps the topic, or not the one of the device.
        case unmapped
        /// The payload as a whole could not be read; `rejections` says why.
        case malformed
    }

    package var disposition: Disposition
    /// Whose message it was; also for malformed ones, since a device that sends rubbish is not silent.
    package var device: DeviceIndex?
    /// Readings appended.
    package var readings: Int
    package var rejections: [Rejection]
    /// Channels of the device that spoke and that the sheet does not have; their values are not among the readings.
    package var strangers: [String]

    /// The payload says it is another device's than the topic's.
    var isContradicted: Bool {
        disposition == .malformed && rejections.first?.reason.kind == .identity
    }

    package init(
        disposition: Disposition, device: DeviceIndex? = nil, readings: Int = 0, rejections: [Rejection] = [],
        strangers: [String] = []
    ) {
        self.disposition = disposition
        self.device = device
        self.readings = readings
        self.rejections = rejections
        self.strangers = strangers
    }
}
