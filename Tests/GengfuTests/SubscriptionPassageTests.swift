import Facility
import Foundation
import Testing

@testable import MQTT
@testable import gengfu

@Suite("Topics that move from one session to the other")
struct SubscriptionPassageTests {
    private func passage() -> SubscriptionPassage {
        SubscriptionPassage(moving: [0, 1])
    }

    @Test("A session keeps what the other one takes over, and nothing else of what it gives up")
    func kept() {
        let has = ["a/+/alarm", "a/+/state", "b/+"]
        #expect(
            SubscriptionPassage.kept(has, next: ["a/+/state"], others: ["a/+/alarm", "c/#"]) == ["a/+/alarm"])
        #expect(SubscriptionPassage.kept(has, next: ["a/+/state"], others: ["a/1/#"]) == ["a/+/alarm"])
        #expect(SubscriptionPassage.kept(has, next: [], others: ["c"]).isEmpty)
    }

    @Test("It is over two seconds after both sessions' SUBACKs, each broker for itself")
    func over() {
        var passage = passage()
        func isOver(isGranted: Bool, at time: Int64) -> Bool {
            passage.isOver(ofBroker: 0, isGranted: isGranted, at: time)
        }
        #expect(!isOver(isGranted: false, at: 0))
        #expect(!isOver(isGranted: false, at: 9_000), "no SUBACK, however long")
        #expect(!isOver(isGranted: true, at: 10_000))
        #expect(!isOver(isGranted: true, at: 11_999))
        #expect(!isOver(isGranted: false, at: 12_000), "it was lost meanwhile")
        #expect(!isOver(isGranted: true, at: 13_000))
        #expect(isOver(isGranted: true, at: 15_000))
        #expect(!passage.isWaiting(0))
        #expect(!isOver(isGranted: true, at: 20_000), "once")
        #expect(passage.isWaiting(1) && !passage.isDone)
    }
}

extension GatewayTests {
    @Suite struct MovingTopicTests {
        static func profile(urgent: Bool) -> String {
            """
            profile: fire.mover
            name: {en: mover, zh: 移}
            topics:
              - topic: mover/{device}/state
                urgent: \(urgent)
                codec: json
                points: {battery.level: {at: /b}}

            """
        }

        @Test("A topic that is made urgent, or ordinary again, while its device speaks loses no message")
        func moves() throws {
            let broker = try PrivateBroker(configuration: GatewayProgram.brokerConfiguration)
            let devices = try DeviceCrowd(on: broker)
            let folder = try TestFolder()
            var site = SiteFolder(broker: broker.port, devices: ["probe", "mover"])
            site.devices[1].profile = "fire.mover"
            site.profiles = try GatewayTests.RegistryGatewayTests.profiles(
                in: folder, [("mover.yaml", Self.profile(urgent: false))])
            let gateway = try GatewayProcess(site, in: folder)
            try gateway.start()
            try gateway.waitUntilHeard("probe", by: devices)
            var said: Set<Double> = []
            for round in 1...4 {
                try folder.write(
                    Self.profile(urgent: round % 2 == 1), to: "profiles/fire/mover.yaml")
                gateway.send(SIGHUP)
                var isIn = false
                var next = Double(round) * 10_000
                // Until it is in force and the passage is over: three seconds behind that.
                var until = Int64.max
                while Patience.milliseconds < until, next < Double(round) * 10_000 + 9_000 {
                    let values = (0..<20).map { next + Double($0) }
                    next += 20
                    said.formUnion(values)
                    devices.say(
                        values.map { .init(topic: "mover/mover/state", payload: Array("{\"b\":\($0)}".utf8)) }
                    )
                    if !isIn, gateway.status?.reloads == round {
                        isIn = true
                        until = Patience.milliseconds + 3_000
                    }
                }
                #expect(isIn, "\(gateway.log.suffix(2_000))")
            }
            let expected = said
            #expect(
                try Patience.wait {
                    try expected.subtracting(gateway.values(of: "mover", point: "fire/battery.level")).isEmpty
                })
        }
    }
}
