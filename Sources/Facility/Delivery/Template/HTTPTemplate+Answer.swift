extension HTTPTemplate {
    /// How an answer is read: the business answer counts, not the status alone.
    package struct AnswerRule: Sendable, Equatable {
        /// JSON Pointers (RFC 6901) to what the far side calls its result; the first that leads anywhere counts.
        package var code: [String] = []
        /// What its values mean, in the file's order; the first that fits counts.
        package var means: [Meant<Meaning>] = []
        /// What every other value means.
        package var otherwise = Meaning.refused
        /// HTTP statuses that mean something else than they do by themselves.
        package var statuses: [Meant<Meaning>] = []
        package var message: [String] = []
        /// Words in the message that say more than the code beside them.
        package var messageMeans: [Meant<Meaning>] = []
        package var caseNumber: [String] = []
        package var handling: [String] = []
        /// The far side's words for how far a case has come, each with `Handling`'s.
        package var handlings: [Meant<Handling>] = []
        /// To the list of what the far side has been told of a case, and from there to our number of each.
        package var steps: String?
        package var stepNumber: String?

        package init() {}
    }

    /// What an answer means for what is to be done next.
    package enum Meaning: String, Sendable, CaseIterable {
        case success
        /// It has it already: as good as a success; its number is asked for where there is a query.
        case already
        /// Later.
        case busy
        /// The configuration is wrong, not the case: nothing gets through until somebody has looked.
        case lockedOut = "locked_out"
        case refused
        /// Perhaps taken, perhaps not: it is asked for.
        case unknown
        /// It does not hold the case (of a query).
        case absent
    }

    /// Values and what they mean. A value is a word, perhaps with `*`, or a range of numbers `500..599`.
    package struct Meant<Sense: Sendable & Equatable>: Sendable, Equatable {
        package var values: [String]
        package var sense: Sense

        package init(_ values: [String], _ sense: Sense) {
            self.values = values
            self.sense = sense
        }

        package func fits(_ word: String) -> Bool {
            values.contains { value in
                if let range = Self.range(value) { return Int(word).map(range.contains) ?? false }
                return WordPattern(value).matches(word)
            }
        }

        /// nil: it is none.
        package static func range(_ text: String) -> ClosedRange<Int>? {
            let ends = text.split(separator: "..", omittingEmptySubsequences: false)
            guard ends.count == 2, let low = Int(ends[0]), let high = Int(ends[1]), low <= high
            else { return nil }
            return low...high
        }
    }

    /// How the far side's own steps with our cases come back.
    package struct Feedback: Sendable, Equatable {
        package var every: Interval
        /// JSON Pointer to the list in the poll's answer; empty: the answer is the list.
        package var items: String
        /// From here on of one item. To our case id.
        package var incident: [String]
        /// To the word for what was done.
        package var word: [String]
        package var note: [String]
        /// To the item's own id, for the receipt.
        package var item: [String]
        package var handlings: [Meant<Handling>]
        package var events: [Meant<FollowUp>]

        package init(every: Interval) {
            self.every = every
            items = ""
            incident = []
            word = []
            note = []
            item = []
            handlings = []
            events = []
        }
    }
}
