import Facility
import Foundation

/// Reads what a destination of kind `cap` has of its own.
struct CAPReader {
    let surroundings: Surroundings
    let zone: ZoneRules

    private enum ScopeName: String, CaseIterable {
        case isPrivate = "private"
        case restricted
    }

    func read(_ section: Section, into destination: inout Destination) -> Destination.Kind? {
        let sender = section.required("sender").flatMap(readName)
        let scope = readScope(section)
        var settings = CAPSettings(sender: sender ?? "", scope: scope ?? .restricted(to: ""), zone: zone)
        if let value = section.optional("languages") {
            let languages = (value.oneOrMore() ?? []).compactMap { $0.choice(Language.allCases) }
            if !languages.isEmpty { settings.languages = languages }
        }
        if let value = section.optional("expires"), let interval = value.interval() {
            settings.expiry = interval
            if interval < .minutes(1) { value.error(.site(.shorterThan(seconds: 60))) }
        }
        if let gives = section.optional("position")?.boolean() { settings.givesPosition = gives }
        settings.page = section.optional("page").flatMap(surroundings.text)
        let carrier = readCarrier(section)
        destination.acknowledgement = .transport
        if case .folder = carrier { destination.acknowledgement = .none }
        if let value = section.optional("acknowledgement") {
            let choices: [Destination.Acknowledgement] =
                section.has("folder") ? [.none] : [.business, .transport]
            destination.acknowledgement = value.choice(choices) ?? destination.acknowledgement
        }
        destination.drivesHandling = section.optional("drives_handling")?.boolean() ?? false
        guard sender != nil, scope != nil, let carrier else { return nil }
        return .cap(settings, carrier)
    }

    private func readCarrier(_ section: Section) -> CAPSettings.Carrier? {
        if let folder = section.optional("folder") {
            guard let path = surroundings.path(folder) else { return nil }
            guard Folder.entries(of: path) != nil else {
                folder.error(.site(.noDirectory(path)))
                return nil
            }
            return .folder(path)
        }
        guard section.has("url") else {
            section.missingOneOf(["folder", "url"], .kind(.capWithoutCarrier))
            return nil
        }
        let token = surroundings.secret(section, file: "token_file", forbidden: "token")
        return HTTPLinkReader(surroundings: surroundings).read(section).map { .http($0, token: token) }
    }

    private func readScope(_ section: Section) -> CAPSettings.Scope? {
        guard let value = section.required("scope"), let name = value.choice(ScopeName.allCases) else {
            return nil
        }
        switch name {
        case .isPrivate:
            let addresses = section.required("addresses")?.oneOrMore()?.compactMap(readName)
            return addresses.map { .isPrivate(addresses: $0) }
        case .restricted: return section.required("restriction")?.text().map { .restricted(to: $0) }
        }
    }

    private func readName(_ value: YAMLValue) -> String? {
        guard let text = value.word() else { return nil }
        guard CAPSettings.isName(text) else {
            value.error(.kind(.notACAPName(text)))
            return nil
        }
        return text
    }
}
