import Facility

/// What a period came to, in numbers: of the whole, of each facility and of each model.
///
/// Only real incidents count. Exercises, tests and hazards that are being tried never do; how many there were is said
/// once, lest a month of testing look like a month of quiet.
package struct Figures: Sendable, Equatable {
    package var period: Period
    package var whole: Tally
    /// Every facility of the site, also those where nothing was; and others that incidents name.
    package var facilities: [Row]
    /// Every maintenance firm of the sheet, also those without an incident.
    package var firms: [Row]
    /// Models with incidents.
    package var profiles: [Row]
    /// Raised in the period and not counted.
    package var excluded: Int
    /// The period is not over, or was not when the store was read.
    package var isProvisional: Bool

    package struct Row: Sendable, Equatable {
        package var facility: String
        /// Maker and model, else `Profile.id`; empty: all of the facility or of the firm.
        package var profile: String = ""
        /// Name of the firm; empty: all of the facility or of the model.
        package var firm: String = ""
        /// Devices of the sheet behind it.
        package var devices: Int
        package var tally: Tally
    }

    /// The numbers of some incidents, and what was dark meanwhile.
    package struct Tally: Sendable, Equatable {
        package var incidents = 0
        package var confirmed = 0
        package var refuted: [String: Int] = [:]
        /// Nobody has said whether it was real.
        package var undecided = 0
        /// Not ended when the store was read.
        package var open = 0
        /// From a backlog: counted, but without times, for nobody could have noticed.
        package var historic = 0
        /// From the raise to the first word of a person. Those that nobody ever noticed are `unnoticed`.
        package var notice: Distribution?
        package var unnoticed = 0
        /// From the raise to a person's finding, real or false.
        package var find: Distribution?
        /// Incidents with a rescue: at least one of T1 to T3.
        package var rescues = 0
        /// From T0, the raise, to T1, T2 and T3.
        package var answered: Distribution?
        package var arrived: Distribution?
        package var released: Distribution?
        package var people = 0
        /// The same hazard at the same place had an incident within the 30 days before.
        package var repeats = 0
        /// Of those a destination has: everything below is of these alone.
        package var reported = 0
        package var accepted = 0
        package var closed = 0
        package var rejected = 0
        package var overdue = 0
        /// Per kind, in hours of one subject each: two devices silent for an hour are two.
        package var dark: [DarkSpan.Kind: Interval] = [:]

        package var refutedAll: Int { refuted.values.reduce(0, +) }
    }
}
