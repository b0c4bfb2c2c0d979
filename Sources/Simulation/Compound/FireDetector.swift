import Facility
import MQTT

/// A Zigbee smoke detector behind zigbee2mqtt, which publishes at QoS 0: on change and every hour or so.
struct FireDetector {
    /// zigbee2mqtt passes the check-in of a sleeping sensor on; makers send it every 50 to 60 min.
    private static let checkIn: ClosedRange<Int64> = 3_000...3_600

    let id: String
    private var smokeUntil: Timestamp?
    private var cause = Compound.Truth.real
    private var isSilent = false
    private var battery: Int

    init(number: Int) {
        id = "smoke-\(number < 10 ? "00" : number < 100 ? "0" : "")\(number)"
        battery = 60 + number % 40
    }

    mutating func smoke(until: Timestamp, truth: Compound.Truth) {
        smokeUntil = until
        cause = truth
    }

    mutating func fallSilent() { isSilent = true }

    func truth(at now: Timestamp) -> Compound.Truth? { smokeUntil == nil ? nil : cause }

    mutating func speak(
        at now: Timestamp, using random: inout SeededGenerator, into sent: inout [Publication]
    ) -> Interval {
        var smokes = false
        if let until = smokeUntil {
            smokes = now < until
            if !smokes { smokeUntil = nil }
        }
        if !isSilent {
            sent.append(
                Publication(
                    topic: "zigbee2mqtt/\(id)",
                    payload: """
                        {"battery":\(battery),"linkquality":\(Int.random(in: 40...180, using: &random)),\
                        "smoke":\(smokes),"battery_low":false,"tamper":false}
                        """, atLeastOnce: false))
        }
        if let until = smokeUntil { return max(.seconds(1), min(.seconds(30), until - now)) }
        return .seconds(Int64.random(in: Self.checkIn, using: &random))
    }
}
