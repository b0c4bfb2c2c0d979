import Facility

/// Which messages were sent of each open case: an update names all of them (CAP 1.2, `references`), also after a
/// restart.
struct CAPLedger: Codable, Equatable {
    /// Cases remembered; the oldest leaves.
    static let caseLimit = 2_000
    /// Messages of one case; beyond it the first and the latest are named.
    static let messageLimit = 64

    struct Entry: Codable, Equatable {
        var incident: String
        var messages: [CAPMessage.Reference]
    }

    private(set) var entries: [Entry] = []

    /// What a message of that case must name: all that went before it.
    func references(of incident: IncidentID, before identifier: String) -> [CAPMessage.Reference] {
        let messages = entries.last { $0.incident == incident.description }?.messages ?? []
        return Array(messages.prefix { $0.identifier != identifier })
    }

    /// Notes a message before it is sent, so that a crash between leaves a name too many and never one too few.
    mutating func note(_ message: CAPMessage.Reference, of incident: IncidentID) {
        let name = incident.description
        guard let position = entries.lastIndex(where: { $0.incident == name }) else {
            entries.append(Entry(incident: name, messages: [message]))
            if entries.count > Self.caseLimit { entries.removeFirst() }
            return
        }
        guard !entries[position].messages.contains(where: { $0.identifier == message.identifier }) else {
            return
        }
        entries[position].messages.append(message)
        if entries[position].messages.count > Self.messageLimit { entries[position].messages.remove(at: 1) }
    }

    /// Forgets a message the far side refused: nobody has it.
    mutating func withdraw(_ identifier: String, of incident: IncidentID) {
        guard let position = entries.lastIndex(where: { $0.incident == incident.description }) else { return }
        entries[position].messages.removeAll { $0.identifier == identifier }
        if entries[position].messages.isEmpty { entries.remove(at: position) }
    }

    /// Forgets a case whose end was told.
    mutating func close(_ incident: IncidentID) {
        entries.removeAll { $0.incident == incident.description }
    }
}
