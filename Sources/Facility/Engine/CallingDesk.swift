/// What the engine remembers of its people between incidents.
struct CallingDesk: Sendable {
    /// Who took over the shift last; nil: nobody has, or the store is new.
    var signedOn: SignedOn?
    /// A page is being looked at.
    var isScreenSeen = false
    /// When that changed last, milliseconds; the start at first.
    var screenSince: Int64
    /// The open incident that says that nobody is watching; 0: none.
    var unwatched: Int64 = 0
    /// Position in `Site.zones` and the number of the incident for whose fire people are called there: what its other
    /// detectors tell is the same fire to them. Rebuilt as they ring.
    var leaders: [Int32: Int64] = [:]

    init(since: Int64) { screenSince = since }
}

/// A shift that was taken over.
package struct SignedOn: Sendable, Codable, Equatable {
    /// `Person.id`
    package var person: String
    package var since: Timestamp

    package init(person: String, since: Timestamp) {
        self.person = person
        self.since = since
    }
}
