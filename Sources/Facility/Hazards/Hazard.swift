import Expressions

/// A kind of danger and the conditions that tell it, compiled from `hazards.yaml`.
package struct Hazard: Sendable {
    /// Unique, such as `elevator.entrapment`.
    package var id: String
    /// Position in `Site.facilities`.
    package var facility: Int
    package var name: LocalizedText
    /// Strongest first: of those whose points a device can give, the first that is known decides, and one that
    /// counts beside the others may raise by itself.
    package var evidence: [Evidence]
    /// While it holds, the hazard is not raised. Unknown never suppresses.
    package var unless: Condition?
    /// Known true, the danger is over (hysteresis); nil: it is over when its sign is known false. A device that
    /// cannot give its points is judged by the sign alone.
    package var quietWhen: Condition?
    /// How long it must be known to be over before the incident is quiet.
    package var quietFor: Interval
    /// With `steps`, what it begins with.
    package var severity: Severity
    /// What makes it worse, weakest first.
    package var steps: [SeverityStep] = []
    /// An incident stays open when it is quiet, for a person or until it was over for this long. Never of a hazard
    /// that can be extreme.
    package var expiresAfter: Interval?
    /// For so long after an incident ended by itself the same one is opened again in place of a new one. Never of a
    /// hazard that concerns life.
    package var holdOff: Interval?
    /// When it may be raised; nil: always. Never of a hazard that concerns life.
    package var schedule: Schedule?
    /// Evaluated and recorded, never reported: it is being tried.
    package var isShadow = false
    package var scope: Scope
    package var confirm: ConfirmationNeed
    /// A person's life may hang on it: never suppressed, grouped, shelved in bulk; journaled and sent first.
    package var isLifeSafety: Bool
    /// A person presses it on purpose (a manual call point, a hydrant button): no drill takes it for an exercise.
    package var isCallPoint = false
    /// One cause may take it from many devices at once: then it is a child of one case (`Storm`). Never of what concerns life or
    /// can be extreme.
    package var isGrouped = false
    /// Whom to call at once it is raised; nil: nobody.
    package var rollCall: RollCallRule?
    /// Deadline of the first report, from raise to acceptance.
    package var reportWithin: Interval?
    /// Until when people should have done what (`ResponseRules`); nil: what follows from its severity.
    package var acknowledgeWithin: Interval?
    package var lookWithin: Interval?
    package var arriveWithin: Interval?
    package var closeWithin: Interval?
    package var advice: [Language: [String]]
    /// Whom to call, the first first; who that is at a site is in its `people` (`contacts(at:)`).
    package var contacts: [Role] = []
    /// The standard and clause behind the numbers, or `unverified`.
    package var basis: String
    /// Codes of platforms: `gb47678`, `cap`.
    package var codes: [String: String]

    package init(
        id: String, facility: Int, name: LocalizedText, evidence: [Evidence], unless: Condition? = nil,
        quietFor: Interval = .zero, severity: Severity, scope: Scope = .device,
        confirm: ConfirmationNeed = .none, isLifeSafety: Bool = false, reportWithin: Interval? = nil,
        advice: [Language: [String]] = [:], basis: String = "unverified", codes: [String: String] = [:]
    ) {
        self.id = id
        self.facility = facility
        self.name = name
        self.evidence = evidence
        self.unless = unless
        self.quietFor = quietFor
        self.severity = severity
        self.scope = scope
        self.confirm = confirm
        self.isLifeSafety = isLifeSafety
        self.reportWithin = reportWithin
        self.advice = advice
        self.basis = basis
        self.codes = codes
    }

    /// Whether `sources('…')` counts it: by its id, or by `fire.*`, which stands for every hazard of the facility
    /// that a second trigger confirms (GB 50116-2013 4.1.6: two detectors, or a detector and a call point).
    func isCounted(by text: String?, in site: Site) -> Bool {
        guard let text else { return false }
        guard text.hasSuffix(".*"), site.facilities.indices.contains(facility) else { return id == text }
        return site.facilities[facility].id + ".*" == text && isTrigger
    }

    /// One of the independent triggers that confirm one another.
    var isTrigger: Bool { !scope.isPlace && confirm == .secondTrigger && !isShadow }

    /// An extreme hazard may become quiet by itself; only a named person clears it.
    package var isLatched: Bool { severity == .extreme }

    /// Whether an incident stays open when it is quiet.
    package var staysOpen: Bool { isLatched || expiresAfter != nil }

    /// How bad it can get.
    package var strongest: Severity { steps.last?.severity ?? severity }

    /// What one machine of the hazard watches: a device, a device whose values another one's messages carry, or what
    /// several devices share.
    package enum Scope: String, Sendable, Codable, CaseIterable {
        case device, channel, zone, floor, unit, building, site
    }

    /// Who must say that it is real before it counts as confirmed.
    package enum ConfirmationNeed: String, Sendable, Codable {
        case person
        /// A second independent device of the same zone within 3 min (GB 50116-2013 4.1.6), or a person.
        case secondTrigger = "second_trigger"
        case none
    }
}

/// One way a hazard shows itself.
package struct Evidence: Sendable {
    package enum Sign: Sendable {
        case condition(Condition)
        /// No message from the device for this long.
        case silence(Interval)
    }

    package var sign: Sign
    /// How long the sign must hold, by the device's time.
    package var holdsFor: Interval
    /// Weak evidence raises an incident marked so; it never drives a siren.
    package var isWeak: Bool
    /// It counts beside stronger evidence and not only in its place: a detector that says "no smoke" at 60 °C is
    /// on fire, a lift that says "nobody trapped" is believed.
    package var isBeside: Bool

    package init(sign: Sign, holdsFor: Interval = .zero, isWeak: Bool = false, isBeside: Bool = false) {
        self.sign = sign
        self.holdsFor = holdsFor
        self.isWeak = isWeak
        self.isBeside = isBeside
    }
}

/// A checked CEL condition, its variables bound to points.
package struct Condition: Sendable {
    package var source: String
    package var program: Program
    /// `points[i]` is the point behind the program's variable `i`.
    package var points: [PointIndex]
    /// The conditions that it counts the devices of, as they stand in its texts: `count("!pump.running") > 1`.
    package var counted: [Condition]

    package init(source: String, program: Program, points: [PointIndex], counted: [Condition] = []) {
        self.source = source
        self.program = program
        self.points = points
        self.counted = counted
    }
}

/// How bad it can get, in CAP's words (一级 to 四级 where a platform wants them).
package enum Severity: String, Sendable, Codable, CaseIterable, Comparable {
    case minor, moderate, severe, extreme

    package static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }

    /// 0 for minor to 3 for extreme.
    package var rank: Int {
        switch self {
        case .minor: 0
        case .moderate: 1
        case .severe: 2
        case .extreme: 3
        }
    }

    /// nil for what is no rank.
    init?(rank: Int) {
        guard Self.allCases.indices.contains(rank) else { return nil }
        self = Self.allCases[rank]
    }
}

/// What makes a raised hazard worse: known true, its incident is at least so severe.
package struct SeverityStep: Sendable {
    package var severity: Severity
    package var condition: Condition

    package init(severity: Severity, condition: Condition) {
        self.severity = severity
        self.condition = condition
    }
}
