import Facility

/// What the kinds that act beside the box need from the program: time, a folder, the cases that stand, a broker.
package struct BoxPorts: Sendable {
    package var clock: WakeClock
    /// Holds the tones and what is being spoken; made when it is needed, its files may be lost at any time.
    package var folder: String
    /// Where kinds keep what must outlive a restart: the store's folder.
    package var state: String
    /// First delivery number of this life of the process.
    package var firstNumber: Int64
    /// The cases a destination was told of before the start that nobody has answered (`Engine.standing`).
    package var standing: @Sendable (_ destination: String) -> [Delivery]
    /// Publishes a siren's order at QoS 1, not retained, with the settings' expiry, and returns when the broker has
    /// it.
    package var order: @Sendable (SirenSettings, _ isOn: Bool) async throws(Lane.Failure) -> Void
    /// Whether the siren's broker can be reached now.
    package var reaches: @Sendable (SirenSettings) async -> Bool
    /// Publishes to the broker of an `mqtt` destination at QoS 1 and returns when that has it.
    package var publish: @Sendable (_ destination: String, PublishedCase) async throws(Lane.Failure) -> Void
    /// Whether that broker can be reached now.
    package var isConnected: @Sendable (_ destination: String) async -> Bool
    package var audit: @Sendable (AuditLine) -> Void
    /// Takes a command for the engine; never waits.
    package var command: @Sendable (Command) -> Void
    /// The points of a fire centre's destination.
    package var points: @Sendable (_ destination: String) -> FirePointTable
    /// The cases a destination was told of before the start that are not over (`Engine.openCases`).
    package var openCases: @Sendable (_ destination: String) -> [Delivery]

    package init(
        clock: WakeClock = WakeClock(now: { .distantPast }, sleep: { _ in }), folder: String = "/tmp",
        state: String = "/tmp",
        firstNumber: Int64 = 1, standing: @escaping @Sendable (String) -> [Delivery] = { _ in [] },
        order: @escaping @Sendable (SirenSettings, Bool) async throws(Lane.Failure) -> Void = { _, _ in },
        reaches: @escaping @Sendable (SirenSettings) async -> Bool = { _ in true },
        publish: @escaping @Sendable (String, PublishedCase) async throws(Lane.Failure) -> Void = { _, _ in },
        isConnected: @escaping @Sendable (String) async -> Bool = { _ in true },
        audit: @escaping @Sendable (AuditLine) -> Void = { _ in },
        command: @escaping @Sendable (Command) -> Void = { _ in },
        points: @escaping @Sendable (String) -> FirePointTable = { _ in FirePointTable() },
        openCases: @escaping @Sendable (String) -> [Delivery] = { _ in [] }
    ) {
        self.clock = clock
        self.folder = folder
        self.state = state
        self.firstNumber = firstNumber
        self.standing = standing
        self.order = order
        self.reaches = reaches
        self.publish = publish
        self.isConnected = isConnected
        self.audit = audit
        self.command = command
        self.points = points
        self.openCases = openCases
    }
}
