import Foundation
import Ring
import Testing

@testable import MQTT

extension GatewayTests {
    /// Promise 1 where it is made: between the kernel and the broker's socket.
    @Suite struct AcknowledgementOrderTests {
        @Test(
            "Every PUBACK leaves after the fdatasync of its batch, and there are as many fdatasyncs as commits"
        )
        func acknowledgedAfterCommit() throws {
            let broker = try PrivateBroker(configuration: GatewayProgram.brokerConfiguration)
            let devices = try DeviceCrowd(on: broker)
            let gateway = try GatewayProcess(
                SiteFolder(broker: broker.port, devices: Burst.devices), in: TestFolder())
            try gateway.start()
            try gateway.waitUntilHeard("probe", by: devices)
            let before = try settledRows(of: gateway)

            let calls = try SystemCalls(
                ["-x", "-e", "trace=read,write,fsync,fdatasync,sendto,sendmsg,writev"], on: gateway)
            // Telemetry alone may wait for company; the burst's fire may not. The fire is told by its first alarm.
            for number in 0..<6 { devices.say(Burst(number: number).messages) }
            for number in 0..<8 {
                devices.say([.state(of: "probe", "{\"battery\":\(50 + number)}")])
                let isStored = try Patience.wait {
                    try gateway.values(of: "probe", point: Burst.point).last == Double(50 + number)
                }
                #expect(isStored)
            }
            let after = try settledRows(of: gateway)
            let order = AcknowledgementOrder(try calls.stop())

            #expect(order.premature.isEmpty, "PUBACKs of what was not on the disk yet")
            #expect(order.acknowledged == 6 * Burst.size + 8)
            #expect(after - before >= 8)
            // A checkpoint in a quiet moment writes the log through once and begins it anew with another.
            let own = order.logWaits - (after - before)
            #expect((0...2 * order.databaseWaits).contains(own), "\(order.logWaits) for \(after - before)")
            _ = gateway.stop()
        }

        /// Rows once nothing more is being stored.
        private func settledRows(of gateway: GatewayProcess) throws -> Int {
            var last = try gateway.journalRows()
            var since = Patience.milliseconds
            // Twice as long as a commit may wait for company.
            let isSettled = try Patience.wait {
                let rows = try gateway.journalRows()
                if rows != last { (last, since) = (rows, Patience.milliseconds) }
                return Patience.milliseconds - since > 400
            }
            #expect(isSettled)
            return last
        }
    }
}

/// What the calls of one gateway say about promise 1.
struct AcknowledgementOrder {
    /// PUBACKs written while something read from the same socket had not been written through.
    private(set) var premature: [SystemCalls.Call] = []
    private(set) var acknowledged = 0
    /// fdatasyncs of the log, and of the database itself (checkpoints).
    private(set) var logWaits = 0
    private(set) var databaseWaits = 0

    init(_ calls: [SystemCalls.Call]) {
        var unstored: Set<String> = []
        for call in calls {
            switch call.name {
            // libmosquitto reads a packet's first byte alone; `2` is a PUBLISH at QoS 1, `:` one sent again.
            case "read"
            where call.rest.hasPrefix(#", "2", 1) = 1"#) || call.rest.hasPrefix(#", ":", 1) = 1"#):
                if call.descriptor.contains("TCP") { unstored.insert(call.descriptor) }
            case "fdatasync", "fsync":
                if call.descriptor.hasSuffix("-wal>") { logWaits += 1 } else { databaseWaits += 1 }
                unstored = []
            case "write" where call.rest.hasPrefix(#", "\x40\x0"#):
                acknowledged += 1
                if unstored.contains(call.descriptor) { premature.append(call) }
            default: break
            }
        }
    }
}
