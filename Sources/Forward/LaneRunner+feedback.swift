import Facility

/// Asks a far side what it has done with our cases, as often as its file says, beside what the lane sends.
extension LaneRunner {
    /// Until its task is cancelled. A poll that fails is tried again at the next turn: what it would have brought is
    /// still there, or comes again.
    func follow(_ source: any FeedbackSource, every: Interval) async {
        var desk = FeedbackDesk(destination: destination)
        var since = ports.clock.now()
        while !Task.isCancelled {
            await ports.clock.sleep(ports.clock.now() + every)
            guard !Task.isCancelled else { return }
            let asked = ports.clock.now()
            do throws(Lane.Failure) {
                let words = try await source.feedback(since: since)
                since = asked
                let (commands, lines) = desk.take(words, at: asked)
                for line in lines { ports.notice(.attempt(line)) }
                for command in commands { ports.command(command) }
                if !words.isEmpty { try await source.receipt(for: words) }
            } catch {
                guard error != .cancelled else { return }
                log.info("feedback not read", metadata: ["reason": "\(error.reason)"])
            }
        }
    }
}
