import Facility
import Foundation

@testable import Ring

/// A store with sealed history, and what was put into it.
final class SealedRoom {
    let room: Room
    let limits: RingLimits
    private(set) var writer: RingWriter
    let site: Site
    private(set) var now = Timestamp.start
    /// Every message committed, under the store's numbers, in order.
    private(set) var said: [JournaledMessage] = []
    private var journal = JournalWriter(numbering: Numbering(devices: 0, points: 0))
    private var mid = 0

    /// Points of four classes: low, normal, high and life.
    init(
        history: HistoryLimits = .small, room: Room? = nil, site: Site = .classes(devices: 6),
        _ change: (inout RingLimits) -> Void = { _ in }
    ) throws {
        self.room = try room ?? Room()
        var limits = RingLimits.small
        limits.history = history
        change(&limits)
        self.limits = limits
        self.site = site
        writer = try self.room.open(limits: limits)
        try begin()
    }

    private func begin() throws {
        let numbering = try writer.numbering(for: site)
        journal = JournalWriter(numbering: numbering)
        writer.follow(site, numbering)
    }

    var reader: RingReader { get throws { try RingReader(directory: room.path) } }

    /// Closes and opens again, as after a clean stop.
    func reopen(epoch: UInt64 = 0x3A_9C04_E7D1, distrusted: String? = nil) throws {
        writer.close()
        writer = try room.open(limits: limits, epoch: epoch, at: now, distrusted: distrusted)
        try begin()
    }

    /// The same store as a crash would leave it now, opened.
    func afterCrash() throws -> SealedRoom {
        let image = try room.crashImage()
        for name in ["history.db", "history.db-wal"] where room.files.contains(name) {
            try FileManager.default.copyItem(atPath: room.path + "/" + name, toPath: image.path + "/" + name)
        }
        let other = try SealedRoom(history: limits.history!, room: image, site: site)
        other.said = said
        other.now = now
        return other
    }

    /// A message of each device once per second of the drawn time; ten seconds share a commit, as a backlog does.
    func say(seconds: Int, points: Range<Int>? = nil) throws {
        var effects = Effects()
        for second in 0..<seconds {
            for device in site.devices.indices { say(device, points ?? site.points.indices, &effects) }
            if second % 10 == 9 || second == seconds - 1 {
                var bytes = JournalReader(effects.journal)
                while let entry = bytes.next() {
                    if case .readings(let message) = entry { said.append(message) }
                }
                _ = try writer.commit(effects, at: now)
                effects.removeAll()
            }
            now = now + .seconds(1)
        }
    }

    private func say(_ device: Int, _ points: Range<Int>, _ effects: inout Effects) {
        mid += 1
        let at = now + .milliseconds(Int64(device))
        let readings = points.map { point in
            Reading(
                device: DeviceIndex(device), point: PointIndex(point),
                value: .double(Double((mid * 7_919 + point * 104_729) % 9_973) / 10),
                observedAt: at - .milliseconds(40),
                receivedAt: at, quality: mid % 41 == 0 ? .suspect : .good)
        }
        journal.append(readings, to: &effects.journal)
        effects.readingCount += readings.count
        effects.identities.append(
            MessageIdentity(session: 1, mid: UInt16(mid % 65_535 + 1), hash32: UInt32(mid)))
    }

    func pass(_ interval: Interval) { now = now + interval }

    /// Turns until nothing is left to do.
    func seal(_ each: () throws -> Void = {}) throws {
        var turns = 0
        while writer.wantsSealing(at: now) {
            writer.sealSlice(at: now)
            try each()
            turns += 1
            precondition(turns < 10_000, "sealing does not end")
        }
    }

    /// All that the store remembers, in order.
    func remembered() throws -> [JournaledMessage] {
        var found: [JournaledMessage] = []
        try reader.history(from: .distantPast, to: .distantFuture) { found.append($0) }
        return found
    }

    var history: HistoryStatistics { writer.statistics.history ?? HistoryStatistics() }

    func size(_ name: String) -> Int64 { room.size(room.path + "/" + name) }

    func change(_ name: String, _ change: (inout Data) -> Void) throws {
        var bytes = try Data(contentsOf: URL(fileURLWithPath: room.path + "/" + name))
        change(&bytes)
        try bytes.write(to: URL(fileURLWithPath: room.path + "/" + name))
    }
}

extension HistoryLimits {
    /// As small as history can be, in segments of some 400 readings.
    static var small: HistoryLimits {
        var limits = HistoryLimits(bytes: 512 << 10)
        limits.sealedReadings = 400
        limits.logBytes = 512 << 10
        limits.gatheredPerTurn = 100
        limits.packedPerTurn = 100
        limits.blocksPerTurn = 3
        return limits
    }
}

extension Site {
    /// Devices of one facility with four points, one of each importance.
    static func classes(devices: Int) -> Site {
        var site = Site.drawn(
            devices: (0..<devices).map { "d\($0)" }, points: ["low", "normal", "high", "life"])
        for (point, importance) in zip(site.points.indices, Point.Importance.allCases) {
            site.points[point].importance = importance
        }
        return site
    }
}
