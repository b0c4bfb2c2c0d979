import CodecWire
import Glibc

/// The host's thread between two looks at its post: carries out what the dispatcher decides and tells it what the
/// children say.
struct CodecHostTurn {
    private let program: CodecProgram
    private let notice: @Sendable (CodecHost.Notice) -> Void
    private var dispatcher: CodecDispatcher
    private var links: [CodecLink?] = [nil, nil]
    private let dying = Dying()
    private let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 16)
    private var lastFault: String?

    init(
        program: CodecProgram, capacity: Int, isPatient: Bool,
        notice: @escaping @Sendable (CodecHost.Notice) -> Void
    ) {
        self.program = program
        self.notice = notice
        dispatcher = CodecDispatcher(capacity: capacity, isPatient: isPatient)
    }

    mutating func take(_ jobs: [CodecJob]) {
        let now = Self.now
        for job in jobs { dispatcher.offer(job, now: now) }
        carryOut()
    }

    /// Codecs with a device that rests because its uplinks ran too long over and over.
    var resting: Int { dispatcher.register.resting(now: Self.now) }

    mutating func takeResults() -> [CodecResult] { dispatcher.takeResults() }

    /// Ends the children.
    mutating func stop() {
        for seat in links.indices { end(seat) }
    }

    /// Waits until a child speaks, the bell rings, or something is due.
    /// - Parameter isHurried: results wait for room; look again soon.
    mutating func wait(bell: Int32, isHurried: Bool) {
        var entries = [pollfd(fd: bell, events: Int16(POLLIN), revents: 0)]
        for link in links {
            let events = Int16(POLLIN) | (link?.wantsWrite == true ? Int16(POLLOUT) : 0)
            entries.append(pollfd(fd: link?.socket ?? -1, events: events, revents: 0))
        }
        var patience: Int64 = isHurried ? 20 : 60_000
        if !dying.isEmpty { patience = min(patience, Dying.pace) }
        if let deadline = dispatcher.nextDeadline { patience = min(patience, max(0, deadline - Self.now)) }
        guard poll(&entries, nfds_t(entries.count), Int32(patience)) >= 0 else { return }
        if entries[0].revents != 0 {
            var rings = [UInt8](repeating: 0, count: 64)
            while read(bell, &rings, rings.count) == rings.count {}
        }
        for seat in links.indices where entries[seat + 1].revents != 0 { listen(to: seat) }
        dispatcher.tick(now: Self.now)
        carryOut()
        dying.bury()
    }

    private mutating func listen(to seat: Int) {
        guard let link = links[seat] else { return }
        // Also one that takes nothing more may have left answers.
        let takes = link.write()
        let isAlive = link.read(room) && takes
        let now = Self.now
        while links[seat] === link, let report = link.frames.nextReport() {
            switch report {
            case .ready:
                lastFault = nil
                dispatcher.becameReady(seat: seat, now: now)
            case .farewell:
                dispatcher.left(seat: seat, now: now)
                return carryOut()
            case .answer(let answer):
                dispatcher.answered(seat: seat, answer, now: now)
                // After it the child ends, and what follows would be taken for its successor's.
                if answer.outcome.endsChild {
                    notice(.struck(reason: answer.reason))
                    return carryOut()
                }
            }
        }
        guard links[seat] === link, !isAlive || link.frames.isDamaged else { return }
        dispatcher.died(seat: seat, now: now)
    }

    private mutating func carryOut() {
        let now = Self.now
        for action in dispatcher.takeActions(now: now) {
            switch action {
            case .start(let seat): start(seat, now: now)
            case .end(let seat): end(seat)
            case .send(let seat, let bytes):
                links[seat]?.send(bytes)
                _ = links[seat]?.write()
            }
        }
    }

    private mutating func end(_ seat: Int) {
        let pid = links[seat]?.pid
        links[seat] = nil
        if let pid { dying.add(pid) }
    }

    private mutating func start(_ seat: Int, now: Int64) {
        links[seat] = CodecLink(program)
        guard links[seat] == nil else { return }
        let reason = String(cString: strerror(errno))
        dispatcher.died(seat: seat, now: now)
        guard reason != lastFault else { return }
        lastFault = reason
        notice(.unstartable(program: program, reason: reason))
    }

    /// Monotonic milliseconds.
    private static var now: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
    }
}
