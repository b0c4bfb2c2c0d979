import Facility
import Foundation
import SiteConfiguration

/// The site of `gengfu bench hazards`, read from files as every site is: what is measured is what an installer's own
/// conditions cost.
struct HazardBenchSite {
    let devices: Int

    func site() throws -> Site {
        let root = try HazardBenchFolder.make()
        defer { try? FileManager.default.removeItem(atPath: root) }
        let folder = root + "/bench"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for (name, text) in [("facility", facility), ("model", profile), ("hazards", hazards)] {
            try text.write(toFile: "\(folder)/\(name).yaml", atomically: true, encoding: .utf8)
        }
        guard let library = ProfilesLoader.load(directory: root).library else {
            throw BenchFailure.unsound("the benchmark's own hazards have mistakes")
        }
        let place = Place(building: "", gridCode: "")
        let devices = (0..<devices).map { Device(id: "\($0)", name: "\($0)", profile: 0, place: place) }
        var site = Site(
            id: "bench", name: "", facilities: library.facilities, points: library.points,
            profiles: library.profiles, devices: devices, hazards: library.hazards,
            brokers: [Broker(id: "bench", host: "", port: 0, clientID: "bench")])
        site.limits.messagesPerSecond = 10_000
        site.limits.burst = 100_000
        return site
    }

    private var facility: String {
        let points = (0..<HazardBench.points).map {
            "  bench.p\($0): {unit: MPa, range: [0, 100], name: {en: Point \($0), zh: 测点\($0)}}"
        }
        return """
            facility: bench
            name: {en: Bench, zh: 基准}
            points:
            \(points.joined(separator: "\n"))

            """
    }

    private var profile: String {
        let points = (0..<HazardBench.points).map { "      bench.p\($0): {at: /p\($0)}" }
        return """
            profile: bench.model
            name: {en: Bench, zh: 基准}
            topics:
              - topic: bench/{device}/state
                codec: json
                points:
            \(points.joined(separator: "\n"))

            """
    }

    /// Two minutes hold 60 samples of a device that speaks every 2 s: 10,000 devices at 5,000 messages a second.
    private var windows: [String] {
        let seconds = devices * HazardBench.samples / HazardBench.rate
        return [
            "avg(bench.p0, duration('\(seconds)s')) > MPa(90)",
            "max(bench.p1, duration('\(seconds)s')) > MPa(90)",
            "stddev(bench.p2, duration('\(seconds)s')) > MPa(80)",
            "delta(bench.p3, duration('\(seconds)s')) > MPa(80)",
        ]
    }

    private var hazards: String {
        let plain = (0..<HazardBench.hazards - HazardBench.windows).map { number in
            let (one, other) = (number % HazardBench.points, (number + 3) % HazardBench.points)
            return switch number % 3 {
            case 0: "bench.p\(one) > MPa(\(60 + number))"
            case 1: "bench.p\(one) > MPa(40) && bench.p\(other) < MPa(5)"
            default: "bench.p\(one) < MPa(2) || bench.p\(other) > MPa(\(55 + number))"
            }
        }
        let entries = (windows + plain).enumerated().map { number, condition in
            """
              - hazard: bench.h\(number)
                name: {en: Hazard \(number), zh: 隐患\(number)}
                when: "\(condition)"
                for: 5s
                quiet_for: 10s
                severity: moderate
                confirm: none
                advice: {zh: [看], en: [Look]}
                basis: unverified
            """
        }
        return "hazards:\n" + entries.joined(separator: "\n") + "\n"
    }
}

/// A folder of its own for a benchmark's files.
private enum HazardBenchFolder {
    static func make() throws -> String {
        let path = NSTemporaryDirectory() + "gengfu-bench-\(getpid())"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        return path
    }
}
