/// How a destination of kind `cap` is spoken to: OASIS Common Alerting Protocol 1.2 (ITU-T X.1303).
///
/// The gateway warns offices that agreed to hear it, never the public: there is no scope `Public` here.
package struct CAPSettings: Sendable, Equatable {
    /// Who sends, the same in every message: no blanks, commas, `<` or `&` (CAP 1.2, 3.2.1).
    package var sender: String
    package var scope: Scope
    /// Languages of the `info` blocks, each its own block.
    package var languages: [Language]
    /// How long a message counts at most (`expires`).
    package var expiry: Interval
    /// Whether the compound's position goes along, as a circle in WGS-84.
    package var givesPosition: Bool
    /// For times with the site's offset.
    package var zone: ZoneRules
    /// Address of the box's page, for `web`; nil: none.
    package var page: String?

    /// Radius of the circle: a compound, kilometres.
    package static let radius = "0.3"

    /// What carries the messages.
    package enum Carrier: Sendable, Equatable {
        /// A folder that something else empties: a file for each message.
        case folder(String)
        /// Posted to an address, with `token` as the bearer.
        case http(HTTPLink, token: String?)
    }

    package enum Scope: Sendable, Equatable {
        /// For those named, without blanks inside a name.
        case isPrivate(addresses: [String])
        /// For those the rule describes.
        case restricted(to: String)
    }

    package init(
        sender: String, scope: Scope, languages: [Language] = [.zh, .en], expiry: Interval = .hours(24),
        givesPosition: Bool = true, zone: ZoneRules = .utc, page: String? = nil
    ) {
        self.sender = sender
        self.scope = scope
        self.languages = languages
        self.expiry = expiry
        self.givesPosition = givesPosition
        self.zone = zone
        self.page = page
    }

    /// What an identifier or sender may be made of: visible ASCII but `,`, `<` and `&` (CAP 1.2, 3.2.1).
    package static func isName(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 200
            && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x2C && $0 != 0x3C && $0 != 0x26 }
    }
}
