import Facility
import Glibc

/// Drives one session on the calling thread, for what is not the loop: the contract test, `gengfu record`, tests.
package final class SessionPump {
    /// A message, copied out.
    package struct Received: Sendable, Equatable {
        package let topic: String
        package let payload: [UInt8]
        package let mid: UInt16
        package let retained: Bool
        package let hash32: UInt32
    }

    package let session: Session
    private let batch: MessageBatch
    private let bell = Doorbell()

    /// Opens the session.
    package init(settings: SessionSettings, batch: MessageBatch? = nil, seed: UInt64 = 1) {
        let smallest = Int(settings.maximumPacketSize)
        self.batch = batch ?? MessageBatch(capacity: 2 * smallest, limit: 4_096)
        session = Session(settings: settings, bell: bell, seed: seed)
        session.open()
    }

    /// Ends the wait of a turn under way, or of the next one. From any thread.
    package var waker: Doorbell { bell }

    /// One turn: waits up to `milliseconds` for something, reads, and writes what may be written.
    /// - Parameter acknowledging: whether what was read counts as committed, so that its PUBACKs leave.
    package func turn(
        within milliseconds: Int, acknowledging: Bool = true
    ) -> (received: [Received], changes: [SessionChange]) {
        var entries = [pollfd(fd: bell.descriptor, events: Int16(POLLIN), revents: 0)]
        if let socket = session.socket {
            let wanted = session.wantsWrite && session.canWrite ? POLLIN | POLLOUT : POLLIN
            entries.append(pollfd(fd: socket, events: Int16(wanted), revents: 0))
        }
        let wait = session.hasBacklog ? 0 : Int32(clamping: milliseconds)
        _ = poll(&entries, nfds_t(entries.count), wait)
        bell.drain()
        session.collect()
        batch.removeAll()
        if session.isConnected || session.hasBacklog { _ = session.read(into: batch) }
        let received = (0..<batch.count).map { position in
            Received(
                topic: String(decoding: batch.topic(position), as: UTF8.self),
                payload: Array(batch.payload(position)), mid: batch[position].mid,
                retained: batch[position].retained, hash32: batch[position].hash32)
        }
        if acknowledging { session.committed() }
        session.keepAlive()
        if session.canWrite { session.write() }
        return (received, session.takeChanges())
    }

    /// Turns until `isDone` or until the time is up.
    /// - Returns: whether `isDone` said so.
    package func run(
        within milliseconds: Int, acknowledging: Bool = true,
        until isDone: ([Received], [SessionChange]) -> Bool
    ) -> Bool {
        let deadline = MonotonicClock.milliseconds + milliseconds
        while true {
            let remaining = deadline - MonotonicClock.milliseconds
            guard remaining > 0 else { return false }
            let (received, changes) = turn(within: min(remaining, 1_000), acknowledging: acknowledging)
            if isDone(received, changes) { return true }
        }
    }
}
