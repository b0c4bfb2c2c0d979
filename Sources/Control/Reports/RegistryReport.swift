import Facility

/// One device beside the sheet, as a person decides about it.
package struct RegistryReport: Sendable, Codable, Equatable {
    package var id: String
    package var broker: String
    package var standing: RegistryEntry.Standing
    package var firstHeard: Timestamp
    package var lastHeard: Timestamp
    package var count: Int64
    /// `Profile.id`: suggested while held, in force afterwards.
    package var profile: String?
    package var sample: RegistryEntry.Sample?
    /// Maker and model, where a bridge lists it.
    package var model: String?
    package var name: String?
    /// nil: nobody has said where it is.
    package var place: Place?
    package var parent: String?
    package var by: String
    package var why: String
    /// Urgent messages kept of it.
    package var urgent: Int

    package init(_ entry: RegistryEntry) {
        id = entry.id
        broker = entry.broker
        standing = entry.standing
        firstHeard = entry.firstHeard
        lastHeard = entry.lastHeard
        count = entry.count
        profile = entry.profile
        sample = entry.sample
        model = entry.model
        name = entry.name
        place = entry.place
        parent = entry.parent
        by = entry.by
        why = entry.why
        urgent = entry.kept.count
    }
}

/// What came of reading the configuration again.
package struct ReloadReport: Sendable, Codable, Equatable {
    /// Whether the files read are in force now.
    package var isInForce: Bool
    /// `Site.version` in force.
    package var version: String
    /// Every mistake and warning with its place, as `gengfu check` prints them.
    package var diagnostics: [String]
    /// What of it waits for a restart.
    package var waiting: [String]

    package init(isInForce: Bool, version: String, diagnostics: [String] = [], waiting: [String] = []) {
        self.isInForce = isInForce
        self.version = version
        self.diagnostics = diagnostics
        self.waiting = waiting
    }
}
