import Glibc
import Synchronization
import Testing

@testable import MQTT

/// What a session really says in its CONNECT (MQTT 5, 3.1), read off the wire.
@Suite(.serialized) struct ConnectPacketTests {
    /// Keeps the first bytes that anybody says to it, and hangs up.
    private final class Listener: Sendable {
        let port: UInt16
        private let descriptor: Int32
        private let heard = Mutex<[UInt8]>([])

        init() {
            let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
            var size = socklen_t(MemoryLayout<sockaddr_in>.size)
            withUnsafeMutablePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    _ = bind(listener, $0, size)
                    _ = getsockname(listener, $0, &size)
                }
            }
            listen(listener, 8)
            port = UInt16(bigEndian: address.sin_port)
            descriptor = listener
            _ = DetachedThread.start { [self] in
                var room = [UInt8](repeating: 0, count: 1_024)
                // Whoever only looks whether somebody listens says nothing.
                while bytes.isEmpty {
                    let client = accept(descriptor, nil, nil)
                    guard client >= 0 else { return }
                    let count = recv(client, &room, room.count, 0)
                    heard.withLock { $0 = Array(room.prefix(max(0, count))) }
                    close(client)
                }
            }
        }

        func stop() {
            shutdown(descriptor, Int32(SHUT_RDWR))
            close(descriptor)
        }

        var bytes: [UInt8] { heard.withLock { $0 } }
    }

    private static func connectPacket(_ change: (inout SessionSettings) -> Void) -> [UInt8] {
        let listener = Listener()
        defer { listener.stop() }
        var settings = SessionSettings(clientID: "gate", host: "127.0.0.1", port: listener.port, filters: [])
        settings.connectTimeout = 1_000
        change(&settings)
        let pump = SessionPump(settings: settings)
        _ = pump.run(within: 5_000) { _, _ in !listener.bytes.isEmpty }
        return listener.bytes
    }

    private static func says(_ part: [UInt8], in packet: [UInt8]) -> Bool {
        packet.count >= part.count
            && (0...(packet.count - part.count)).contains {
                packet[$0..<($0 + part.count)].elementsEqual(part)
            }
    }

    @Test(
        "The receive maximum of the settings is what the broker is told",
        arguments: [(nil, [0x21, 0x07, 0xD0]), (20, [0x21, 0, 20]), (65_535, [0x21, 0xFF, 0xFF])]
            as [(UInt16?, [UInt8])])
    func receiveMaximum(window: UInt16?, property: [UInt8]) {
        let packet = Self.connectPacket { if let window { $0.receiveMaximum = window } }
        #expect(packet.first == 0x10)
        #expect(Self.says(property, in: packet), "\(packet)")
    }

    @Test("Each session says its own user and password, one without them none")
    func credentials() {
        for (user, password) in [("north", "n-secret"), ("south", "s-secret")] {
            let packet = Self.connectPacket {
                $0.user = user
                $0.password = password
            }
            let said =
                [0, UInt8(user.utf8.count)] + user.utf8 + [0, UInt8(password.utf8.count)] + password.utf8
            #expect(Self.says(Array(said), in: packet), "\(packet)")
            #expect(packet.count > 9 && packet[9] & 0xC0 == 0xC0)
        }
        let open = Self.connectPacket { _ in }
        #expect(open.count > 9 && open[9] & 0xC0 == 0)
    }
}

extension BrokerTests {
    @Test("Two brokers with a user each are both reached, and neither takes the other's")
    func separateCredentials() throws {
        let north = try Self.broker { $0.users = ["north": "n-secret"] }
        let south = try Self.broker { $0.users = ["south": "s-secret"] }
        func pump(_ broker: PrivateBroker, _ user: String, _ password: String) -> SessionPump {
            var settings = broker.settings("gate", filters: ["t"])
            (settings.user, settings.password) = (user, password)
            return SessionPump(settings: settings)
        }
        #expect(pump(north, "north", "n-secret").isSubscribed)
        #expect(pump(south, "south", "s-secret").isSubscribed)
        #expect(pump(south, "north", "n-secret").refusal()?.shortDescription == "credentials")
    }
}
