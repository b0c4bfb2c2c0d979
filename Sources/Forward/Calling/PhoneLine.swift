import Facility

/// A way on which calls leave the box: an HTTP interface, or a modem.
protocol PhoneLine: Sendable {
    /// Sends the parts of one SMS, or makes one voice call.
    func send(_ call: PhoneDesk.Outgoing) async -> PhoneDesk.Outcome
    /// The key that was pressed in a call; nil: none yet, or the line does not know.
    func key(of call: String) async -> Int?
    /// What people have written back since it was asked last; each is said once.
    func replies() async -> [(number: String, text: String)]
    /// How often `replies` is worth asking; nil: never.
    var readsEvery: Interval? { get }
    /// Lets go of connections.
    func shutDown() async
}
