import Control
import Facility

/// The devices by building, those that say nothing first: what is not heard is shown as unknown, never as fine.
struct DeviceTables {
    let context: PageContext
    let wall: WallTime

    func markup(_ watch: Watch) -> HTML {
        let buildings = Dictionary(grouping: watch.devices, by: \.place.building)
        let order = buildings.keys.sorted { Self.naturally($0, $1) }
        let hidden = watch.deviceTotal - watch.devices.count
        return """
            \(order.enumerated().map { building($1, buildings[$1] ?? [], number: $0, now: watch.status.now) })\
            \(hidden > 0 ? "<p class=\"bad\">\(context(Words.moreDevices(hidden)))</p>" : nil)
            """
    }

    private func building(_ name: String, _ devices: [DeviceReport], number: Int, now: Timestamp) -> HTML {
        let heard = devices.count { $0.standing == .heard }
        let rows = devices.sorted { left, right in
            let (first, second) = (Self.urgency(left.standing), Self.urgency(right.standing))
            return first == second ? Self.naturally(left.id, right.id) : first < second
        }
        let style = heard == devices.count ? "" : "bad"
        return """
            <details id="b-\(number)"><summary><b>\(name.isEmpty ? context(Words.noPlace) : name)</b>
            <span class="\(style)">\(context(Words.building(heard, of: devices.count)))</span></summary>
            <table><thead><tr><th scope="col">\(context(Words.device))</th>
            <th scope="col">\(context(Words.kind))</th><th scope="col">\(context(Words.place))</th>
            <th scope="col">\(context(Words.standing))</th><th scope="col">\(context(Words.lastHeard))</th>
            <th scope="col">\(context(Words.points))</th></tr></thead>
            <tbody>\(rows.map { row($0, now: now) })</tbody></table></details>
            """
    }

    private func row(_ device: DeviceReport, now: Timestamp) -> HTML {
        let style = device.standing == .heard ? "" : "bad"
        let heard = device.lastHeard.map { wall.text($0, now: now) } ?? context(Words.never)
        let link = "/device?id=\(Self.percentEncoded(device.id))&lang=\(context.language.rawValue)"
        return """
            <tr class="\(style)"><th scope="row"><a href="\(link)">\(device.name.isEmpty ? device.id : device.name)</a>
            </th><td>\(context(Words.facility(device.facility)))</td><td>\(IncidentCards.place(device.place, ""))</td>
            <td>\(context(Words.standing(device.standing)))</td><td>\(heard)</td>
            <td>\(device.unknownPoints)/\(device.points)</td></tr>
            """
    }

    /// The values of one device, on a page of its own.
    func details(_ device: DeviceReport, now: Timestamp) -> HTML {
        let rows = device.values.map { point in
            let value = point.value.map { [$0, point.unit ?? ""].joined(separator: " ") }
            let observed = point.observedAt.map { wall.text($0, now: now) } ?? context(Words.never)
            return """
                <tr class="\(value == nil ? "bad" : "")"><th scope="row">\(point.title.map { context($0) } ?? "")
                <code>\(point.point)</code></th><td>\(value ?? context(Words.unknown))</td><td>\(observed)</td>
                <td>\(context(point.quality.map(Words.quality) ?? Words.unknown))</td></tr>
                """ as HTML
        }
        let heard = device.lastHeard.map { wall.text($0, now: now) } ?? context(Words.never)
        return """
            <h2>\(device.name) \(device.id)</h2><p>\(IncidentCards.place(device.place, ""))</p>
            <p class="\(device.standing == .heard ? "" : "bad")">\(context(Words.standing(device.standing)))\(context.comma)\
            \(context(Words.lastHeard)) \(heard)</p>
            <table><thead><tr><th scope="col">\(context(Words.points))</th>
            <th scope="col">\(context(Words.value))</th><th scope="col">\(context(Words.lastHeard))</th>
            <th scope="col">\(context(Words.quality))</th></tr></thead><tbody>\(rows)</tbody></table>
            """
    }

    private static func urgency(_ standing: DeviceReport.Standing) -> Int {
        switch standing {
        case .silent: 0
        case .never: 1
        case .heard: 2
        }
    }

    /// `2 号楼` before `10 号楼`.
    static func naturally(_ left: String, _ right: String) -> Bool {
        let numbers = [left, right].map { text in
            Int(text.drop { !$0.isNumber }.prefix { $0.isASCII && $0.isNumber })
        }
        let heads = [left, right].map { $0.prefix { !$0.isNumber } }
        if heads[0] == heads[1], let first = numbers[0], let second = numbers[1], first != second {
            return first < second
        }
        return left < right
    }

    static func percentEncoded(_ text: String) -> String {
        text.utf8.map { byte in
            let character = Character(Unicode.Scalar(byte))
            guard character.isASCII, character.isLetter || character.isNumber || "-._~".contains(character)
            else {
                return "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
            return String(character)
        }.joined()
    }
}
