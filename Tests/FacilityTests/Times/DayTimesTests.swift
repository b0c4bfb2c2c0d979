import Testing

@testable import Facility

/// For how long a point read what it should: drawn days, counted a second time by the second.
@Suite struct DayTimesTests {
    private static let door = UInt32(6)
    private static let speed = UInt32(5)

    /// A door that should be closed and a speed that should be at most 1, eight hours east of UTC.
    private static func site(_ hazards: [Hazard] = []) -> Site {
        var site = Compound.site(hazards)
        site.points[4].limits = PointLimits(.numbers(0...1))
        site.points[5].limits = PointLimits(.words(["closed"]))
        site.zoneRules = ZoneRules(initialOffset: 28_800)
        return site
    }

    /// Seconds inside and outside, of a point of L1, over all days.
    private func sums(_ night: Night, _ point: UInt32) -> [Double] {
        let rows = night.store.times.filter { $0.device == 7 && $0.point == point }
        let inside = rows.reduce(0) { $0 + $1.times.inside.seconds }
        return [inside, rows.reduce(0) { $0 + $1.times.outside.seconds }]
    }

    private func finish(_ night: inout Night) {
        var effects = Effects()
        night.engine.finish(effects: &effects)
        night.commit(effects)
    }

    @Test("A value holds until the next message, whatever that says; what follows the last one is a gap")
    func holds() {
        var night = Night(Self.site())
        night.hear("L1", #""door":"closed""#)
        night.wait(.seconds(30))
        night.hear("L1", #""speed":0.5"#)
        night.wait(.seconds(30))
        night.hear("L1", #""door":"open","speed":2"#)
        night.wait(.seconds(40))
        night.hear("L1", #""door":"closed""#)
        night.wait(.seconds(50))
        finish(&night)
        #expect(sums(night, Self.door) == [60, 40])
        #expect(sums(night, Self.speed) == [30, 40])
    }

    @Test("Longer without a word than the hour after which nothing is known: all of it is a gap")
    func silence() {
        var night = Night(Self.site())
        night.hear("L1", #""door":"closed""#)
        night.wait(.hours(1))
        night.hear("L1", #""door":"closed""#)
        night.wait(.seconds(3_601))
        night.hear("L1", #""door":"closed""#)
        finish(&night)
        #expect(sums(night, Self.door) == [3_600, 0])
    }

    @Test("Midnight divides a stretch by the site's clocks")
    func midnight() {
        var night = Night(Self.site())
        // It begins at 04:00 local: the next midnight is 20 hours away.
        night.wait(.minutes(20 * 60 - 10))
        let start = night.now
        night.hear("L1", #""door":"closed""#)
        night.wait(.minutes(30))
        night.hear("L1", #""door":"closed""#)
        finish(&night)
        let rows = night.store.times.filter { $0.point == Self.door }
        let day = LocalDay(of: start.milliseconds, Self.site().zoneRules)
        let before = (day.until - start.milliseconds) / 1_000
        #expect(rows.map(\.times.day) == [day.number, day.number + 1])
        #expect(rows.map { Int64($0.times.inside.seconds) } == [before, 1_800 - before])
        #expect(before > 0 && before < 1_800)
    }

    @Test("Retained, late and older messages, and a clock that runs ahead, count nothing")
    func doubtful() {
        var night = Night(Self.site())
        night.hear("L1", #""door":"closed""#, retained: true)
        night.wait(.seconds(30))
        night.hear("L1", #""door":"closed""#)
        night.wait(.seconds(10))
        night.hear("L1", #""door":"closed""#, observed: night.now - .seconds(5))
        night.wait(.seconds(10))
        night.hear("L1", #""door":"closed""#, retained: true)
        finish(&night)
        #expect(sums(night, Self.door)[0] <= 20 && sums(night, Self.door)[1] == 0)
    }

    @Test("Sums are written every ten minutes; a kill makes a gap of what was not, a reload of nothing")
    func kill() {
        var night = Night(Self.site())
        for _ in 0..<15 {
            night.hear("L1", #""door":"closed""#)
            night.wait(.minutes(1))
        }
        // Begun with the second message, at 1 min, and written at 11 min: what came up to then.
        #expect(sums(night, Self.door) == [600, 0])
        night.restart(after: .minutes(1))
        night.hear("L1", #""door":"closed""#)
        night.wait(.minutes(1))
        night.hear("L1", #""door":"closed""#)
        night.reload(Self.site())
        night.wait(.minutes(1))
        night.hear("L1", #""door":"closed""#)
        finish(&night)
        #expect(sums(night, Self.door) == [720, 0])
    }

    @Test(
        "Drawn days of messages come to what is counted second by second", arguments: [1, 2, 3] as [UInt64])
    func drawn(_ seed: UInt64) {
        var chance = seed
        func draw(_ bound: UInt64) -> Int64 {
            chance = chance &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int64((chance >> 33) % bound)
        }
        var night = Night(Self.site())
        var at: Int64 = 0
        // What was said when: nil, nothing about the door.
        var said: [(at: Int64, door: String?)] = []
        while at < 3 * 86_400 {
            let door = [nil, "open", "closed"][Int(draw(3))]
            said.append((at, door))
            night.hear("L1", door.map { #""door":"\#($0)""# } ?? #""speed":0"#)
            let step = draw(20) == 0 ? 3_000 + draw(1_500) : 1 + draw(900)
            at += step
            night.wait(.seconds(step))
        }
        finish(&night)
        var (inside, outside) = (0, 0)
        var last: String?
        for (position, message) in said.enumerated() {
            last = message.door ?? last
            guard position + 1 < said.count, let door = last else { continue }
            let next = said[position + 1].at
            for _ in message.at..<next where next - message.at <= 3_600 {
                if door == "closed" { inside += 1 } else { outside += 1 }
            }
        }
        #expect(sums(night, Self.door) == [Double(inside), Double(outside)])
        #expect(inside > 10_000 && outside > 10_000 && inside + outside < Int(at))
    }
}
