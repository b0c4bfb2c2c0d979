import Facility

/// What a sheet of devices speaks of and does not hold itself: profiles, buildings, brokers.
package struct SheetContext: Sendable {
    /// In the order of `Site.profiles`.
    package var profiles: [(id: String, name: LocalizedText)]
    /// Grid code of each building.
    package var buildings: [String: String]
    /// In the order of `Site.brokers`.
    package var brokers: [String]
    /// A fire centre is told of the devices, so that the form of their addresses counts.
    package var hasFireCentre = false
    private let profilePositions: [String: Int]
    /// Names of profiles, of one or several.
    private let profileNames: [String: [Int]]

    package init(
        profiles: [(id: String, name: LocalizedText)], buildings: [String: String], brokers: [String]
    ) {
        self.profiles = profiles
        self.buildings = buildings
        self.brokers = brokers
        profilePositions = Dictionary(
            profiles.enumerated().map { ($0.element.id, $0.offset) }, uniquingKeysWith: { first, _ in first })
        var names: [String: [Int]] = [:]
        for (position, profile) in profiles.enumerated() {
            for name in Set([Self.folded(profile.name.en), Self.folded(profile.name.zh)]) {
                names[name, default: []].append(position)
            }
        }
        profileNames = names
    }

    /// Positions of the profile with that id, else of all with that name in either language.
    func profiles(called text: String) -> [Int] {
        profilePositions[text].map { [$0] } ?? profileNames[Self.folded(text)] ?? []
    }

    /// Ids and names, to suggest one.
    var profileWords: [String] {
        profiles.map(\.id).sorted() + Set(profiles.flatMap { [$0.name.zh, $0.name.en] }).sorted()
    }

    private static func folded(_ name: String) -> String {
        name.lowercased().filter { !$0.isWhitespace }
    }
}
