extension Site {
    /// What of this site's destinations a running gateway that was started with another one does not do: lanes, lines and
    /// connections are made at the start. In both languages, for whoever reloads.
    package func unreachedDestinations(after started: Site) -> [String] {
        let known = Dictionary(
            started.destinations.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        return destinations.compactMap { destination in
            guard let before = known[destination.id] else {
                return "nothing is sent to the new destination \(destination.id) before a restart 重启后才报送新增对象"
            }
            guard destination.settingsOfStart != before.settingsOfStart else { return nil }
            return "\(destination.id): reached as before until a restart 新的连接设置重启后才生效"
        }
    }
}

extension Destination {
    /// What is taken at the start alone; whom it hears of, what counts as late and what it may be told follow a reload.
    fileprivate var settingsOfStart: Destination {
        var settings = self
        settings.name = LocalizedText(en: "", zh: "")
        settings.granularity = .incident
        settings.confirmation = .any
        settings.receives = []
        settings.drivesHandling = true
        settings.terms = nil
        settings.personal = nil
        return settings
    }
}
