import Expressions
import Facility
import Testing

@testable import SiteConfiguration

/// Payloads written from readings must decode to these readings: by every topic of every profile we ship.
@Suite("Payloads written backwards")
struct PayloadWriterTests {
    static let library = ProfilesLoader.load(directory: Repository.profiles).library

    private static func samples(of field: Field, kind: Point.Kind) -> [FieldValue] {
        let meanings = field.map.sorted { $0.key < $1.key }.map(\.value).filter { $0 != .nothing }
        if !meanings.isEmpty { return meanings }
        switch kind {
        case .number: return [0, 1, 0.03, 0.05, 57, 84.9, 1.01, 0.0004, 175.9].map(FieldValue.number)
        case .boolean: return [.boolean(true), .boolean(false)]
        case .choice(let words): return words.map(FieldValue.text)
        case .text: return [.text("B1"), .text("\"\\/\n 中")]
        }
    }

    @Test(
        "Every value of every JSON field of every shipped profile comes back at its time, numbers to their last digit"
    )
    func roundTrips() throws {
        let library = try #require(Self.library)
        for (position, profile) in library.profiles.enumerated() {
            // Cases write JSON and bare values; what other codecs say is given as `messages`.
            for route in profile.routes where route.codec == .json || route.codec == .text {
                for field in route.fields where !Self.isInAnotherShape(field, of: route) {
                    for value in Self.samples(of: field, kind: library.points[field.point.position].kind) {
                        try check(value, of: field, route, position, library)
                    }
                }
            }
        }
    }

    /// A channel is a device of its own, and what lies in an array is not written.
    private static func isInAnotherShape(_ field: Field, of route: TopicRoute) -> Bool {
        route.topic.levels.contains { "\($0)".contains("channel") }
            || field.at.contains("{channel}") || field.at.split(separator: "/").contains { Int($0) != nil }
    }

    private func check(
        _ value: FieldValue, of field: Field, _ route: TopicRoute, _ profile: Int, _ library: ProfileLibrary
    ) throws {
        let at = HazardCase.start + .seconds(3_661)
        let payload = try PayloadWriter(route: route, points: library.points)
            .payload([(field.point, value)], at: at)
        let device = Device(id: "d", name: "", profile: profile, place: Place(building: "", gridCode: ""))
        var decoder = PayloadDecoder(profiles: library.profiles, devices: [device], points: library.points)
        var readings: [Reading] = []
        let padded = payload + [UInt8](repeating: 0, count: MessageBatch.padding)
        _ = Array(route.topic.named(device: "d").utf8).withUnsafeBytes { topic in
            padded.withUnsafeBytes {
                decoder.decode(
                    topic: topic, payload: UnsafeRawBufferPointer(rebasing: $0[..<payload.count]),
                    urgent: route.urgent, receivedAt: at, into: &readings)
            }
        }
        let found = readings.filter { $0.point == field.point }
        let text = String(decoding: payload, as: UTF8.self)
        #expect(found.count == 1, "\(library.profiles[profile].id) \(field.at) \(value): \(text)")
        #expect(found.first?.observedAt == at)
        switch (value, found.first?.value) {
        // 0.03 h is no whole number of seconds / 3600, so some have no spelling that hits the last bit.
        case (.number(let written), .double(let read)):
            #expect(abs(written - read) <= written.ulp, "\(text)")
        case (.boolean(let written), .bool(let read)): #expect(written == read, "\(text)")
        // Who somebody is leaves the decoder as a pseudonym only, and without a key as nothing.
        case (.text, .string(let read)) where field.isPersonal: #expect(read == "***", "\(text)")
        case (.text(let written), .string(let read)): #expect(written == read, "\(text)")
        default: Issue.record("\(library.profiles[profile].id) \(field.at) \(value): \(text)")
        }
    }

    @Test("Two fields at one place, or one inside the other, are not written over")
    func collisions() {
        var tree = JSONTree.object([])
        let fits = ["/a/b", "/a/c~1d", "/a", "/a/b/c", "/a/b"].enumerated().map { position, pointer in
            tree.insert("\(position)", at: PayloadWriter.path(pointer)[...])
        }
        #expect(fits == [true, true, false, false, false])
        #expect(tree.text == #"{"a":{"b":0,"c/d":1}}"#)
    }
}
