import Facility
import Foundation

/// Reads what a destination of kind `webhook` has of its own: Standard Webhooks, or a robot of a chat group.
struct WebhookReader {
    let surroundings: Surroundings
    let zone: ZoneRules

    private enum Robot: String, CaseIterable {
        case weCom = "wecom"
        case dingTalk = "dingtalk"

        /// Where the maker has it; a company's own gateway may stand before that.
        var address: String {
            switch self {
            case .weCom: "https://qyapi.weixin.qq.com/cgi-bin/webhook/send"
            case .dingTalk: "https://oapi.dingtalk.com/robot/send"
            }
        }
    }

    /// People named in a robot's message at most.
    private static let mentionLimit = 20

    func read(_ section: Section, into destination: inout Destination) -> Destination.Kind? {
        let robotValue = section.optional("robot")
        let robot = robotValue?.choice(Robot.allCases)
        if robotValue != nil, robot == nil { return nil }
        let link = HTTPLinkReader(surroundings: surroundings).read(section, otherwise: robot?.address)
        let form = robot.map { readRobot($0, section) } ?? readStandard(section, into: &destination)
        destination.acknowledgement = .transport
        // Neither ever says how far it is with a case.
        destination.drivesHandling = section.optional("drives_handling")?.boolean() ?? false
        guard let link, let form else { return nil }
        var settings = WebhookSettings(link: link, form: form, zone: zone)
        if robot != nil {
            if let language = section.optional("language")?.choice(Language.allCases) {
                settings.language = language
            }
            settings.page = section.optional("page").flatMap(readPage)
            if let value = section.optional("url"), link.url.contains("?") {
                value.error(.kind(.secretInAddress))
            }
        }
        return .webhook(settings)
    }

    private func readRobot(_ robot: Robot, _ section: Section) -> WebhookSettings.Form? {
        let token = surroundings.secret(section, file: "token_file", forbidden: "token")
        if token == nil, !section.has("token_file"), !section.has("credential") {
            section.missingOneOf(["token_file", "credential"], .kind(.robotWithoutToken))
        }
        let mentions = section.optional("mentions").map(readMentions) ?? []
        switch robot {
        case .weCom: return token.map { .weCom(token: $0, mentions: mentions) }
        case .dingTalk:
            let secret = section.optional("secret_file").flatMap(secret)
            return token.map { .dingTalk(token: $0, secret: secret, mentions: mentions) }
        }
    }

    private func readStandard(
        _ section: Section, into destination: inout Destination
    ) -> WebhookSettings.Form? {
        destination.heartbeatEvery = section.optional("heartbeat")?.interval()
        if section.has("secret") {
            _ = section.optional("secret")
            section.log.error(
                .site(.plainSecret("secret")), at: section.placeOfKey("secret"), help: .secretsInFiles)
        }
        let now = section.required("secret_file").flatMap(readKey)
        // While the far side changes from one secret to the next, both sign.
        let next = section.optional("next_secret_file").flatMap(readKey)
        guard let now else { return nil }
        return .standard(keys: [now] + (next.map { [$0] } ?? []))
    }

    private func secret(_ value: YAMLValue) -> String? {
        surroundings.path(value).flatMap { surroundings.read($0, for: value) }
    }

    private func readKey(_ value: YAMLValue) -> [UInt8]? {
        guard let text = secret(value) else { return nil }
        guard let key = WebhookSettings.key(text) else {
            value.error(.kind(.notAWebhookSecret))
            return nil
        }
        return key
    }

    private func readMentions(_ value: YAMLValue) -> [String] {
        let items = value.oneOrMore() ?? []
        if items.count > Self.mentionLimit { value.error(.form(.outOfRange(from: "1", to: "20"))) }
        return items.compactMap { item in
            guard let text = item.word() else { return nil }
            guard text.count <= 20, text.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2B })
            else {
                item.error(.kind(.notAMention(text)))
                return nil
            }
            return text
        }
    }

    private func readPage(_ value: YAMLValue) -> String? {
        guard let text = surroundings.text(value) else { return nil }
        guard let url = URL(string: text), url.scheme == "http" || url.scheme == "https",
            url.host?.isEmpty == false
        else {
            value.error(.site(.invalidURL(text)))
            return nil
        }
        return text.hasSuffix("/") ? String(text.dropLast()) : text
    }
}
