import Facility

/// What `gengfu check` lists of a site's own numbers: which hazard, where, what, and what it was.
package enum OverrideTable {
    /// nil: the site says nothing otherwise.
    package static func rendered(_ site: Site, in language: Language) -> String? {
        guard !site.overrideNotes.isEmpty else { return nil }
        let heading = [
            CommandMessage.hazardHeading, .overridePlace, .overrideKey, .overrideValue, .overrideWas,
        ].map { $0.text[language] }
        let rows = site.overrideNotes.map { note in
            let places = note.buildings + note.profiles + note.devices
            let place =
                places.isEmpty ? CommandMessage.everywhere.text[language] : places.joined(separator: ", ")
            return [note.hazard, place, note.key, note.value, note.was ?? "-"]
        }
        return TextTable.rendered([heading] + rows)
    }
}
