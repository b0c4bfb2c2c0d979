/// Until when people should have done what about an incident.
///
/// A hazard may say each (`acknowledge_within`, `look_within`, `arrive_within`, `close_within`); what it does not say
/// follows from how bad it is. The defaults are our choice, unverified, except where a source stands beside them.
package struct ResponseRules: Sendable, Equatable {
    /// Somebody says that he is going to look.
    package var acknowledge: Interval?
    /// From there: he says what he found.
    package var look: Interval?
    /// From the raise: those who help are there. Lift rescue: 30 min (TSG T5001-2009 wording).
    package var arrive: Interval?
    /// From the raise: the incident has ended.
    package var close: Interval?
    /// Whether people are called for it: at the raise, once it is late, or not at all.
    package var calling: Calling

    package enum Calling: Sendable, Equatable { case atOnce, whenLate, never }

    package init(hazard: Hazard?, severity: Severity, isLifeSafety: Bool) {
        let isUrgent = isLifeSafety || severity == .extreme
        acknowledge =
            hazard?.acknowledgeWithin ?? (isUrgent ? .minutes(1) : Self.acknowledge[severity.rank])
        // GB 25201-2010 5.3: an alarm is confirmed on the spot by the fastest means. Three minutes to any floor.
        let isLookedAt = isLifeSafety && hazard?.confirm != Hazard.ConfirmationNeed.none
        look = hazard?.lookWithin ?? (isLookedAt ? .minutes(3) : nil)
        arrive = hazard?.arriveWithin
        close = hazard?.closeWithin ?? Self.close[severity.rank]
        calling = isUrgent ? .atOnce : severity >= .moderate ? .whenLate : .never
    }

    private static let acknowledge: [Interval?] = [nil, .minutes(30), .minutes(5), .minutes(1)]
    private static let close: [Interval?] = [.days(7), .days(3), .hours(24), .hours(4)]

    package subscript(deadline: ResponseDeadline) -> Interval? {
        switch deadline {
        case .acknowledge: acknowledge
        case .look: look
        case .arrive: arrive
        case .close: close
        // It has its own times (`RollCall.dueAt`).
        case .rollCall: nil
        }
    }
}

/// What people should have done in time.
package enum ResponseDeadline: String, Sendable, Codable, CaseIterable {
    case acknowledge, look, arrive, close
    /// A car of a roll-call nobody has called at.
    case rollCall = "roll_call"

    package var name: LocalizedText {
        switch self {
        case .acknowledge: LocalizedText(en: "nobody has answered in time", zh: "未按时应答")
        case .look: LocalizedText(en: "no finding in time", zh: "未按时反馈现场情况")
        case .arrive: LocalizedText(en: "nobody has arrived in time", zh: "未按时到场")
        case .close: LocalizedText(en: "not closed in time", zh: "未按时办结")
        case .rollCall: LocalizedText(en: "cars not called at in time", zh: "未按时逐台点名")
        }
    }
}
