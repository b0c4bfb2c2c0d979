/// How a destination of kind `webhook` is spoken to: a web address that wants each step pushed to it, or a robot in a
/// chat group of the people on duty.
package struct WebhookSettings: Sendable, Equatable {
    package var link: HTTPLink
    package var form: Form
    /// What a robot writes in.
    package var language: Language
    /// For times of day in a robot's text.
    package var zone: ZoneRules
    /// Address of the box's page, without a slash at its end; nil: no link in a robot's text.
    package var page: String?

    package enum Form: Sendable, Equatable {
        /// Standard Webhooks 1.0.0, signed with every key: two while one replaces the other.
        case standard(keys: [[UInt8]])
        /// A robot of 企业微信. `token`: the `key` of its address.
        case weCom(token: String, mentions: [String])
        /// A robot of 钉钉. `token`: the `access_token` of its address; `secret`: of its 加签, nil where it has none.
        case dingTalk(token: String, secret: String?, mentions: [String])
    }

    package init(
        link: HTTPLink, form: Form, language: Language = .zh, zone: ZoneRules = .utc, page: String? = nil
    ) {
        self.link = link
        self.form = form
        self.language = language
        self.zone = zone
        self.page = page
    }

    /// Messages a minute either robot takes; more, and it is shut off for minutes (as both makers document it).
    package static let robotLimit = 20

    /// It talks to people in a group.
    package var isRobot: Bool {
        if case .standard = form { false } else { true }
    }

    /// The bytes of a Standard Webhooks secret, `whsec_` and base64 of 24 to 64 bytes; nil for anything else.
    package static func key(_ text: String) -> [UInt8]? {
        guard text.hasPrefix("whsec_"), let bytes = base64(text.dropFirst(6)), (24...64).contains(bytes.count)
        else { return nil }
        return bytes
    }

    private static func base64(_ text: Substring) -> [UInt8]? {
        var bytes: [UInt8] = []
        var (bits, count) = (UInt32(0), 0)
        let digits = text.utf8.filter { $0 != UInt8(ascii: "=") }
        guard text.utf8.count.isMultiple(of: 4), text.utf8.count - digits.count <= 2,
            text.utf8.prefix(digits.count).elementsEqual(digits)
        else { return nil }
        for digit in digits {
            let value: UInt32
            switch digit {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): value = UInt32(digit) - 65
            case UInt8(ascii: "a")...UInt8(ascii: "z"): value = UInt32(digit) - 71
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = UInt32(digit) + 4
            case UInt8(ascii: "+"): value = 62
            case UInt8(ascii: "/"): value = 63
            default: return nil
            }
            (bits, count) = (bits << 6 | value, count + 6)
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        return bytes
    }
}
