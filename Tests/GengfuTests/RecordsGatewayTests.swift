import Facility
import Foundation
import Ring
import Testing

@testable import MQTT

extension GatewayTests {
    /// Records by MQTT, against a real broker: entered once, whatever comes twice, and nothing of what is wrong.
    @Suite struct RecordsGatewayTests {
        private static let topic = "gengfu/test/records"

        private func visit(_ subject: String, by person: String = "guard", on day: String)
            -> DeviceCrowd.Message
        {
            let text =
                #"{"by":"\#(person)","kind":"维保","subject":"\#(subject)","date":"\#(day)","performer":"迅达"}"#
            return .init(topic: Self.topic, payload: Array(text.utf8))
        }

        private func gateway(_ broker: PrivateBroker) throws -> GatewayProcess {
            var site = SiteFolder(broker: broker.port, devices: ["smoke-1", "probe"])
            site.sections = "records: {topic: \(Self.topic)}\n"
            return try GatewayProcess(site, in: TestFolder())
        }

        private func entered(_ gateway: GatewayProcess) -> [UpkeepRecord] {
            (try? RingReader(directory: gateway.store).records().rows) ?? []
        }

        private func refused(_ gateway: GatewayProcess) -> [QuarantineRow] {
            (try? RingReader(directory: gateway.store).quarantine(limit: 100)) ?? []
        }

        @Test("A record that is published is entered once: said again, and over a kill, it is the same one")
        func once() throws {
            let broker = try PrivateBroker(configuration: GatewayProgram.brokerConfiguration)
            let devices = try DeviceCrowd(on: broker)
            let gateway = try gateway(broker)
            try gateway.start()
            try gateway.waitUntilHeard("probe", by: devices)
            devices.say([visit("smoke-1", on: "2026-03-09"), visit("smoke-1", on: "2026-03-09")])
            #expect(Patience.wait { entered(gateway).count == 1 }, "\(gateway.log.suffix(2_000))")
            gateway.kill9()
            devices.say([visit("smoke-1", on: "2026-03-09"), visit("smoke-1", on: "2026-03-10")])
            try gateway.start()
            #expect(Patience.wait { entered(gateway).count == 2 }, "\(gateway.log.suffix(2_000))")
            let records = entered(gateway)
            #expect(records.map(\.number).sorted() == [1, 2])
            #expect(records.allSatisfy { $0.kind == .maintenance && $0.enteredBy == "guard" })
            #expect(refused(gateway).isEmpty)
        }

        @Test("A stranger's, a retained and a broken one are kept for a person to see, and the watch goes on")
        func wrong() throws {
            let broker = try PrivateBroker(configuration: GatewayProgram.brokerConfiguration)
            let devices = try DeviceCrowd(on: broker)
            let gateway = try gateway(broker)
            devices.say([visit("smoke-1", on: "2026-03-01")], retained: true)
            try gateway.start()
            try gateway.waitUntilHeard("probe", by: devices)
            devices.say([
                visit("smoke-1", by: "mallory", on: "2026-03-02"), visit("nowhere", on: "2026-03-03"),
                .init(topic: Self.topic, payload: Array("{".utf8)),
            ])
            #expect(Patience.wait { refused(gateway).count == 4 }, "\(refused(gateway).map(\.reason))")
            #expect(refused(gateway).contains { $0.reason.contains("never retained") })
            devices.say([visit("smoke-1", on: "2026-03-04")])
            #expect(Patience.wait { entered(gateway).count == 1 })
        }
    }
}
