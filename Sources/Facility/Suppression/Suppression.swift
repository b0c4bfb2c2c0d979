/// A maintenance window or a device out of service: what it covers is evaluated and recorded, and told to nobody.
///
/// It hides no danger to life: fire, entrapment and the lift's alarm button are told all the same
/// (`Hazard.isLifeSafety`). A window ends by itself and then lists what it hid; what still stands comes out. A device out of
/// service stays so until somebody brings it back, and is a case of its own once it is overdue.
package struct Suppression: Sendable, Codable, Equatable {
    /// Longest single window. What takes longer is a device out of service, with a due date.
    package static let longestWindow = Interval.days(7)
    /// How far ahead a recurring window or a due date may reach.
    package static let longestStanding = Interval.days(366)
    /// Incidents listed of what it hid; beyond that they are counted.
    package static let listLimit = 100
    /// Bytes of a reason kept.
    package static let whyLimit = 500

    /// Counts from 1 within the store.
    package var number: Int64
    package var reach: Reach
    package var span: Span
    package var why: String
    package var by: String
    package var declaredAt: Timestamp
    /// It suppresses now.
    package var isOpen: Bool
    /// Incidents it hid in its present or last window, oldest first.
    package var hidden: [IncidentID]
    /// Of them, beyond `listLimit`.
    package var hiddenBeyond: Int
    /// Incident that says it is overdue; nil: it is not, or that has ended.
    package var overdue: IncidentID?
    package var ended: Ending?
    /// The entry of the site's file that declares it; nil: a person did.
    package var declared: String?

    /// When it suppresses.
    package enum Span: Sendable, Codable, Equatable {
        case once(from: Timestamp, until: Timestamp)
        /// Every week on some days (`Schedule.Period.days`), minutes after midnight by the site's clocks, until a last
        /// time; `until` not after `from` is of the next day.
        case weekly(days: UInt8, from: Int, until: Int, last: Timestamp)
        /// The same on some days from a minute of the day on for a time that passes, whatever the clocks do; without an
        /// end when `last` is nil. Of the site's file only.
        case recurring(days: UInt8, from: Int, lasting: Interval, last: Timestamp?)
        /// Until somebody brings it back, which is due then.
        case outOfService(due: Timestamp)
    }

    package struct Ending: Sendable, Codable, Equatable {
        package var at: Timestamp
        /// The person who ended it; nil: its time was over.
        package var by: String?

        package init(at: Timestamp, by: String?) {
            self.at = at
            self.by = by
        }
    }

    package init(number: Int64, reach: Reach, span: Span, why: String, by: String, at now: Timestamp) {
        self.number = number
        self.reach = reach
        self.span = span
        self.why = String(why.prefix(Self.whyLimit))
        self.by = by
        declaredAt = now
        isOpen = false
        hidden = []
        hiddenBeyond = 0
    }

    package var isOutOfService: Bool { if case .outOfService = span { true } else { false } }

    /// Why a plan cannot be; nil: it can.
    static func refusal(of span: Span, at now: Timestamp) -> CommandRefusal? {
        switch span {
        case .once(let from, let until):
            guard until > max(from, now) else { return .noSuchTime }
            return until - max(from, now) > longestWindow || from - now > longestStanding ? .tooLong : nil
        case .weekly(let days, let from, let until, let last):
            let isTime = (0...1_440).contains(from) && (0...1_440).contains(until) && from != until
            guard isTime, days & Schedule.everyDay != 0, days & ~Schedule.everyDay == 0, last > now else {
                return .noSuchTime
            }
            return last - now > longestStanding ? .tooLong : nil
        // No command's.
        case .recurring: return .noSuchTime
        case .outOfService(let due):
            guard due > now else { return .noSuchTime }
            return due - now > longestStanding ? .tooLong : nil
        }
    }

    /// Whether it should suppress at a time, until when that stays so, and whether it is over for good.
    struct Standing: Equatable {
        var isOpen: Bool
        var next: Timestamp?
        var isOver: Bool
    }

    func standing(at now: Timestamp, zone: ZoneRules) -> Standing {
        switch span {
        case .once(let from, let until):
            if now >= until { return Standing(isOpen: false, next: nil, isOver: true) }
            return Standing(isOpen: now >= from, next: now >= from ? until : from, isOver: false)
        case .outOfService(let due):
            return Standing(isOpen: true, next: overdue == nil ? due : nil, isOver: false)
        case .weekly(let days, let from, let until, let last):
            if now >= last { return Standing(isOpen: false, next: nil, isOver: true) }
            let period = Schedule.Period(days: days, from: from, until: until)
            let state = Schedule(periods: [period]).state(at: now.milliseconds, zone: zone, holidays: [])
            return Standing(
                isOpen: state.isOpen, next: min(last, Timestamp(milliseconds: state.until)), isOver: false)
        case .recurring(let days, let from, let lasting, let last):
            if let last, now >= last { return Standing(isOpen: false, next: nil, isOver: true) }
            let period = Schedule.Period(days: days, from: from, until: from + 1)
            let occurrences = Schedule(periods: [period])
                .stretches(around: now.milliseconds, days: -2...8, zone: zone, holidays: [])
                .map { ($0.from, $0.from + lasting.milliseconds) }
            let edges = occurrences.flatMap { [$0.0, $0.1] } + (last.map { [$0.milliseconds] } ?? [])
            return Standing(
                isOpen: occurrences.contains { $0.0 <= now.milliseconds && now.milliseconds < $0.1 },
                next: edges.filter { $0 > now.milliseconds }.min().map(Timestamp.init(milliseconds:)),
                isOver: false)
        }
    }

    /// Lists what it hid.
    mutating func hide(_ incident: IncidentID) {
        guard !hidden.contains(incident) else { return }
        if hidden.count < Self.listLimit { hidden.append(incident) } else { hiddenBeyond += 1 }
    }
}
