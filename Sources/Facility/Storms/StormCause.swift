/// What many devices that fall silent at once have in common: as far as the site's files tell it.
///
/// Written `device:SW1`, `building:3`, `profile:fire.nb`, `broker:main` and `site`, in the store, reports and the log.
package enum StormCause: Sendable, Hashable {
    /// A device that feeds, contains or powers them, or whose messages carry theirs.
    case device(String)
    case building(String)
    /// One maker's platform or network carries them.
    case profile(String)
    case broker(String)
    case site

    package var text: String {
        switch self {
        case .device(let id): "device:" + id
        case .building(let name): "building:" + name
        case .profile(let id): "profile:" + id
        case .broker(let id): "broker:" + id
        case .site: "site"
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
        case "device": self = .device(name)
        case "building": self = .building(name)
        case "profile": self = .profile(name)
        case "broker": self = .broker(name)
        default: return nil
        }
    }

    /// The place that all of it shares, as `Incident.place`; nil: none.
    var place: String? {
        switch self {
        case .building(let name): "building/" + name
        case .site: "site"
        case .device, .profile, .broker: nil
        }
    }

    /// As a person reads it.
    package func name(in site: Site) -> LocalizedText {
        switch self {
        case .device(let id):
            site.devices.first { $0.id == id }.map {
                LocalizedText(en: "behind \($0.name) (\(id))", zh: "\($0.name)（\(id)）下游")
            } ?? LocalizedText(en: id, zh: id)
        case .building(let name): LocalizedText(en: "building \(name)", zh: "\(name) 栋")
        case .profile(let id):
            site.profiles.first { $0.id == id }.map {
                LocalizedText(en: "all of \($0.name.en)", zh: "\($0.name.zh)（同一型号或平台）")
            } ?? LocalizedText(en: id, zh: id)
        case .broker(let id): LocalizedText(en: "broker \(id)", zh: "消息服务器 \(id)")
        case .site: LocalizedText(en: "the whole compound", zh: "整个小区")
        }
    }

    /// Smaller is likelier, where two explain the same devices: what is near before what is far.
    /// - Parameter steps: from the device to a device upstream.
    static func rank(_ cause: StormCause, steps: Int) -> Int {
        switch cause {
        case .device: steps
        case .building: 100
        case .profile: 101
        case .broker: 102
        case .site: 103
        }
    }
}

extension StormCause: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let cause = StormCause(text) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "not a cause of an outage: \(text)")
        }
        self = cause
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
