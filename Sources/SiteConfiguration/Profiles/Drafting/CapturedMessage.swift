/// One recorded message, from which a profile is drafted.
package struct CapturedMessage: Sendable {
    /// Arrival, milliseconds since 1970.
    package var at: Int64
    package var topic: String
    package var payload: [UInt8]

    package init(at: Int64, topic: String, payload: [UInt8]) {
        self.at = at
        self.topic = topic
        self.payload = payload
    }
}
