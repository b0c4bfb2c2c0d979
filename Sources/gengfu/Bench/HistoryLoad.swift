import Expressions
import Facility

/// What a compound says, second by second, for `HistoryBench`: 12 lifts at 1 Hz with 5 points each, 2 pump rooms with 6
/// every 5 s, 120 chargers with 4 every 15 s, 300 detectors with 2 every minute; some 107 readings a second.
///
/// Values wander as the field's do: a lift stands two thirds of its time and then has one floor, one speed and one load;
/// pressures, currents and temperatures have noise in their last digit. Arrivals jitter by 80 ms. Drawn from one seed.
struct HistoryLoad {
    static let lifts = 0..<12
    static let pumps = 12..<14
    static let chargers = 14..<134
    static let detectors = 134..<434
    /// First of the five points that a lift has, of the six of a pump room, the four of a charger, the two of a detector.
    private static let firstPoint = (lift: 0, pump: 5, charger: 11, detector: 15)

    private var state: UInt64 = 20_260_309
    private var floors = [Int](repeating: 1, count: 12)
    private var energy = [Double](repeating: 0, count: 120)

    /// The compound, with the importance its vocabulary gives.
    static var site: Site {
        func point(_ name: String, _ facility: Int, _ importance: Point.Importance = .normal) -> Point {
            Point(name: name, facility: facility, kind: .text, importance: importance)
        }
        let names = ["elevator", "water", "charging", "fire"]
        let points =
            ["car.floor", "car.speed", "car.load", "door.state"].map { point($0, 0) }
            + [point("car.occupied", 0, .high)]
            + ["inlet.pressure", "outlet.pressure", "pump1.current", "pump2.current", "level", "chlorine"].map
        {
            point($0, 1)
        }
            + ["voltage", "current", "energy", "temperature"].map { point($0, 2, .low) }
            + [point("temperature", 3), point("fire.alarm", 3, .life)]
        return Site(
            id: "bench", name: "bench",
            facilities: names.map { FacilityKind(id: $0, name: LocalizedText(en: $0, zh: $0)) },
            points: points,
            devices: (0..<detectors.upperBound).map {
                Device(
                    id: deviceName($0), name: "\($0)", profile: 0, place: Place(building: "1", gridCode: ""))
            })
    }

    static func deviceName(_ device: Int) -> String { "d\(device)" }

    /// The readings of one second, device by device.
    mutating func readings(second: Int, at start: Timestamp, into readings: inout [Reading]) {
        let base = start + .milliseconds(Int64(second) * 1_000)
        for lift in Self.lifts { say(lift: lift, second, base, &readings) }
        for pump in Self.pumps where second % 5 == pump % 5 {
            let now = arrival(base)
            let first = Self.firstPoint.pump
            let values = [
                noisy(0.25, 0.002, 1_000), noisy(0.62, 0.004, 1_000), noisy(14.2, 0.3, 10), 0,
                noisy(2.31, 0.01, 100),
                noisy(0.42, 0.01, 100),
            ]
            for (offset, value) in values.enumerated() {
                readings.append(reading(pump, first + offset, .double(value), now))
            }
        }
        for charger in Self.chargers where second % 15 == charger % 15 {
            let now = arrival(base)
            let position = charger - Self.chargers.lowerBound
            let isCharging = (second / 7_200 + charger) % 3 == 0
            let current = isCharging ? noisy(2.1, 0.1, 100) : 0
            energy[position] += current * 0.0009
            let first = Self.firstPoint.charger
            readings.append(reading(charger, first, .double(noisy(228, 2, 10)), now))
            readings.append(reading(charger, first + 1, .double(current), now))
            readings.append(
                reading(charger, first + 2, .double((energy[position] * 1_000).rounded() / 1_000), now))
            readings.append(reading(charger, first + 3, .double(noisy(isCharging ? 34 : 24, 0.4, 10)), now))
        }
        for detector in Self.detectors where second % 60 == detector % 60 {
            let now = arrival(base)
            let first = Self.firstPoint.detector
            readings.append(reading(detector, first, .double(noisy(22, 0.3, 10)), now))
            readings.append(reading(detector, first + 1, .bool(false), now))
        }
    }

    private mutating func say(lift: Int, _ second: Int, _ base: Timestamp, _ readings: inout [Reading]) {
        let now = arrival(base)
        let phase = (second + lift * 5) % 36
        if phase == 0 { floors[lift] = 1 + Int(roll(30)) }
        let isMoving = phase < 12
        let isOccupied = phase < 20
        let floor = isMoving ? max(1, floors[lift] - 11 + phase) : floors[lift]
        readings.append(reading(lift, 0, .string(Self.floorNames[floor]), now))
        readings.append(reading(lift, 1, .double(isMoving ? noisy(1.75, 0.06, 100) : 0), now))
        readings.append(reading(lift, 2, .double(isOccupied ? noisy(140, 3, 1) : 0), now))
        readings.append(reading(lift, 3, .string(isMoving || phase > 18 ? "closed" : "open"), now))
        readings.append(reading(lift, 4, .bool(isOccupied), now))
    }

    private static let floorNames = (0...31).map { "\($0)" }

    private func reading(_ device: Int, _ point: Int, _ value: Value, _ now: Timestamp) -> Reading {
        // Devices give whole seconds.
        let observed = Timestamp(milliseconds: now.milliseconds / 1_000 * 1_000)
        return Reading(
            device: DeviceIndex(device), point: PointIndex(point), value: value, observedAt: observed,
            receivedAt: now)
    }

    private mutating func arrival(_ base: Timestamp) -> Timestamp { base + .milliseconds(Int64(roll(80))) }

    /// A value with noise, in steps of one over `scale`.
    private mutating func noisy(_ value: Double, _ noise: Double, _ scale: Double) -> Double {
        let draw = Double(roll(1 << 20)) / Double(1 << 19) - 1
        return ((value + draw * noise) * scale).rounded() / scale
    }

    private mutating func roll(_ count: UInt64) -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return (state >> 33) % count
    }
}
