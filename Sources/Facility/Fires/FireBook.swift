/// Which incidents can lead a zone's growing fire. All of it follows from the incidents in the book.
struct FireBook: Sendable {
    private var members: [String: Set<Int64>] = [:]

    /// After every step: what has ended leads no more, unless something told with it still stands.
    mutating func note(_ incident: Incident) {
        guard let name = incident.fireOf else { return }
        if incident.ended == nil || (incident.fire?.standing ?? 0) > 0 {
            members[name, default: []].insert(incident.id.number)
        } else {
            members[name]?.remove(incident.id.number)
            if members[name]?.isEmpty == true { members[name] = nil }
        }
    }

    /// Of a fire (`Incident.fireOf`), the first raised first.
    subscript(name: String) -> [Int64] { members[name]?.sorted() ?? [] }
}
