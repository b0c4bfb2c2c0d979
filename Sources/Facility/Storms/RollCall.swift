/// After a power loss: every car that was moving or occupied when last heard, to be called at and ticked by a person.
///
/// A car of which nobody knows whether somebody was in it is called at too: unknown is never safe. It is open until every line
/// is ticked.
package struct RollCall: Sendable, Codable, Equatable {
    /// Oldest first, one per device.
    package private(set) var lines: [Line]
    /// When people are called again for what is not ticked.
    package private(set) var dueAt: Timestamp
    /// How often that has been; nil: never.
    private var reminders: Int?

    /// The longest time between two reminders. Our choice, unverified: a car that nobody has gone to for hours is asked
    /// for until somebody does, six times a day and not 144 times.
    package static let longestWait = Interval.hours(4)

    package init(lines: [Line] = [], dueAt: Timestamp) {
        self.lines = lines
        self.dueAt = dueAt
    }

    /// One car.
    package struct Line: Sendable, Codable, Equatable {
        /// `Device.id`.
        package var device: String
        /// Where it was; nil: never said.
        package var floor: String?
        /// What it last said of the question, `point = value`.
        package var said: [String]
        /// When it was last heard; nil: not since the last start.
        package var heardAt: Timestamp?
        /// Its last words say yes; false: they do not say.
        package var isCertain: Bool
        package var tick: Tick?

        package init(
            device: String, floor: String?, said: [String], heardAt: Timestamp?, isCertain: Bool
        ) {
            self.device = device
            self.floor = floor
            self.said = said
            self.heardAt = heardAt
            self.isCertain = isCertain
        }
    }

    /// What a person found.
    package enum Finding: String, Sendable, Codable, CaseIterable {
        case empty, occupied

        package var name: LocalizedText {
            switch self {
            case .empty: LocalizedText(en: "nobody in the car", zh: "轿厢无人")
            case .occupied: LocalizedText(en: "somebody in the car", zh: "轿厢有人")
            }
        }
    }

    package struct Tick: Sendable, Codable, Equatable {
        package var by: String
        package var at: Timestamp
        package var found: Finding
    }

    package var isOpen: Bool { lines.contains { $0.tick == nil } }

    package var openCount: Int { lines.count { $0.tick == nil } }

    /// Asks again after `within`, then after twice that, and so on up to `longestWait`.
    mutating func remind(within: Interval, at now: Timestamp) {
        let count = reminders ?? 0
        reminders = min(count + 1, 16)
        var wait = within
        for _ in 0..<count where wait < Self.longestWait { wait = wait + wait }
        dueAt = now + max(within, min(wait, Self.longestWait))
    }

    /// Begins to wait anew: cars have come in or the outage is another.
    mutating func await(until time: Timestamp) {
        dueAt = time
        reminders = nil
    }

    /// Takes lines of devices that are not on it yet, and of those that have spoken since they were called at: a car that
    /// was empty at ten, rode, and lost its power again at a quarter past may have somebody in it.
    /// - Returns: whether there were any.
    mutating func add(_ more: [Line]) -> Bool {
        var isAny = false
        for line in more {
            guard let position = lines.firstIndex(where: { $0.device == line.device }) else {
                lines.append(line)
                isAny = true
                continue
            }
            // Not heard since the last start: nobody knows whether it rode since.
            guard let tick = lines[position].tick, line.tick == nil,
                line.heardAt.map({ $0 > tick.at }) ?? true
            else { continue }
            lines[position] = line
            isAny = true
        }
        return isAny
    }

    enum Verdict: Equatable { case ticked, alreadySo, refused(CommandRefusal) }

    /// A car found occupied is not found empty afterwards: that is said of its entrapment.
    mutating func tick(_ device: String, _ found: Finding, by person: String, at now: Timestamp) -> Verdict {
        guard let position = lines.firstIndex(where: { $0.device == device }) else {
            return .refused(.unknownDevice)
        }
        if let tick = lines[position].tick {
            if tick.found == found { return .alreadySo }
            guard found == .occupied else { return .refused(.alreadyDecided) }
        }
        lines[position].tick = Tick(by: person, at: now, found: found)
        return .ticked
    }
}

/// Which devices of a hazard are called at after it, from `roll_call` in `hazards.yaml`.
package struct RollCallRule: Sendable {
    /// True of the last words: somebody may be in it. Without windows.
    package var condition: Condition
    /// Says where it is; nil: nothing does.
    package var floor: PointIndex?
    /// `Hazard.id` of what is raised for a car that a person found occupied.
    package var raises: String?

    package init(condition: Condition, floor: PointIndex? = nil, raises: String? = nil) {
        self.condition = condition
        self.floor = floor
        self.raises = raises
    }
}
