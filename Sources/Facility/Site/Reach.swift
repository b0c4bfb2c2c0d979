/// A part of the site that a drill or a suppression speaks of: one device, a zone, a building, a facility or all of it.
///
/// Written `device:F1`, `zone:stair-3`, `building:3`, `facility:fire` and `site`, in commands, the store and the audit log.
package enum Reach: Sendable, Hashable {
    case site
    case facility(String)
    case building(String)
    case zone(String)
    case device(String)

    /// As it is written.
    package var text: String {
        switch self {
        case .site: "site"
        case .facility(let id): "facility:" + id
        case .building(let name): "building:" + name
        case .zone(let name): "zone:" + name
        case .device(let id): "device:" + id
        }
    }

    /// Reads what `text` writes; nil for anything else.
    package init?(_ text: String) {
        if text == "site" {
            self = .site
            return
        }
        guard let colon = text.firstIndex(of: ":") else { return nil }
        let name = String(text[text.index(after: colon)...])
        guard !name.isEmpty else { return nil }
        switch text[..<colon] {
        case "facility": self = .facility(name)
        case "building": self = .building(name)
        case "zone": self = .zone(name)
        case "device": self = .device(name)
        default: return nil
        }
    }

    /// What a person means by a word: the written form, or a bare name that only one thing of the site has. nil: the
    /// site has no such part, or more than one.
    package init?(_ word: String, in site: Site) {
        let written = Reach(word)
        let candidates: [Reach] =
            [.device(word), .zone(word), .building(word), .facility(word)].filter { $0.exists(in: site) }
        if let written, written.exists(in: site) {
            self = written
        } else if case .building(let name) = written, let building = Self.building(meant: name, in: site) {
            self = .building(building)
        } else if word == site.id {
            self = .site
        } else if candidates.count == 1 {
            self = candidates[0]
        } else {
            return nil
        }
    }

    /// The building somebody means by its number (`3` for 3号楼) or by its grid code; nil: none, or more than one.
    private static func building(meant word: String, in site: Site) -> String? {
        let wanted = core(of: word)
        guard !wanted.isEmpty else { return nil }
        let found = Set(
            site.devices.map(\.place).filter { $0.gridCode == word || core(of: $0.building) == wanted }
                .map(\.building).filter { !$0.isEmpty })
        return found.count == 1 ? found.first : nil
    }

    /// What tells a building from others: of 3号楼, 3栋, 03# and Building 3 that is `3`, of A座 `a`.
    private static func core(of name: String) -> String {
        var name = name.lowercased()
        for noun in ["building", "bldg", "block", "no."] where name.hasPrefix(noun) {
            name.removeFirst(noun.count)
        }
        return String(name.filter { !"号楼栋幢座# .-".contains($0) }.drop { $0 == "0" })
    }

    /// Whether the site has it.
    package func exists(in site: Site) -> Bool {
        switch self {
        case .site: true
        case .facility(let id): site.facilities.contains { $0.id == id }
        case .building(let name): site.devices.contains { $0.place.building == name }
        case .zone(let name): site.zones.contains(name)
        case .device(let id): site.devices.contains { $0.id == id }
        }
    }

    /// Whether a device belongs to it.
    package func contains(_ device: Device, in site: Site) -> Bool {
        switch self {
        case .site: true
        case .facility(let id): site.facilities[site.profiles[device.profile].facility].id == id
        case .building(let name): device.place.building == name
        case .zone(let name): device.zone.map { site.zones[$0] == name } ?? false
        // What a device carries speaks by it.
        case .device(let id): device.id == id || device.parent.map { site.devices[$0].id == id } ?? false
        }
    }
}

extension Reach: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let reach = Reach(text) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "not a part of a site: \(text)")
        }
        self = reach
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
