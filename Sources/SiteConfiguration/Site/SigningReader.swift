import Facility
import Foundation

/// Reads `signing:` of whatever speaks HTTP: one step, or a list of them in their order.
struct SigningReader {
    let surroundings: Surroundings

    private enum Kind: String, CaseIterable {
        case none, basic, bearer, oauth2, digest, hmac, sm2, command, webhook
    }

    /// nil: a mistake was said.
    func read(_ value: YAMLValue) -> SigningSettings? {
        let items = value.kind == .list ? value.list() ?? [] : [value]
        var isWhole = true
        var steps: [SigningSettings.Step] = []
        for item in items {
            guard let section = item.section(), let step = readStep(section) else {
                isWhole = false
                continue
            }
            if let step = step.value { steps.append(step) }
        }
        return isWhole ? SigningSettings(steps) : nil
    }

    /// A step, or `none`.
    private struct Found { var value: SigningSettings.Step? }

    private func readStep(_ section: Section) -> Found? {
        guard let kind = section.required("kind")?.choice(Kind.allCases) else {
            // Of an unknown kind no key is known either: that is the one mistake to say.
            if section.has("kind") { _ = section.all() }
            section.finish()
            return nil
        }
        defer { section.finish() }
        let step: SigningSettings.Step?
        switch kind {
        case .none: return Found(value: nil)
        case .basic: step = readBasic(section)
        case .bearer:
            let token = secret(section, "token_file", "token")
            let place = readPlace(section)
            step = token.flatMap { token in place.map { .bearer(token: token, at: $0) } }
        case .oauth2: step = readOAuth2(section)
        case .webhook:
            step = secret(section, "secret_file", "secret").map { .signature(.standardWebhooks(secret: $0)) }
        case .digest, .hmac, .sm2, .command:
            step = SignatureReader(surroundings: surroundings, section: section).read(named: kind.rawValue)
        }
        return step.map { Found(value: $0) }
    }

    private func readBasic(_ section: Section) -> SigningSettings.Step? {
        let value = section.required("user")
        let user = value?.word()
        let password = secret(section, "password_file", "password")
        guard let user, let password else { return nil }
        guard !user.contains(":") else {
            value?.error(.signing(.notAUser(user)))
            return nil
        }
        return .basic(user: user, password: password)
    }

    /// A secret that must be there; its absence is said.
    private func secret(_ section: Section, _ fileKey: String, _ forbidden: String) -> Secret? {
        guard section.has(fileKey) || section.has("credential") else {
            section.missingOneOf([fileKey, "credential"], .signing(.secretMissing))
            _ = surroundings.secret(section, file: fileKey, forbidden: forbidden)
            return nil
        }
        let text = surroundings.secret(section, file: fileKey, forbidden: forbidden)
        surroundings.warnIfOpen(section.optional(fileKey))
        return text.map { Secret($0) }
    }

    // MARK: Tokens

    /// `at: {header: X-Token}`, `prefix: "Bearer "`; without them `Authorization: Bearer …`.
    private func readPlace(_ section: Section) -> TokenPlace? {
        let prefix = section.optional("prefix")?.text()
        guard let value = section.optional("at") else {
            return TokenPlace(.header("Authorization"), prefix: prefix ?? TokenPlace.authorization.prefix)
        }
        guard let inside = value.section() else { return nil }
        var field: RequestField?
        for (key, make) in RequestField.places {
            guard let name = inside.optional(key)?.word() else { continue }
            field = make(name)
        }
        if field == nil { _ = inside.required("header") }
        inside.finish()
        return field.map { TokenPlace($0, prefix: prefix ?? "") }
    }

    private func readOAuth2(_ section: Section) -> SigningSettings.Step? {
        let url = section.required("token_url").flatMap(readURL)
        let id = section.required("client_id")?.word()
        let secret = secret(section, "client_secret_file", "client_secret")
        let place = readPlace(section)
        var settings = OAuth2Settings(
            tokenURL: url ?? "", clientID: id ?? "", clientSecret: secret ?? Secret(""),
            place: place ?? .authorization)
        settings.scope = section.optional("scope")?.word() ?? ""
        if let value = section.optional("form") {
            settings.form = value.choice(OAuth2Settings.Form.allCases) ?? .form
        }
        if let pointer = section.optional("token_at").flatMap(readPointer) { settings.tokenAt = pointer }
        if let pointer = section.optional("expires_at").flatMap(readPointer) { settings.expiresAt = pointer }
        if let life = section.optional("life")?.interval() { settings.life = life }
        if let margin = section.optional("margin")?.interval() { settings.margin = margin }
        for (key, _, value) in section.optional("extra")?.section()?.all() ?? [] {
            if let text = value.text() { settings.extra[key] = text }
        }
        var isWhole = url != nil && id != nil && secret != nil && place != nil
        if let value = section.optional("encrypt") {
            settings.encryption = value.section().flatMap(readEncryption)
            isWhole = isWhole && settings.encryption != nil
        }
        return isWhole ? .oauth2(settings) : nil
    }

    private func readEncryption(_ section: Section) -> OAuth2Settings.SecretEncryption? {
        let url = section.required("key_url").flatMap(readURL)
        let pointer = section.optional("key_at").flatMap(readPointer)
        var form = SM2CipherForm()
        if let value = section.optional("order") {
            form.order = value.choice(SM2CipherForm.Order.allCases) ?? form.order
        }
        if let mark = section.optional("point_mark")?.boolean() { form.hasPointMark = mark }
        if let value = section.optional("encoding") {
            form.encoding = value.choice(SignatureEncoding.allCases) ?? form.encoding
        }
        section.finish()
        return url.map { OAuth2Settings.SecretEncryption(keyURL: $0, keyAt: pointer ?? "", cipher: form) }
    }

    private func readURL(_ value: YAMLValue) -> String? {
        guard let text = surroundings.text(value) else { return nil }
        guard let url = URL(string: text), url.scheme == "http" || url.scheme == "https",
            let host = url.host, !host.isEmpty
        else {
            value.error(.site(.invalidURL(text)))
            return nil
        }
        if url.scheme == "http", !["127.0.0.1", "localhost", "::1"].contains(host) {
            value.warning(.signing(.secretInClear(text)))
        }
        return text
    }

    private func readPointer(_ value: YAMLValue) -> String? {
        guard let text = value.word() else { return nil }
        guard text.hasPrefix("/") else {
            value.error(.signing(.notAPointer(text)))
            return nil
        }
        return text
    }
}

extension RequestField {
    /// The places of a request by the keys they are written under.
    static let places: [(key: String, make: @Sendable (String) -> RequestField)] = [
        ("header", { .header($0) }), ("query", { .query($0) }), ("form", { .form($0) }),
        ("body", { .body($0) }),
    ]
}
