import Facility

/// The table of `gengfu check --coverage`: hazards down, the site's kinds of device across.
///
/// A hazard that no device can give evidence of is not watched, however green the board.
package enum CoverageTable {
    /// - Returns: a line per hazard of a facility that has devices; profiles without devices are left out, unless
    ///   the site has no devices at all.
    package static func rendered(_ site: Site, in language: Language) -> String {
        let inUse = Set(site.devices.map { site.profiles[$0.profile].id })
        let profiles = site.profiles.filter { inUse.isEmpty || inUse.contains($0.id) }
        var decisions: [String: [String: Coverage.Decision]] = [:]
        for entry in Coverage.table(of: site) {
            decisions[entry.hazard, default: [:]][entry.profile] = entry.decision
        }
        let heading = [Message.command(.hazardHeading).text[language]] + profiles.map(\.id)
        let rows = site.hazards.compactMap { hazard -> [String]? in
            let cells = profiles.map { decisions[hazard.id]?[$0.id]?.message.text[language] ?? "" }
            guard cells.contains(where: { !$0.isEmpty }) else { return nil }
            return ["\(hazard.id) \(hazard.name[language])"] + cells
        }
        return TextTable.rendered([heading] + rows)
    }
}

extension Coverage.Decision {
    package var message: Message {
        switch self {
        case .decidable: .command(.decidable)
        case .weaker: .command(.weakEvidence)
        case .undecidable: .command(.undecidable)
        }
    }
}
