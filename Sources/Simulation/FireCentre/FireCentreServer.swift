import Foundation
import NIOCore
import NIOPosix
import Synchronization

/// The stand-in of a fire monitoring centre: the far side of GB/T 26875.3-2011 over TCP, strict about what it is told,
/// and as bad as it is asked to be. It never reaches a real centre.
package final class FireCentreServer: Sendable {
    /// Its own address, 88888 as in a public capture.
    static let address: [UInt8] = [0x38, 0x5B, 0x01, 0, 0, 0]

    private let state = Mutex(State())
    private let heard: (@Sendable (Heard) -> Void)?

    /// A component whose state was told, as its address in the standard's form.
    package struct Heard: Sendable {
        package var component: UInt8
        package var zone: Int
        package var point: Int
    }

    private struct State {
        var book = CentreBook()
        var faults = CentreFaults.none
        var links: [ObjectIdentifier: Connection] = [:]
        var serial = 0
    }

    /// One transmission device that has called.
    private struct Connection {
        var channel: any Channel
        /// nil: it has not said yet who it is.
        var source: [UInt8]?
    }

    /// - Parameter heard: told of every component of an upload before it is acknowledged; must not wait.
    package init(heard: (@Sendable (Heard) -> Void)? = nil) { self.heard = heard }

    /// Serves until its task is cancelled; `onReady` is told the port.
    package func run(
        host: String = "127.0.0.1", port: Int = 0, onReady: @escaping @Sendable (_ port: Int) async -> Void
    ) async throws {
        let server = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .bind(host: host, port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, Never>(wrappingChannelSynchronously: channel)
                }
            }
        await onReady(server.channel.localAddress?.port ?? 0)
        try await withThrowingDiscardingTaskGroup { group in
            try await server.executeThenClose { clients in
                for try await client in clients {
                    group.addTask { await self.serve(client) }
                }
            }
        }
    }

    private func serve(_ client: NIOAsyncChannel<ByteBuffer, Never>) async {
        let channel = client.channel
        let key = ObjectIdentifier(channel)
        state.withLock { $0.links[key] = Connection(channel: channel) }
        try? await client.executeThenClose { inbound in
            var cutter = CentreFrame.Cutter()
            for try await buffer in inbound {
                let (frames, strays) = cutter.feed(Array(buffer.readableBytesView))
                if strays > 0 { state.withLock { $0.book.strays(strays) } }
                for frame in frames { take(frame, from: channel, key) }
            }
        }
        state.withLock { state in
            if let source = state.links.removeValue(forKey: key)?.source { state.book.left(source) }
        }
    }

    private func take(_ frame: CentreFrame, from channel: any Channel, _ key: ObjectIdentifier) {
        let now = Date()
        let faults = state.withLock { state -> CentreFaults in
            if state.links[key]?.source == nil {
                state.links[key]?.source = frame.source
                state.book.joined(frame.source)
            }
            guard !state.faults.isDead else { return state.faults }
            state.book.take(frame, at: now)
            guard frame.command == 2 else {
                if frame.command != 3 { state.book.reply(frame) }
                return .none
            }
            let suffered = state.faults.suffered()
            if suffered.refuse > 0 {
                state.book.noteRefused()
            } else {
                state.book.upload(frame, at: now)
            }
            return suffered
        }
        guard frame.command == 2, !faults.isDead else { return }
        if let heard { CentreBook.components(in: frame).forEach(heard) }
        answer(frame, faults, on: channel)
    }

    /// Acknowledges an upload, with everything that goes wrong on the way.
    private func answer(_ frame: CentreFrame, _ faults: CentreFaults, on channel: any Channel) {
        let isHandshake = frame.unit == [0x16]
        let good = CentreFrame.written(
            serial: frame.serial, command: faults.refuse > 0 ? 6 : 3, unit: isHandshake ? [0x17] : [],
            from: Self.address, to: frame.source)
        if faults.flood > 0 {
            for number in 0..<faults.flood {
                ask(Self.question(number), command: 4, on: channel, frame.source)
            }
        }
        if faults.garbage > 0 { write(Self.garbage(beside: good), on: channel) }
        if faults.reset > 0 {
            Self.breakOff(channel)
            return
        }
        if faults.silent > 0 { return }
        write(faults.stall > 0 ? Array(good.prefix(17)) : good, on: channel)
    }

    /// Noise with starts in it, the half of a frame, a frame with a wrong checksum, one with an unknown command.
    static func garbage(beside good: [UInt8]) -> [UInt8] {
        var wrong = good
        wrong[wrong.count - 3] &+= 1
        var strange = good
        strange[26] = 9
        strange[strange.count - 3] = strange[strange.count - 3] &+ 9 &- good[26]
        let noise: [UInt8] = [0x00, 0xFF, 0x23, 0x40, 0x40, 0x40, 0x23, 0x23, 0x0D, 0x0A]
        return noise + good.prefix(12) + wrong + strange + noise
    }

    /// Questions of every type in turn.
    private static func question(_ number: Int) -> [UInt8] {
        let all: [[UInt8]] = [
            [81, 1, 0], [85, 1, 0], [86, 1, 0], [88, 1, 0], [84, 1, 102, 0, 0, 0, 1, 1, 20], [61, 1, 1, 1],
            [62, 1, 1, 1, 10, 0, 2, 0], [63, 1, 1, 1, 10, 0, 2, 0], [65, 1, 1, 1], [66, 1, 1, 1],
            [67, 1, 1, 1, 10, 0, 2, 0], [68, 1, 1, 1], [64, 1, 1, 1, 10, 0, 0, 0, 1, 1, 20], [99, 1, 0],
        ]
        return all[number % all.count]
    }

    private func ask(_ unit: [UInt8], command: UInt8, on channel: any Channel, _ device: [UInt8]) {
        let serial = state.withLock { state in
            state.serial = (state.serial + 1) & 0xFFFF
            return state.serial
        }
        write(
            CentreFrame.written(serial: serial, command: command, unit: unit, from: Self.address, to: device),
            on: channel)
    }

    /// The close sends a RST and throws away what is on its way.
    private static func breakOff(_ channel: any Channel) {
        guard let socket = channel as? any SocketOptionProvider else { return channel.close(promise: nil) }
        socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).whenComplete { _ in channel.close(promise: nil) }
    }

    private func write(_ bytes: [UInt8], on channel: any Channel) {
        channel.writeAndFlush(channel.allocator.buffer(bytes: bytes), promise: nil)
    }
}

// MARK: The outsider's side

extension FireCentreServer {
    /// What it holds, as JSON.
    package var shownBytes: Data { shown.bytes }

    var shown: PlatformJSON { state.withLock { $0.book.shown } }

    var faults: CentreFaults {
        get { state.withLock { $0.faults } }
        set { state.withLock { $0.faults = newValue } }
    }

    /// - Returns: false when the words are no faults.
    package func suffer(_ faults: String) -> Bool {
        guard let json = PlatformJSON.parse(Data(faults.utf8)),
            case .success(let read) = CentreFaults.read(json)
        else { return false }
        self.faults = read
        return true
    }

    /// Sends an order (command 1) or a question (4) to every transmission device that is connected.
    /// - Returns: how many there are.
    @discardableResult
    package func tell(command: UInt8, unit: [UInt8]) -> Int {
        let links = state.withLock { state in
            state.links.values.compactMap { link in link.source.map { (link.channel, $0) } }
        }
        for (channel, source) in links { ask(unit, command: command, on: channel, source) }
        return links.count
    }

    /// Asks who is on duty (91); 0 minutes: none said.
    package func askDuty(minutes: UInt8) -> Int { tell(command: 1, unit: [91, 1, minutes]) }

    /// Tells the time (90), `ahead` seconds more than it is.
    package func tellTime(ahead: Double) -> Int {
        tell(command: 1, unit: [90, 1] + CentreFrame.label(Date().addingTimeInterval(ahead)))
    }

    /// Breaks every link (RST).
    package func breakLinks() {
        let channels = state.withLock { $0.links.values.map(\.channel) }
        for channel in channels {
            Self.breakOff(channel)
        }
    }

    /// Writes bytes as they are to every device.
    package func write(raw bytes: [UInt8]) {
        let channels = state.withLock { $0.links.values.map(\.channel) }
        for channel in channels { write(bytes, on: channel) }
    }
}
