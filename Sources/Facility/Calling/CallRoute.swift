/// A way to wake somebody.
package enum CallRoute: String, Sendable, Codable, CaseIterable {
    /// A line in the log and on the page: what is left when nothing else is set up.
    case page
    /// Tone and speech at the box.
    case local
    case sms
    /// A voice call.
    case call

    package var name: LocalizedText {
        switch self {
        case .page: LocalizedText(en: "page", zh: "页面")
        case .local: LocalizedText(en: "loudspeaker", zh: "本地广播")
        case .sms: LocalizedText(en: "SMS", zh: "短信")
        case .call: LocalizedText(en: "phone call", zh: "电话")
        }
    }

    /// Whether it needs a number.
    package var needsPhone: Bool { self == .sms || self == .call }
}
