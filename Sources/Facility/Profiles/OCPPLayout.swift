/// How OCPP 1.6-J comes over MQTT: as the call itself, `[2,"id","StatusNotification",{…}]`, or only its payload, with
/// the action said by the profile's topic or by a field beside it.
package struct OCPPLayout: Sendable, Equatable {
    /// What every payload of the topic is; nil: the call, or the payload's own fields, say it.
    package var action: String?
    /// Pointer to the action in a document that is no call.
    package var actionAt: String?
    /// Pointer to the action's payload in such a document; empty: the document is it.
    package var payloadAt: String

    package init(action: String? = nil, actionAt: String? = nil, payloadAt: String = "") {
        self.action = action
        self.actionAt = actionAt
        self.payloadAt = payloadAt
    }
}

/// What a field reads of OCPP 1.6, as written under `at`.
///
/// | at | reads |
/// |---|---|
/// | `status`, `errorCode`, `info`, `vendorErrorCode` | that text of a StatusNotification |
/// | `error/GroundFailure` | true with this errorCode, false with `NoError` for the same connector, else nothing |
/// | `Power.Active.Import` | the sampled value of that measurand without a phase, at any location |
/// | `Current.Import/L1`, `Temperature/Cable`, `Voltage/L1-N/Outlet` | of that phase, at that location |
/// | `Current.Import/any` | the largest of all phases and none |
///
/// Of several samples that fit one field in one meter value the largest counts: of currents and temperatures it is the
/// dangerous one.
package enum OCPPPlace: Sendable, Equatable {
    case status, errorCode, info, vendorErrorCode
    case error(String)
    case measurand(String, phase: Phase, location: String?)

    package enum Phase: Sendable, Equatable {
        case none, any
        case one(String)
    }

    /// OCPP 1.6 (edition 2), section 7.6 ChargePointErrorCode, without NoError.
    package static let errors = [
        "ConnectorLockFailure", "EVCommunicationError", "GroundFailure", "HighTemperature", "InternalError",
        "LocalListConflict", "OtherError", "OverCurrentFailure", "OverVoltage", "PowerMeterFailure",
        "PowerSwitchFailure", "ReaderFailure", "ResetFailure", "UnderVoltage", "WeakSignal",
    ]
    /// Section 7.31 Measurand.
    package static let measurands = [
        "Current.Export", "Current.Import", "Current.Offered", "Energy.Active.Export.Register",
        "Energy.Active.Import.Register", "Energy.Reactive.Export.Register", "Energy.Reactive.Import.Register",
        "Energy.Active.Export.Interval", "Energy.Active.Import.Interval", "Energy.Reactive.Export.Interval",
        "Energy.Reactive.Import.Interval", "Frequency", "Power.Active.Export", "Power.Active.Import",
        "Power.Factor", "Power.Offered", "Power.Reactive.Export", "Power.Reactive.Import", "RPM", "SoC",
        "Temperature", "Voltage",
    ]
    /// Section 7.33 Phase and 7.30 Location.
    static let phases = ["L1", "L2", "L3", "N", "L1-N", "L2-N", "L3-N", "L1-L2", "L2-L3", "L3-L1"]
    static let locations = ["Body", "Cable", "EV", "Inlet", "Outlet"]

    /// Every first word, for people who misspell one.
    package static var known: [String] {
        ["status", "errorCode", "info", "vendorErrorCode"] + errors.map { "error/" + $0 } + measurands
    }

    /// nil when the text is none of the table's.
    package init?(_ text: String) {
        switch text {
        case "status": self = .status
        case "errorCode": self = .errorCode
        case "info": self = .info
        case "vendorErrorCode": self = .vendorErrorCode
        default:
            let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
            if parts.count == 2, parts[0] == "error", Self.errors.contains(parts[1]) {
                self = .error(parts[1])
                return
            }
            guard Self.measurands.contains(parts[0]), parts.count <= 3 else { return nil }
            var phase = Phase.none
            var location: String?
            for part in parts.dropFirst() {
                if part == "any", phase == .none {
                    phase = .any
                } else if Self.phases.contains(part), phase == .none {
                    phase = .one(part)
                } else if Self.locations.contains(part), location == nil {
                    location = part
                } else {
                    return nil
                }
            }
            self = .measurand(parts[0], phase: phase, location: location)
        }
    }
}
