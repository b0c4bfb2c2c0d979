import Facility
import Foundation
import Testing

@testable import SiteConfiguration

/// The page a maker reads is held against the profiles that read him: every key is on it, and what it tells him to
/// publish is understood to the last key.
@Suite("The page of the plain JSON")
struct PlainJSONPageTests {
    static let pages = ["plain-json.md", "plain-json.zh-CN.md"]
    static let facilities = ["charging", "elevator", "fire", "water"]

    private func text(_ page: String) throws -> String {
        try String(contentsOfFile: Repository.root + "/docs/" + page, encoding: .utf8)
    }

    /// A row of a table: key, topics, point.
    private struct Row: Hashable, Comparable {
        let key: String
        let topics: String
        let point: String

        static func < (left: Row, right: Row) -> Bool { left.key < right.key }
    }

    /// The rows of each facility's chapter.
    private func rows(of page: String) throws -> [String: [Row]] {
        var rows: [String: [Row]] = [:]
        var facility = ""
        for line in try text(page).split(separator: "\n") {
            if line.hasPrefix("## ") {
                facility = line.firstMatch(of: /`gengfu\/([a-z]+)\//).map { String($0.1) } ?? ""
            }
            guard
                let match = line.wholeMatch(of: /\| `([a-z0-9_]+)` \| ([a-z, ]+) \| .+ \| `([a-z0-9_.]+)` \|/)
            else { continue }
            rows[facility, default: []].append(
                Row(key: String(match.1), topics: String(match.2), point: String(match.3)))
        }
        return rows
    }

    @Test(
        "Both pages list every key the plain profiles read, with its topics and point, and no other",
        arguments: pages)
    func keys(page: String) throws {
        let library = try #require(ProfilesLoader.load(directory: Repository.profiles).library)
        let listed = try rows(of: page)
        for facility in Self.facilities {
            let position = try #require(library.profile(named: facility + ".plain"))
            var topics: [String: (names: [String], point: String)] = [:]
            for route in library.profiles[position].routes {
                let name = route.urgent ? "alarm" : "state"
                for field in route.fields {
                    let key = String(field.at.dropFirst())
                    let point = library.points[field.point.position].name
                    topics[key, default: ([], point)].names.append(name)
                }
            }
            let read = topics.map {
                Row(key: $0.key, topics: $0.value.names.joined(separator: ", "), point: $0.value.point)
            }
            #expect(listed[facility, default: []].sorted() == read.sorted(), "\(page) \(facility)")
        }
    }

    @Test("What the pages publish is read to the last key", arguments: pages)
    func examples(page: String) throws {
        let library = try #require(ProfilesLoader.load(directory: Repository.profiles).library)
        var facilities: Set<String> = []
        for match in try text(page).matches(of: /mosquitto_pub -q 1 -t (\S+) -m '([^']+)'/) {
            let levels = match.1.split(separator: "/").map(String.init)
            let profile = try #require(library.profile(named: levels[1] + ".plain"))
            let device = Device(
                id: levels[2], name: "", profile: profile, place: Place(building: "", gridCode: ""))
            var decoder = PayloadDecoder(
                profiles: library.profiles, devices: [device], points: library.points)
            var readings: [Reading] = []
            let topic = Array(match.1.utf8)
            let payload = Array(match.2.utf8) + [UInt8](repeating: 0, count: MessageBatch.padding)
            let outcome = topic.withUnsafeBytes { topic in
                payload.withUnsafeBytes {
                    decoder.decode(
                        topic: topic, payload: UnsafeRawBufferPointer(rebasing: $0[..<match.2.utf8.count]),
                        urgent: levels[3] == "alarm", receivedAt: Timestamp(milliseconds: 1_773_022_540_000),
                        into: &readings)
                }
            }
            let object = try JSONSerialization.jsonObject(with: Data(match.2.utf8)) as? [String: Any]
            let keys = try #require(object).count
            #expect(outcome.rejections.isEmpty, "\(match.0)")
            #expect(readings.count == keys - 1, "\(match.0): every key but the time is a reading")
            #expect(readings.allSatisfy { $0.quality == .good }, "\(match.0)")
            facilities.insert(levels[1])
        }
        #expect(facilities == Set(Self.facilities))
    }
}
