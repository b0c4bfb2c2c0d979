import Facility
import Foundation
import Synchronization
import Testing

@testable import Forward

@Suite("Cases are published to another broker")
struct PublishConveyanceTests {
    /// A conveyance whose broker is a list.
    private func publisher(
        retains: Bool = false, failing: Lane.Failure? = nil
    ) throws -> (PublishConveyance, Shelf) {
        let shelf = Shelf()
        let settings = PublishSettings(
            broker: Broker(id: "bus", host: "127.0.0.1", port: 1, clientID: "x"),
            topic: try TopicTemplate("gengfu/{site}/{severity}/{incident}"), retainsOpenCases: retains)
        let box = BoxPorts(publish: { destination, message async throws(Lane.Failure) in
            if let failing { throw failing }
            shelf.messages.withLock { $0.append(message) }
        })
        return (PublishConveyance(settings, destination: "bus", box: box), shelf)
    }

    private final class Shelf: Sendable {
        let messages = Mutex<[PublishedCase]>([])
        var all: [PublishedCase] { messages.withLock { $0 } }
    }

    @Test("Each step is one message under its topic, nothing is retained, the PUBACK is all that is said")
    func steps() async throws {
        let (conveyance, shelf) = try publisher()
        #expect(try await conveyance.send(.sample(1)) == Lane.Answer(caseNumber: nil, handling: .reported))
        _ = try await conveyance.send(.sample(2, .close))
        #expect(
            shelf.all.map(\.topic) == Array(repeating: "gengfu/longhu/severe/longhu-3a9c04e7d1-1", count: 2))
        #expect(shelf.all.allSatisfy { !$0.isRetained })
        #expect(Data(shelf.all[0].payload) == (try GridCase(.sample(1)).body()))
    }

    @Test("A retained open case is taken away by its end, after the end itself was told")
    func retained() async throws {
        let (conveyance, shelf) = try publisher(retains: true)
        _ = try await conveyance.send(.sample(1))
        _ = try await conveyance.send(.sample(2, .close))
        #expect(shelf.all.map(\.isRetained) == [true, false, true])
        #expect(shelf.all.map(\.payload.isEmpty) == [false, false, true])
    }

    @Test("What the broker's side fails with is what the lane hears")
    func failure() async throws {
        let (conveyance, _) = try publisher(failing: .unknown("no answer from the broker"))
        let failure = await dropFailure { () async throws(Lane.Failure) in
            _ = try await conveyance.send(.sample(1))
        }
        #expect(failure == .unknown("no answer from the broker"))
    }

    @Test("A name that no topic can hold is made one level")
    func levels() throws {
        var delivery = Delivery.sample(1)
        delivery.report.place.building = "1/2+#\u{0}号"
        delivery.report.device = ""
        let template = try TopicTemplate("a/{building}/{device}/{action}")
        #expect(template.topic(of: delivery) == "a/1_2___号/_/report")
    }

    @Test(
        "What is no topic is refused",
        arguments: ["", "/a", "a//b", "a/", "a/+/b", "#", "$SYS/a", "a/{b", "a/{unknown}", "a/{}"])
    func templates(text: String) {
        #expect(throws: TopicTemplate.Fault.self) { try TopicTemplate(text) }
    }
}
