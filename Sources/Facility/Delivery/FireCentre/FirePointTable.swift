/// The site as a fire centre sees it: which device is which component, and who acts under which number.
///
/// Made anew with each reload; what stands at a point is `FireCentreBook`'s.
package struct FirePointTable: Sendable, Equatable {
    /// Ordered by transmission device and address.
    package var points: [FirePoint]
    /// By `Person.id` and name: the operator numbers of types 4 and 24, from 1 in the order of `people`; 0 is nobody
    /// known.
    package var operators: [String: UInt8]
    /// The text of the site for configuration answers (66, 86).
    package var siteName: String

    package init(points: [FirePoint] = [], operators: [String: UInt8] = [:], siteName: String = "") {
        self.points = points
        self.operators = operators
        self.siteName = siteName
    }

    /// The points of a site that a destination's transmission devices report.
    package init(of site: Site, for settings: FireCentreSettings) {
        siteName = site.name
        operators = [:]
        for (position, person) in site.people.enumerated().reversed() {
            let number = UInt8(exactly: position + 1) ?? 0
            operators[person.name] = number
        }
        for (position, person) in site.people.enumerated() {
            operators[person.id] = UInt8(exactly: position + 1) ?? 0
        }
        points = site.devices.compactMap { device in
            guard let text = device.register[FirePoint.column], let address = FireAddress(text),
                let unit = settings.device(of: device.place.building)
            else { return nil }
            return FirePoint(
                device: device.id, unit: unit, place: address.place(zone: settings.zoneHalf),
                text: FirePoint.words(device.place, name: device.name))
        }
        points.sort { $0.order.lexicographicallyPrecedes($1.order) }
    }

    func number(of person: String?) -> UInt8 { person.flatMap { operators[$0] } ?? 0 }
}

/// One device as a component of a fire system.
package struct FirePoint: Sendable, Equatable {
    /// `Device.id`
    package var device: String
    /// Position in `FireCentreSettings.devices`.
    package var unit: Int
    package var place: GB26875.ComponentPlace
    /// Where it is, in 31 bytes of GB 18030.
    package var text: GB26875.Note

    /// The column of the sheet, a key of `Device.register`.
    package static let column = "gb26875"

    package init(device: String, unit: Int, place: GB26875.ComponentPlace, text: GB26875.Note) {
        self.device = device
        self.unit = unit
        self.place = place
        self.text = text
    }

    fileprivate var order: [UInt32] {
        [
            UInt32(unit), UInt32(place.system.type.rawValue), UInt32(place.system.address), place.address,
            UInt32(place.type.rawValue),
        ]
    }

    /// Building, entrance, floor and spot in words a stranger can walk to, `3栋2单元18层走道`; the name where the
    /// spot is not told. What does not fit into 31 bytes is left out from the end, whole characters only.
    package static func words(_ place: Place, name: String) -> GB26875.Note {
        func word(_ text: String, _ unit: String) -> String {
            let isNumber = !text.isEmpty && text.unicodeScalars.allSatisfy { $0.isASCII }
            return isNumber ? text + unit : text
        }
        let last = place.spot.isEmpty ? name : place.spot
        return GB26875.Note(
            word(place.building, "栋") + word(place.unit, "单元") + word(place.floor, "层") + last)
    }
}
