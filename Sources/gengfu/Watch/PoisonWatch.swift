import Facility
import Logging
import Ring

/// Careful mode, after two unclean ends within a minute: one message at a time, noted on disk before it is stepped,
/// so that a message that kills us is known after its third try and put aside.
struct PoisonWatch {
    /// Tries that end a message's chances: it has killed us twice before.
    static let chances = 3
    /// Unclean ends within `span` that make us careful.
    static let uncleanEnds = 2
    static let span = Interval.minutes(1)

    let ring: RingWriter
    /// When this run began.
    let since: Timestamp
    let log: Logger

    /// Whether the run has lasted so long that its end would not count with the earlier ones. Every message costs
    /// two more waits for the disk while we are careful: for ever, a busy box would never catch up.
    func isOver(at now: Timestamp) -> Bool { now - since > Self.span }

    /// Whether the message may be stepped; if not it is in the quarantine now.
    /// - Parameter payload: as it may be kept.
    func mayStep(_ batch: MessageBatch, _ position: Int, keeping payload: [UInt8], now: Timestamp) -> Bool {
        let hash32 = batch[position].hash32
        do throws(CommitFailure) {
            let attempts = try ring.notePoisonAttempt(
                hash32: hash32, topic: Array(batch.topic(position)), payload: payload, at: now)
            guard attempts >= Self.chances else { return true }
            _ = try ring.quarantinePoison(
                hash32: hash32, reason: "ended the program \(attempts - 1) times", at: now)
            log.critical(
                "message quarantined: it ended the program",
                metadata: ["topic": "\(String(decoding: batch.topic(position), as: UTF8.self))"])
            return false
        } catch {
            // Without the note a trap would count as nothing; with a failing disk the watch goes on regardless.
            log.error("cannot note a message before stepping it", metadata: ["reason": "\(error)"])
            return true
        }
    }

    /// It was stepped and we are still here.
    func survived(hash32: UInt32) {
        do throws(CommitFailure) {
            try ring.forgetPoison(hash32: hash32)
        } catch {
            log.error("cannot forget a harmless message", metadata: ["reason": "\(error)"])
        }
    }
}
