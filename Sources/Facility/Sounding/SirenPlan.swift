/// Decides when a siren is switched on and off.
///
/// It errs on the quiet side, as a loudspeaker errs on the loud one: only a fresh, real case of a listed hazard that
/// was opened in this life of the process switches it on, and whatever switched it on, it is switched off.
package struct SirenPlan: Sendable {
    package let settings: SirenSettings
    /// First delivery number of this life of the process: what is older comes from the backlog.
    private let firstNumber: Int64
    /// Cases it sounds for.
    private var holders: Set<IncidentID> = []
    /// It is, or may be, on until then; nil: it is off as far as we know.
    private var offAt: Timestamp?
    /// An earlier life may have left it on: since the start it has neither had a new case nor been told to be silent.
    private var isInherited = true
    private var lastOrder: Int64 = 0
    /// Deliveries that wait for what the broker says to an order.
    private var waiting: [Int64: Int64] = [:]
    /// The last order to be silent, until the broker has it, and how often that was tried.
    private var silencing: (order: Int64, tries: Int)?

    /// Between two tries to switch it off, and how many there are at most: an hour of them.
    static let retry = Interval.seconds(10)
    static let mostTries = 360

    package enum Input: Sendable, Equatable {
        /// A delivery of a case that nobody has answered.
        case standing(Delivery)
        /// A delivery that says that somebody answered, or that it is over.
        case answered(IncidentID, delivery: Int64)
        /// The first connection of this life: an earlier one may have been killed while it howled.
        case started
        case pressed(isOn: Bool)
        /// What the broker said to an order; nil: it has it.
        case ordered(Int64, Lane.Failure?)
        case deadline
    }

    package enum Action: Sendable, Equatable {
        /// Publish, never retained, and say what came of it.
        case order(Int64, isOn: Bool, why: String)
        case answer(Int64, Lane.Failure?)
        case wake(at: Timestamp)
    }

    package init(settings: SirenSettings, firstNumber: Int64) {
        self.settings = settings
        self.firstNumber = firstNumber
    }

    /// Whether it is on, as far as we know.
    package var isOn: Bool { offAt != nil }

    package mutating func step(_ input: Input, now: Timestamp) -> [Action] {
        var actions: [Action] = []
        switch input {
        case .standing(let delivery): stand(delivery, now: now, into: &actions)
        case .answered(let incident, let delivery):
            holders.remove(incident)
            // Also when nothing was ordered in this life: the case may have sounded it in the last.
            if isInherited || offAt != nil, holders.isEmpty {
                waiting[order(false, "answered", now: now, into: &actions)] = delivery
            } else {
                actions.append(.answer(delivery, nil))
            }
        case .started:
            if isInherited { _ = order(false, "after a start", now: now, into: &actions) }
        case .pressed(let isOn): _ = order(isOn, "pressed", now: now, into: &actions)
        case .ordered(let number, let failure):
            if let delivery = waiting.removeValue(forKey: number) {
                actions.append(.answer(delivery, failure))
            }
            guard silencing?.order == number else { return actions }
            if failure == nil { isInherited = false }
            guard failure != nil, silencing?.tries ?? 0 < Self.mostTries else {
                silencing = nil
                return actions
            }
            // It may be howling: the order to be silent is repeated until the broker has it.
            offAt = now + Self.retry
            actions.append(.wake(at: now + Self.retry))
        case .deadline:
            if let offAt, offAt <= now { _ = order(false, "time is up", now: now, into: &actions) }
        }
        return actions
    }

    private mutating func stand(_ delivery: Delivery, now: Timestamp, into actions: inout [Action]) {
        guard let refusal = refusal(of: delivery, now: now) else {
            holders.insert(delivery.incident)
            waiting[order(true, delivery.incident.description, now: now, into: &actions)] = delivery.number
            return
        }
        // A later step of a case says nothing new to a siren; a first one that may not sound says why.
        let isFirst = delivery.action == .report
        actions.append(.answer(delivery.number, isFirst ? .refused(refusal) : nil))
    }

    /// Why a case may not sound the siren; nil: it may.
    private func refusal(of delivery: Delivery, now: Timestamp) -> String? {
        let isNew = delivery.action == .report || delivery.report.step == "reopened"
        guard isNew || delivery.report.rings == true else { return "no new case" }
        guard settings.isAutomatic else { return "a person presses" }
        guard settings.hazards.contains(delivery.report.hazard) else { return "hazard is not listed" }
        guard delivery.report.origin == .real else { return "not real" }
        guard !delivery.isHistoric else { return "history" }
        guard delivery.number >= firstNumber else { return "from before the restart" }
        guard now - delivery.openedAt <= SirenSettings.expiryLimit else { return "too late" }
        return nil
    }

    private mutating func order(
        _ isOn: Bool, _ why: String, now: Timestamp, into actions: inout [Action]
    ) -> Int64 {
        lastOrder += 1
        actions.append(.order(lastOrder, isOn: isOn, why: why))
        if isOn {
            let until = now + settings.longest
            offAt = until
            isInherited = false
            silencing = nil
            actions.append(.wake(at: until))
        } else {
            silencing = (lastOrder, (silencing?.tries ?? 0) + 1)
            offAt = nil
            holders = []
        }
        return lastOrder
    }
}
