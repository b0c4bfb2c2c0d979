/// Which of zigbee2mqtt's properties is which of our points, facility by facility: the whole of what is known of
/// Zigbee devices here. A new property is a row.
///
/// Properties without a row are listed, never guessed: an occupancy sensor is no intruder alarm, and a panic
/// button (`sos`) is no manual call point, which would send the fire brigade.
enum ZigbeeWords {
    /// How a property becomes the point's value.
    enum Sense: Sendable, Equatable {
        /// True when the danger or state is there.
        case truth
        /// A contact is true when closed; the point says open.
        case openContact
        /// One word of an enum is true, every other one false.
        case word(String)
        /// In the point's unit; a property without a unit is in `assumed`.
        case number(unit: String, assumed: String?)
    }

    struct Row: Sendable {
        let property: String
        let point: String
        let sense: Sense
    }

    private static func truths(_ point: String, _ properties: String...) -> [Row] {
        properties.map { Row(property: $0, point: point, sense: .truth) }
    }

    private static func numbers(
        _ point: String, _ unit: String, assuming assumed: String? = nil, _ properties: String...
    ) -> [Row] {
        properties.map { Row(property: $0, point: point, sense: .number(unit: unit, assumed: assumed)) }
    }

    private static let battery: [Row] =
        truths("battery.low", "battery_low")
        + [Row(property: "battery_state", point: "battery.low", sense: .word("low"))]
        + numbers("battery.level", "%", assuming: "%", "battery")
        + numbers("link.quality", "count", assuming: "count", "linkquality")

    /// In order: of two properties for one point the first one that the model has counts.
    static let fire: [Row] =
        truths("smoke.alarm", "smoke", "smoke_alarm", "smoke_state", "smoke_detected")
        + truths("heat.alarm", "heat_alarm", "heat", "heat_detected")
        + truths("gas.alarm", "gas", "gas_alarm", "gas_state", "gas_leak", "gas_detected", "gas_alarm_1")
        + truths(
            "co.alarm", "carbon_monoxide", "carbon_monoxide_alarm", "co_alarm", "co_state",
            "carbon_monoxide_state")
        + numbers("air.temperature", "Cel", assuming: "Cel", "temperature")
        + numbers("smoke.level", "%", "smoke_concentration", "smoke_density", "smoke_value")
        + numbers("smoke.obscuration", "%/m", "smoke_concentration", "smoke_density", "smoke_value")
        + numbers("gas.concentration", "%LEL", "gas_value", "gas_concentration", "gas_density", "gas")
        + numbers(
            "co.concentration", "ppm", assuming: "ppm", "co", "carbon_monoxide", "co_value",
            "carbon_monoxide_value", "carbon_monoxide_concentration", "co_concentration")
        + truths("detector.tamper", "tamper", "tampered", "tamper_alarm")
        + truths(
            "detector.fault", "fault", "device_fault", "smoke_fault", "fault_alarm", "malfunction", "trouble",
            "sensor_fault", "fault_state", "device_trouble")
        + truths("detector.test", "test", "self_test_active", "test_mode")
        + truths("detector.silenced", "silence", "muted", "alarm_silenced", "mute")
        + truths("power.mains", "ac_status", "ac_connected", "mains_connected")
        + numbers("battery.voltage", "V", "battery_voltage", "voltage")
        + battery

    static let water: [Row] =
        truths(
            "room.flood", "water_leak", "leak", "water_leakage", "flood", "water_alarm", "leakage",
            "water_leak_alarm", "water_presence", "water_detected")
        + [
            Row(property: "contact", point: "room.door_open", sense: .openContact),
            Row(property: "liquid_state", point: "tank.level_high", sense: .word("high")),
            Row(property: "liquid_state", point: "tank.level_low", sense: .word("low")),
        ]
        + numbers("room.temperature", "Cel", assuming: "Cel", "temperature")
        + numbers("room.humidity", "%RH", assuming: "%RH", "humidity")
        + numbers("water.temperature", "Cel", "water_temperature")
        + numbers("water.ph", "pH", assuming: "pH", "ph")
        + numbers("water.turbidity", "NTU", assuming: "NTU", "turbidity")
        + numbers("water.free_chlorine", "mg/L", "free_chlorine")
        + numbers("water.conductivity", "uS/cm", "ec", "conductivity")
        + numbers("tank.level", "m", "liquid_depth")
        + numbers("total.volume", "m3", "water_consumed", "water_consumption", "volume_flow_total")
        + truths("power.mains", "ac_status", "ac_connected", "mains_connected") + battery

    static let charging: [Row] =
        numbers("port.power", "W", assuming: "W", "power")
        + numbers("port.apparent_power", "VA", "power_apparent")
        + numbers("port.power_factor", "1", assuming: "1", "power_factor")
        + numbers("port.current", "A", assuming: "A", "current")
        + numbers("port.voltage", "V", assuming: "V", "voltage")
        + numbers("port.energy", "kWh", assuming: "kWh", "energy", "consumption", "energy_consumed")
        + numbers("port.leakage", "A", "leakage_current", "residual_current")
        + numbers("port.temperature", "Cel", "device_temperature", "temperature")
        + truths("port.relay_on", "state")

    /// What makes a device one of the facility, strongest facility first.
    static let facilities: [(id: String, rows: [Row], proofs: Set<String>)] = [
        (
            "fire", fire,
            ["smoke.alarm", "heat.alarm", "gas.alarm", "co.alarm", "gas.concentration", "co.concentration"]
        ),
        (
            "water", water,
            [
                "room.flood", "water.ph", "water.turbidity", "water.free_chlorine", "tank.level",
                "tank.level_high", "total.volume",
            ]
        ),
        ("charging", charging, ["port.power", "port.energy", "port.current", "port.leakage"]),
        ("water", water, ["room.temperature", "room.humidity", "room.door_open", "water.temperature"]),
    ]

    /// What lamps and thermostats have too, which are nothing of ours.
    static let weakProofs: Set<String> = ["port.power", "room.temperature"]

    /// Our name of a unit as zigbee2mqtt writes it; nil for one we do not have.
    static func unit(_ text: String) -> String? {
        switch text {
        case "°C": "Cel"
        case "°F": "degF"
        case "lqi", "LQI": "count"
        case "LEL", "% LEL", "%LEL": "%LEL"
        case "µS/cm", "μS/cm", "uS/cm": "uS/cm"
        case "m³", "m3": "m3"
        case "L", "l": "L"
        default: Units.isKnown(text) ? text : nil
        }
    }

    private static let yes: Set<String> = [
        "alarm", "true", "on", "yes", "leak", "leaking", "detected", "fire", "gas", "smoke", "alarming",
        "alarm_on",
        "triggered", "fault", "1", "active", "warning", "water", "wet", "presence", "sensor_alarm",
        "critical",
    ]
    private static let no: Set<String> = [
        "normal", "false", "off", "no", "none", "ok", "clear", "cleared", "safe", "idle", "0", "inactive",
        "dry",
        "no_alarm", "no_leak", "standby", "good", "nothing", "no_fault",
    ]

    /// What a word of an enum says of its danger; nil: nothing we know, so a reading is refused and shown.
    static func truth(of word: String) -> Bool? {
        let small = word.lowercased()
        return yes.contains(small) ? true : no.contains(small) ? false : nil
    }
}
