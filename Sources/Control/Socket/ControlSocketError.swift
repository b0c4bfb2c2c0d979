/// Why the control socket could not be made or asked.
package enum ControlSocketError: Error, Sendable, Equatable {
    /// A path of a Unix socket holds 107 bytes.
    case pathTooLong(path: String)
    /// Another program answers there already.
    case inUse(path: String)
    /// Something that is no socket stands at the path: it is left alone.
    case notASocket(path: String)
    /// Nobody listens: the gateway does not run, or runs elsewhere.
    case notRunning(path: String)
    /// The caller may not open the socket.
    case notPermitted(path: String)
    /// No whole answer came in time.
    case timedOut(afterMilliseconds: Int)
    /// The far side closed the connection before it had answered.
    case closed
    /// A line beyond `ControlWire.lineLimit`, or one that is no reply to what was asked.
    case malformed(reason: String)
    case system(call: String, code: Int32)

    /// A short English name, fit for a metric's label.
    package var shortDescription: String {
        switch self {
        case .pathTooLong: "path too long"
        case .inUse: "in use"
        case .notASocket: "not a socket"
        case .notRunning: "not running"
        case .notPermitted: "not permitted"
        case .timedOut: "timed out"
        case .closed: "closed"
        case .malformed: "malformed"
        case .system: "system error"
        }
    }
}
