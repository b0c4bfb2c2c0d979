/// The profile that a model's exposes give, by names: printed for a person to look at, or compiled into a `Profile`.
package struct ZigbeeDraft: Sendable, Equatable {
    package struct Field: Sendable, Equatable {
        package var point: String
        /// JSON Pointer into the published state.
        package var at: String
        /// In the order of the exposes; empty: the codec's own spellings of truth do.
        package var map: [Spelling]
        /// The payload's unit by our name; nil for points that are no numbers.
        package var unit: String?
    }

    package struct Spelling: Sendable, Equatable {
        package var text: String
        package var value: Bool
    }

    /// Why a model gives no profile.
    package enum Obstacle: Error, Sendable, Equatable {
        case nothingExposed
        /// - properties: what it does expose, none of it a proof of any facility.
        case nothingOfOurs(properties: [String])
    }

    /// `fire.zigbee_heiman_hs1sa_m`.
    package var id: String
    package var name: String
    package var facility: String
    /// It can tell of danger, so its messages go ahead of telemetry.
    package var isUrgent: Bool
    package var fields: [Field]
    /// Properties that become nothing.
    package var unused: [String]

    /// Derives the profile of a model.
    package init(_ model: ZigbeeModel) throws(Obstacle) {
        let properties = model.properties
        guard !properties.isEmpty else { throw .nothingExposed }
        let isLamp = model.exposes.contains {
            [.light, .climate, .fan, .cover, .lock].contains($0.kind)
        }
        for (facility, rows, proofs) in ZigbeeWords.facilities {
            // A lamp that meters itself charges nothing, a thermostat is no probe of a pump room.
            if isLamp, !proofs.isDisjoint(with: ZigbeeWords.weakProofs) { continue }
            let (fields, used) = Self.fields(properties, rows)
            guard fields.contains(where: { proofs.contains($0.point) }) else { continue }
            id = facility + "." + Self.slug(model)
            name = model.vendor.isEmpty ? model.model : model.vendor + " " + model.model
            self.facility = facility
            isUrgent = facility == "fire" || fields.contains { $0.point == "room.flood" }
            self.fields = fields
            unused = properties.map(\.expose.property).filter { !used.contains($0) }
            return
        }
        throw .nothingOfOurs(properties: properties.map(\.expose.property))
    }

    private static func fields(
        _ properties: [(pointer: String, expose: ZigbeeExpose)], _ rows: [ZigbeeWords.Row]
    ) -> (fields: [Field], used: Set<String>) {
        let hasBattery = properties.contains {
            ["battery", "battery_low", "battery_state"].contains($0.expose.property)
        }
        var fields: [Field] = []
        var used: Set<String> = []
        for row in rows where !fields.contains(where: { $0.point == row.point }) {
            // The voltage of a battery is not the mains', nor the other way round.
            if row.point == "port.voltage", hasBattery { continue }
            if row.point == "battery.voltage", !hasBattery { continue }
            let field = properties.lazy.filter { $0.expose.property == row.property && $0.expose.isPublished }
                .compactMap { Self.field($0.pointer, $0.expose, row) }.first
            guard let field else { continue }
            fields.append(field)
            used.insert(row.property)
        }
        return (fields, used)
    }

    private static func field(_ pointer: String, _ expose: ZigbeeExpose, _ row: ZigbeeWords.Row) -> Field? {
        switch (row.sense, expose.kind) {
        case (.number(let target, let assumed), .numeric):
            let given = expose.unit.map { $0.isEmpty ? nil : ZigbeeWords.unit($0) } ?? assumed
            guard let unit = given, Units.conversion(from: unit, to: target) != nil else { return nil }
            return Field(point: row.point, at: pointer, map: [], unit: unit)
        case (.truth, .binary):
            return truth(pointer, expose, row, isInverse: false)
        case (.openContact, .binary):
            return truth(pointer, expose, row, isInverse: true)
        case (.truth, .choice):
            let map = expose.values.compactMap { word in
                ZigbeeWords.truth(of: word).map { Spelling(text: word, value: $0) }
            }
            // A word for danger and one for none, or it says nothing we could act on.
            guard map.contains(where: \.value), map.contains(where: { !$0.value }) else { return nil }
            return Field(point: row.point, at: pointer, map: map, unit: nil)
        case (.word(let word), .choice):
            guard expose.values.contains(word) else { return nil }
            let map = expose.values.map { Spelling(text: $0, value: $0 == word) }
            return Field(point: row.point, at: pointer, map: map, unit: nil)
        default: return nil
        }
    }

    /// Booleans and `ON`/`OFF` need no map; other words do. A contact's `value_on` is "open" by zigbee2mqtt's own
    /// convention (`value_on: false`), and by it alone: true is closed.
    private static func truth(
        _ pointer: String, _ expose: ZigbeeExpose, _ row: ZigbeeWords.Row, isInverse: Bool
    ) -> Field? {
        let on = expose.on ?? .boolean(!isInverse)
        let off = expose.off ?? .boolean(isInverse)
        guard on != off else { return nil }
        let map = [Spelling(text: on.spelling, value: true), Spelling(text: off.spelling, value: false)]
        return Field(point: row.point, at: pointer, map: isPlain(on, off) ? [] : map, unit: nil)
    }

    private static func isPlain(_ on: ZigbeeExpose.Value, _ off: ZigbeeExpose.Value) -> Bool {
        switch (on, off) {
        case (.boolean(true), .boolean(false)): true
        case (.text(let on), .text(let off)): on.lowercased() == "on" && off.lowercased() == "off"
        default: false
        }
    }

    /// A name of lower-case letters, digits and `_`. Other letters become `_`, so that two models may get one name; who
    /// keeps them apart is who collects them (`ZigbeeProfiles`).
    private static func slug(_ model: ZigbeeModel) -> String {
        var slug = "zigbee"
        for part in [model.vendor, model.model] {
            slug += "_"
            for byte in part.utf8 {
                let small = byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte
                let isPlain = (small >= 0x61 && small <= 0x7A) || (small >= 0x30 && small <= 0x39)
                if isPlain {
                    slug.unicodeScalars.append(Unicode.Scalar(small))
                } else if slug.last != "_" {
                    slug += "_"
                }
            }
        }
        return String(slug.prefix(48))
    }
}
