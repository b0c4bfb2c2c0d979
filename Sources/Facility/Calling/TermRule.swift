/// What a site asks of its people and of those it tells beside what a hazard says: the lift firm is across the street, so
/// it is there in 20 minutes; nobody is on duty at night, so a minor matter may wait for an hour.
package struct TermRule: Sendable, Equatable {
    /// For which incidents; nil: for any. All that is said must fit.
    package var hazard: String?
    package var facility: String?
    package var severity: Severity?
    package var terms: Terms

    package init(
        hazard: String? = nil, facility: String? = nil, severity: Severity? = nil, terms: Terms = Terms()
    ) {
        self.hazard = hazard
        self.facility = facility
        self.severity = severity
        self.terms = terms
    }

    /// The closer a rule looks, the more it counts: a hazard before a facility before a severity.
    var rank: Int { (hazard == nil ? 0 : 4) + (facility == nil ? 0 : 2) + (severity == nil ? 0 : 1) }

    func fits(hazard: String, facility: String, severity: Severity) -> Bool {
        self.hazard.map { $0 == hazard } ?? true && self.facility.map { $0 == facility } ?? true
            && self.severity.map { $0 == severity } ?? true
    }
}

/// Lengths of time from the raise (`look`: from the answer; `report`: from when a destination was told). nil: not said.
package struct Terms: Sendable, Equatable {
    package var acknowledge: Interval?
    package var look: Interval?
    package var arrive: Interval?
    package var close: Interval?
    package var report: Interval?

    package init(
        acknowledge: Interval? = nil, look: Interval? = nil, arrive: Interval? = nil, close: Interval? = nil,
        report: Interval? = nil
    ) {
        self.acknowledge = acknowledge
        self.look = look
        self.arrive = arrive
        self.close = close
        self.report = report
    }

    /// What this does not say, `other` says.
    func over(_ other: Terms) -> Terms {
        Terms(
            acknowledge: acknowledge ?? other.acknowledge, look: look ?? other.look,
            arrive: arrive ?? other.arrive, close: close ?? other.close, report: report ?? other.report)
    }
}

extension Site {
    /// The site's own terms for an incident, each from the closest rule that says it; of two as close the later one.
    package func terms(hazard: String, facility: String, severity: Severity) -> Terms {
        let fitting = termRules.filter { $0.fits(hazard: hazard, facility: facility, severity: severity) }
        let ranked = fitting.enumerated().sorted {
            ($0.element.rank, $0.offset) < ($1.element.rank, $1.offset)
        }
        return ranked.reduce(Terms()) { $1.element.terms.over($0) }
    }
}

extension ResponseRules {
    /// The site's terms over the hazard's own.
    mutating func take(_ terms: Terms) {
        acknowledge = terms.acknowledge ?? acknowledge
        look = terms.look ?? look
        arrive = terms.arrive ?? arrive
        close = terms.close ?? close
    }
}
