/// What stands at the change of a shift: open, unanswered, set aside, out of service, silent. Each in full, so that
/// nothing is hidden behind a number.
package struct HandoverSheet: Sendable, Codable, Equatable {
    package var open: [IncidentID]
    /// Of those, nobody is going.
    package var unanswered: [IncidentID]
    package var shelved: [IncidentID]
    /// Devices out of service.
    package var disabled: [String]
    /// Where works are announced: what happens there is told to nobody.
    package var works: [String]
    package var silent: [String]

    package init(
        open: [IncidentID], unanswered: [IncidentID], shelved: [IncidentID], disabled: [String],
        works: [String],
        silent: [String]
    ) {
        self.open = open
        self.unanswered = unanswered
        self.shelved = shelved
        self.disabled = disabled
        self.works = works
        self.silent = silent
    }

    /// Names per list in the audit log's line; the counts are always whole.
    static let named = 20

    /// `open 2: …-41, …-42; unanswered 0; shelved 0; disabled 1: F3; works 0; silent 0`
    package var summary: String {
        func part(_ word: String, _ names: [String]) -> String {
            let shown = names.prefix(Self.named).joined(separator: ", ")
            return "\(word) \(names.count)" + (names.isEmpty ? "" : ": " + shown)
                + (names.count > Self.named ? ", …" : "")
        }
        return [
            part("open", open.map(\.description)), part("unanswered", unanswered.map(\.description)),
            part("shelved", shelved.map(\.description)), part("disabled", disabled), part("works", works),
            part("silent", silent),
        ].joined(separator: "; ")
    }
}
