import CSimdjson

/// Which parts of OCPP 1.6's StatusNotification and MeterValues become which points.
///
/// `connectorId` is the channel, and 0 the station itself: a fault of one connector thus lies in a device of its own
/// and is ended only by NoError for that connector. Another error code ends nothing, since a charger names one at a
/// time; nor does NoError for the whole station.
final class OCPPReader: Sendable {
    struct Entry: Sendable {
        let field: FieldReader
        let units: UnitReader
        /// Where to look, the first choice first; for errors, any of them.
        let places: [OCPPPlace]
    }

    let layout: OCPPLayout
    let entries: [Entry]
    let plan: JSONPlan
    let actionSlot: Int
    let payloadSlot: Int
    /// Section 7.6: times are RFC 3339.
    let time = TimeReader(DeviceTimeRule(at: "", format: .rfc3339))

    init(_ layout: OCPPLayout, _ route: TopicRoute, _ points: [Point]) {
        self.layout = layout
        entries = route.fields.map { field in
            let point = points[field.point.position]
            return Entry(
                field: .converted(field, point), units: UnitReader(field, point),
                places: ([field.at] + field.otherwise).compactMap(OCPPPlace.init))
        }
        plan = JSONPlan([(layout.actionAt ?? "", false), (layout.payloadAt, false)])
        actionSlot = plan.slots[0] ?? 0
        payloadSlot = plan.slots[1] ?? 0
    }
}

/// A message's action and where its payload lies.
struct OCPPCall {
    enum Action { case status, meterValues, other }

    var action: Action
    var payload: UInt32
    var connector = gj_value()
    var timestamp = gj_value()
    var errorCode = gj_value()
    var status = gj_value()
    var info = gj_value()
    var vendorErrorCode = gj_value()
    var meterValues = gj_value()

    /// - Parameter name: GJ_MISSING when nobody says it: the payload's own fields then do.
    init(_ name: gj_value, payload: UInt32, in document: JSONExtractor) {
        self.payload = payload
        action = .other
        var members = document.members(of: payload)
        while members.step() {
            let value = members.value
            switch members.key {
            case let key where key.spells("connectorId"): connector = value
            case let key where key.spells("timestamp"): timestamp = value
            case let key where key.spells("errorCode"): errorCode = value
            case let key where key.spells("status"): status = value
            case let key where key.spells("info"): info = value
            case let key where key.spells("vendorErrorCode"): vendorErrorCode = value
            case let key where key.spells("meterValue"): meterValues = value
            default: break
            }
        }
        if name.isMissing {
            action = meterValues.isArray ? .meterValues : errorCode.isString ? .status : .other
        } else if name.spells("StatusNotification") {
            action = .status
        } else if name.spells("MeterValues") {
            action = .meterValues
        }
    }
}

/// One sampled value (section 7.43), with the defaults of the standard put in.
struct OCPPSample {
    var value = gj_value()
    var measurand = gj_value()
    var phase = gj_value()
    var location = gj_value()
    var unit = gj_value()
    /// Signed data is for the billing, not for us.
    var isSigned = false

    init(_ members: JSONMembers) {
        var members = members
        while members.step() {
            let value = members.value
            switch members.key {
            case let key where key.spells("value"): self.value = value
            case let key where key.spells("measurand"): measurand = value
            case let key where key.spells("phase"): phase = value
            case let key where key.spells("location"): location = value
            case let key where key.spells("unit"): unit = value
            case let key where key.spells("format"): isSigned = value.spells("SignedData")
            default: break
            }
        }
    }

    func fits(_ place: OCPPPlace) -> Bool {
        guard case .measurand(let name, let phase, let location) = place, !isSigned else { return false }
        guard measurand.isMissing ? name == Self.standard : measurand.bytes.elementsEqual(name.utf8) else {
            return false
        }
        if let location {
            guard
                self.location.isMissing
                    ? location == "Outlet" : self.location.bytes.elementsEqual(location.utf8)
            else { return false }
        }
        switch phase {
        case .any: return true
        case .none: return self.phase.isMissing
        case .one(let wanted): return self.phase.bytes.elementsEqual(wanted.utf8)
        }
    }

    /// The measurand of a sample that names none.
    private static let standard = "Energy.Active.Import.Register"

    /// Energy without a unit is in Wh or varh (section 7.43).
    var standardUnit: StaticString? {
        guard unit.isMissing else { return nil }
        if measurand.isMissing { return "Wh" }
        if measurand.bytes.starts(with: "Energy.Active".utf8) { return "Wh" }
        return measurand.bytes.starts(with: "Energy.Reactive".utf8) ? "varh" : nil
    }
}
