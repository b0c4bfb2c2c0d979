import Facility
import MQTT

/// An e-bike charging port: reports every minute, more often while something is wrong.
struct Charger {
    let id: String
    private var chargingUntil = Timestamp.distantPast
    private var overheatUntil: Timestamp?
    private var energy = 0.0

    init(number: Int) { id = "charger-\(number < 10 ? "00" : number < 100 ? "0" : "")\(number)" }

    mutating func overheat(until: Timestamp) { overheatUntil = until }

    func truth(at now: Timestamp) -> Compound.Truth? { overheatUntil == nil ? nil : .real }

    mutating func speak(
        at now: Timestamp, using random: inout SeededGenerator, into sent: inout [Publication]
    ) -> Interval {
        if let until = overheatUntil, now >= until { overheatUntil = nil }
        if chargingUntil < now, Int.random(in: 0..<180, using: &random) == 0 {
            chargingUntil = now + .minutes(Int64.random(in: 90...420, using: &random))
        }
        let isCharging = overheatUntil != nil || now < chargingUntil
        let power = isCharging ? 140 + Int.random(in: 0...60, using: &random) : 0
        energy += Double(power) / 60_000
        let temperature = overheatUntil != nil ? 91 : (isCharging ? 38 : 26)
        sent.append(
            Publication(
                topic: "gengfu/charging/\(id)/state",
                payload: """
                    {"time":\(now.milliseconds),"charging":\(isCharging),"power":\(power),"voltage":228.4,\
                    "current":\((Double(power) / 228.4 * 100).rounded() / 100),"port_temperature":\(temperature),\
                    "energy":\((energy * 1_000).rounded() / 1_000)}
                    """))
        return overheatUntil != nil ? .seconds(15) : .minutes(1)
    }
}
