import Facility
import Testing

@testable import MQTT

/// A DTU and the controller on its RS-485 line, as a client of the broker: it hears what is asked on `dtu/<id>/down` and
/// answers on `dtu/<id>/up` as its script says.
final class SimulatedDTU {
    enum Deed {
        /// The ten registers, the second of which is the outlet pressure in kPa.
        case answer(UInt16)
        /// The same with a wrong CRC.
        case corrupt(UInt16)
        case silence
        /// The answer twice: the one that had been late, and the right one.
        case twice(UInt16)
        /// Modbus exception 2.
        case exception
    }

    private let pump: SessionPump
    private let id: String
    private var script: [Deed]
    /// The questions it heard.
    private(set) var asked: [[UInt8]] = []

    init(_ id: String, on broker: PrivateBroker, script: [Deed]) throws {
        self.id = id
        self.script = script
        var settings = SessionSettings(
            clientID: "dtu-\(id)", host: "127.0.0.1", port: broker.port, filters: ["dtu/\(id)/down"])
        settings.isPersistent = false
        pump = SessionPump(settings: settings)
        let isSubscribed = pump.run(within: 10_000) { _, changes in
            changes.contains { if case .subscribed = $0 { true } else { false } }
        }
        try #require(isSubscribed)
    }

    /// Listens and answers until something is so or the time is up.
    func serve(_ seconds: Double = 30, until isSo: () throws -> Bool) rethrows -> Bool {
        let deadline = Patience.milliseconds + Int64(seconds * 1_000)
        while Patience.milliseconds < deadline {
            for message in pump.turn(within: 20).received { hear(message.payload) }
            if try isSo() { return true }
        }
        return try isSo()
    }

    private func hear(_ question: [UInt8]) {
        asked.append(question)
        switch script.isEmpty ? .answer(452) : script.removeFirst() {
        case .silence: break
        case .answer(let pressure): say(Self.frame(pressure))
        case .corrupt(let pressure):
            say(Self.frame(pressure).dropLast() + [Self.frame(pressure).last! ^ 0xFF])
        case .twice(let pressure):
            say(Self.frame(pressure))
            say(Self.frame(pressure))
        case .exception: say(Self.checked([1, 0x83, 2]))
        }
    }

    /// Leaves with the next turn.
    private func say(_ bytes: [UInt8]) {
        _ = pump.session.publish(topic: "dtu/\(id)/up", payload: bytes, atLeastOnce: true)
    }

    private static func frame(_ pressure: UInt16) -> [UInt8] {
        let registers: [UInt16] = [213, pressure, 450, 1, 4_250, 0, 1, 215, 18, 35]
        return checked([1, 3, 20] + registers.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] })
    }

    private static func checked(_ bytes: [UInt8]) -> [UInt8] {
        let crc = bytes.withUnsafeBytes { ByteCheck.crc16Modbus($0) }
        return bytes + [UInt8(crc & 0xFF), UInt8(crc >> 8)]
    }
}
