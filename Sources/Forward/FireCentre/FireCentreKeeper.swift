import Facility
import NIOCore
import NIOPosix

/// The shell of a `FireCentreSession`: keeps its connection, passes bytes both ways, says what came of each delivery.
package actor FireCentreKeeper {
    private var session: FireCentreSession
    private var random = SystemRandomNumberGenerator()
    private let destination: String
    private let box: BoxPorts
    private var waiting: [FireCentreSession.Ticket: CheckedContinuation<Lane.Failure?, Never>] = [:]
    private var lastProbe: Int64 = 0
    private var connection: Task<Void, Never>?
    /// Counts connections: what an earlier one still says is nobody's.
    private var generation = 0
    private var channel: (any Channel)?
    private var wake: Task<Void, Never>?
    private var isCongested = false
    private var isOver = false

    /// Longest wait for a connection, seconds.
    private static let connectLimit: Int64 = 5

    init(_ session: FireCentreSession, destination: String, box: BoxPorts) {
        self.session = session
        self.destination = destination
        self.box = box
    }

    private var unit: FireCentreSettings.TransmissionDevice { session.settings.devices[session.unit] }

    func start() { take(.started) }

    func holds(_ incident: IncidentID) -> Bool { session.holds(incident) }

    func send(_ delivery: Delivery) async -> Lane.Failure? {
        await wait(for: .delivery(delivery.number), .send(delivery))
    }

    func probe() async -> Lane.Failure? {
        lastProbe += 1
        return await wait(for: .probe(lastProbe), .probe(lastProbe))
    }

    /// One at a time waits for a ticket; a second call for the same one ends the first.
    private func wait(
        for ticket: FireCentreSession.Ticket, _ input: FireCentreSession.Input
    ) async -> Lane.Failure? {
        guard !isOver, !Task.isCancelled else { return .cancelled }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                guard !Task.isCancelled else { return continuation.resume(returning: .cancelled) }
                waiting.updateValue(continuation, forKey: ticket)?.resume(returning: .cancelled)
                take(input)
            }
        } onCancel: {
            Task { await self.cancel(ticket) }
        }
    }

    private func cancel(_ ticket: FireCentreSession.Ticket) {
        guard let continuation = waiting.removeValue(forKey: ticket) else { return }
        continuation.resume(returning: .cancelled)
        take(.cancelled(ticket))
    }

    /// Lets go of the connection; what was under way counts as unknown.
    func stop() {
        isOver = true
        wake?.cancel()
        close()
        for continuation in waiting.values { continuation.resume(returning: .cancelled) }
        waiting = [:]
    }

    func take(_ input: FireCentreSession.Input) {
        guard !isOver else { return }
        let now = box.clock.now()
        if let channel, channel.isWritable == isCongested {
            isCongested = !channel.isWritable
            perform(session.step(.congested(isCongested), now: now, using: &random))
        }
        perform(session.step(input, now: now, using: &random))
    }

    private func perform(_ actions: [FireCentreSession.Action]) {
        for action in actions {
            switch action {
            case .connect: connect()
            case .close: close()
            case .write(let bytes):
                guard let channel else { continue }
                channel.writeAndFlush(channel.allocator.buffer(bytes: bytes), promise: nil)
            case .settle(let ticket, let failure):
                waiting.removeValue(forKey: ticket)?.resume(returning: failure)
            case .askDuty(let minutes):
                note("duty_check", "\(minutes) min")
                box.command(
                    .dutyCheck(destination: destination, unit: unit.address.hex, minutes: minutes))
            case .dutyOver:
                box.command(.dutyCheck(destination: destination, unit: unit.address.hex, minutes: nil))
            case .note(let what): note("fire_centre", what.text)
            case .wake(let time):
                wake?.cancel()
                wake = Task { [clock = box.clock, weak self] in
                    await clock.sleep(time)
                    if !Task.isCancelled { await self?.take(.deadline) }
                }
            }
        }
    }

    private func note(_ action: String, _ detail: String) {
        box.audit(
            AuditLine(
                at: box.clock.now(), by: destination, action: action, subject: unit.address.hex,
                detail: detail))
    }
}

// MARK: The connection

extension FireCentreKeeper {
    private typealias Link = NIOAsyncChannel<ByteBuffer, Never>

    private func connect() {
        close()
        generation += 1
        let mine = generation
        let settings = session.settings
        // It ends with the connection, which `stop` closes.
        connection = Task { [self] in
            let why = await Self.live(settings) {
                await self.took($0, of: mine)
            } made: {
                await self.made($0, of: mine)
            }
            ended(why, of: mine)
        }
    }

    private func close() {
        connection?.cancel()
        connection = nil
        channel?.close(promise: nil)
        channel = nil
        isCongested = false
        generation += 1
    }

    private func made(_ channel: any Channel, of connection: Int) -> Bool {
        guard connection == generation, !isOver else { return false }
        self.channel = channel
        take(.connected)
        return true
    }

    private func took(_ bytes: [UInt8], of connection: Int) {
        if connection == generation { take(.received(bytes)) }
    }

    private func ended(_ why: String, of connection: Int) {
        guard connection == generation else { return }
        channel?.close(promise: nil)
        channel = nil
        take(.disconnected(why))
    }

    /// Bytes that nobody acknowledges end the connection after this long (TCP_USER_TIMEOUT, RFC 5482): a centre whose
    /// router went dark sends no FIN, and without it the kernel tries for a quarter of an hour. Longer than the
    /// standard's 10 s for an answer, so that the session's own patience runs out first where bytes still arrive.
    static let unacknowledgedLimit = Interval.seconds(20)

    static var bootstrap: ClientBootstrap {
        ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .connectTimeout(.seconds(connectLimit))
            .channelOption(.socketOption(.so_keepalive), value: 1)
            .channelOption(userTimeout, value: .init(unacknowledgedLimit.milliseconds))
    }

    /// `TCP_USER_TIMEOUT` of Linux, tcp(7).
    static let userTimeout = ChannelOptions.Types.SocketOption(level: .tcp, name: .init(rawValue: 18))

    /// One connection from its beginning to its end. Bytes are taken as fast as the session takes them.
    /// - Returns: why it ended, without secrets.
    private static func live(
        _ settings: FireCentreSettings, took: @Sendable ([UInt8]) async -> Void,
        made: @Sendable (any Channel) async -> Bool
    ) async -> String {
        let link: Link
        do {
            link = try await bootstrap.connect(host: settings.host, port: settings.port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try Link(wrappingChannelSynchronously: channel, configuration: .init())
                }
            }
        } catch {
            return "no connection"
        }
        do {
            try await link.executeThenClose { inbound in
                guard await made(link.channel) else { return }
                for try await buffer in inbound { await took(Array(buffer.readableBytesView)) }
            }
        } catch {
            return "connection broken"
        }
        return "connection closed by the fire centre"
    }
}
