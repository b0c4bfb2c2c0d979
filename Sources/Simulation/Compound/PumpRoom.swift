import Facility
import MQTT

/// A pump room's controller, publishing the plain JSON profile every 10 s.
struct PumpRoom {
    let id: String
    private var disturbance: (kind: ScriptedHazard.Kind, until: Timestamp)?

    init(number: Int) { id = "pump-\(number)" }

    mutating func begin(_ kind: ScriptedHazard.Kind, until: Timestamp) { disturbance = (kind, until) }

    func truth(at now: Timestamp) -> Compound.Truth? { disturbance == nil ? nil : .real }

    mutating func speak(
        at now: Timestamp, using random: inout SeededGenerator, into sent: inout [Publication]
    ) -> Interval {
        if let current = disturbance, now >= current.until { disturbance = nil }
        let ripple = Double(Int.random(in: -5...5, using: &random))
        let pressure = disturbance?.kind == .lowPressure ? 0.08 : 0.42 + ripple / 1_000
        let turbidity = disturbance?.kind == .turbidity ? 3.4 : 0.30 + ripple / 100
        sent.append(
            Publication(
                topic: "gengfu/water/\(id)/state",
                payload: """
                    {"time":\(now.milliseconds),"outlet_pressure":\(Self.text(pressure)),\
                    "set_pressure":0.42,"inlet_pressure":0.22,"turbidity":\(Self.text(turbidity)),"free_chlorine":0.32,"ph":7.3,\
                    "tank_level":2.1,"pump_running":true,"flood":false}
                    """))
        return .seconds(10)
    }

    /// Three decimals, as the controller's display.
    private static func text(_ value: Double) -> String { "\((value * 1_000).rounded() / 1_000)" }
}
