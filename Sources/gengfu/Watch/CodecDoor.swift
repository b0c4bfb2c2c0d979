import CodecHost
import CodecWire
import Facility
import Logging

/// The loop's way to the process that runs makers' codecs: uplinks leave by it after their commit, answers come back
/// through the inbox as any other input.
///
/// A site without LoRaWAN has no such process. Used on the loop's thread alone.
final class CodecDoor {
    private let inbox: Inbox
    private let program: CodecProgram
    private let log: Logger
    private var host: CodecHost?
    /// `PendingDecode.id` of the last uplink handed over; they ascend.
    private var last: Int64 = 0
    /// Whether there are uplinks that were not handed over for want of room.
    private var isBehind = false

    /// Uplinks without an answer that the host is given at most. What waits is bounded by `PendingBook`; the host may
    /// hold as many again that had to give way there meanwhile. None is ever refused for want of room.
    static let mostOpen = 2 * PendingBook.mostMessages

    init(inbox: Inbox, program: CodecProgram = .find(), log: Logger) {
        self.inbox = inbox
        self.program = program
        self.log = log
    }

    deinit { host?.stop() }

    /// Has the children started before the first uplink comes.
    func prepare(for site: Site) {
        let usesCodecs = site.profiles.flatMap(\.routes).contains {
            if case .lorawan(let layout) = $0.codec { layout.script != nil } else { false }
        }
        if usesCodecs { start() }
    }

    /// Codecs that rest; nil: none is in use.
    var resting: Int? { host?.resting }

    /// Hands uplinks over, each once and in order; where there is no room they are left to `catchUp`.
    func offer(_ pending: [PendingDecode]) {
        let jobs = pending.filter { $0.id > last }.compactMap(Self.job)
        guard !jobs.isEmpty else { return }
        start()
        guard !isBehind, let host, host.open + jobs.count <= Self.mostOpen else {
            isBehind = true
            return
        }
        last = jobs.map(\.id).max() ?? last
        host.offer(jobs)
    }

    /// Hands over what there was no room for, once half of it is free.
    /// - Parameter waiting: all that waits, in order.
    func catchUp(_ waiting: @autoclosure () -> [PendingDecode]) {
        guard isBehind else { return }
        start()
        guard let host, host.open <= Self.mostOpen / 2 else { return }
        isBehind = false
        let jobs = waiting().filter { $0.id > last }.compactMap(Self.job)
        last = jobs.last?.id ?? last
        host.offer(jobs)
    }

    private static func job(_ decode: PendingDecode) -> CodecJob? {
        decode.uplink.map { uplink in
            CodecJob(
                id: decode.id, script: uplink.script, port: uplink.port,
                receivedAt: uplink.receivedAt.milliseconds, payload: uplink.payload,
                // Whatever is the same for all of a device's uplinks and for no other's: its topic is.
                device: UInt64(bitPattern: Int64(decode.topic.hashValue)))
        }
    }

    private func start() {
        guard host == nil else { return }
        let inbox = inbox
        let log = log
        let made = CodecHost(
            program: program, capacity: 4 * PendingBook.mostMessages,
            deliver: { results in inbox.offer(.decoded(results.map(DecodedUplink.init))) },
            notice: { notice in
                switch notice {
                case .unstartable(let program, let reason):
                    log.error(
                        "the process for codecs cannot be started; uplinks wait",
                        metadata: ["program": "\(program)", "reason": "\(reason)"])
                case .struck(let reason):
                    log.error("a codec's process was ended", metadata: ["reason": "\(reason)"])
                }
            })
        guard made.start() else { return log.error("no thread for the process that runs codecs") }
        host = made
    }
}

extension DecodedUplink {
    init(_ result: CodecResult) {
        self.init(
            id: result.id,
            result: result.outcome == .decoded ? .document(result.text) : .failed(result.reason))
    }
}
