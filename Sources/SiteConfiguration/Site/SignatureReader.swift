import Facility
import Foundation

/// Reads one declared signature: by what it is made, over which text, and where it goes.
struct SignatureReader {
    let surroundings: Surroundings
    let section: Section

    func read(named kind: String) -> SigningSettings.Step? {
        let appKey = section.optional("app_key")?.word()
        let algorithm = readAlgorithm(kind)
        let text = section.required("sign").flatMap { readText($0, mayHoldSignature: false) }
        let secret = readSecret(kind, text)
        let fields = readFields()
        var settings = SignatureSettings(
            algorithm: algorithm ?? .digest(.sha256), text: text ?? [], appKey: appKey ?? "",
            secret: secret.map { Secret($0) }, fields: fields ?? [])
        if kind == "hmac", let key = section.optional("key") {
            settings.key = readText(key, mayHoldSignature: false) ?? settings.key
        }
        if let value = section.optional("encoding") {
            settings.encoding = value.choice(SignatureEncoding.allCases) ?? .hex
        }
        readTimestamp(&settings)
        readNonce(&settings)
        readParameters(&settings)
        guard algorithm != nil, text != nil, fields != nil else { return nil }
        return .signature(settings)
    }

    // MARK: By what

    private func readAlgorithm(_ kind: String) -> SignatureAlgorithm? {
        switch kind {
        case "digest": return readDigest("algorithm").map { .digest($0) }
        case "hmac": return readDigest("algorithm").map { .hmac($0) }
        case "sm2": return readSM2()
        default: return readCommand()
        }
    }

    private func readDigest(_ key: String) -> SignatureAlgorithm.Digest? {
        guard let value = section.optional(key) else { return .sha256 }
        let digest = value.choice(SignatureAlgorithm.Digest.allCases)
        if let digest, digest.isWeak { value.warning(.signing(.weakDigest(digest.rawValue))) }
        return digest
    }

    private func readSM2() -> SignatureAlgorithm? {
        let file = section.required("key_file")
        let key = file.flatMap { surroundings.wholeSecret($0) }
        surroundings.warnIfOpen(file)
        if section.has("key") {
            section.log.error(
                .site(.plainSecret("key")), at: section.placeOfKey("key"), help: .secretsInFiles)
            _ = section.optional("key")
        }
        var settings = SM2Settings(privateKey: Secret(key ?? ""))
        if let id = section.optional("user_id")?.word() { settings.userID = id }
        if let value = section.optional("layout") {
            settings.form = value.choice(SM2SignatureForm.allCases) ?? .der
        }
        if let value = section.optional("pre_hash") {
            settings.preHash = value.choice(SignatureAlgorithm.Digest.allCases)
        }
        guard let key, let file else { return nil }
        guard Self.looksLikeKey(key) else {
            file.error(.signing(.noKey(path: file.text() ?? "")))
            return nil
        }
        return .sm2(settings)
    }

    /// What can be seen without arithmetic; the rest is said when the destination is set up.
    private static func looksLikeKey(_ text: String) -> Bool {
        let bare = text.trimmingCharacters(in: .whitespacesAndNewlines)
        if bare.hasPrefix("-----BEGIN"), bare.contains("PRIVATE KEY-----") {
            return !bare.contains("ENCRYPTED")
        }
        return bare.utf8.count == 64 && bare.allSatisfy(\.isHexDigit)
    }

    /// `run: [words…]`, `within: 5s`, `answers: base64`.
    private func readCommand() -> SignatureAlgorithm? {
        let value = section.required("run")
        let words = value?.oneOrMore()?.compactMap { $0.word() } ?? []
        let within = section.optional("within")?.interval() ?? .seconds(5)
        var output = SignatureEncoding.base64
        if let value = section.optional("answers") {
            output = value.choice(SignatureEncoding.allCases) ?? output
        }
        guard let value else { return nil }
        guard !words.isEmpty else {
            value.error(.site(.noProgram))
            return nil
        }
        if within > .seconds(30), let place = section.optional("within") {
            place.error(.site(.longerThan(seconds: 30)))
        }
        return .command(words: words, within: min(within, .seconds(30)), output: output)
    }

    private func readSecret(_ kind: String, _ text: SignedText?) -> String? {
        let hasSecret = section.has("secret_file") || section.has("credential")
        if kind == "digest" || kind == "hmac", !hasSecret {
            section.missingOneOf(["secret_file", "credential"], .signing(.secretMissing))
        }
        if kind == "digest", hasSecret, let text, !text.uses(.secret), let value = section.optional("sign") {
            value.error(.signing(.secretUnused))
        }
        let secret = surroundings.secret(section, file: "secret_file", forbidden: "secret")
        surroundings.warnIfOpen(section.optional("secret_file"))
        return secret
    }

    // MARK: Over what

    private func readText(_ value: YAMLValue, mayHoldSignature: Bool) -> SignedText? {
        guard let written = value.text() else { return nil }
        do {
            let text = try SignedText(parsing: written)
            if !mayHoldSignature, text.uses(.signature) {
                value.error(.signing(.signatureOfItself))
                return nil
            }
            return text
        } catch .unknownPart(let name) {
            value.error(
                .signing(.unknownPart(name)), help: .nearest(to: name, among: SignedText.Part.names))
        } catch .unknownFilter(let name) {
            value.error(
                .signing(.unknownFilter(name)),
                help: .nearest(to: name, among: SignedText.Filter.allCases.map(\.rawValue)))
        } catch {
            value.error(.signing(.looseBrace))
        }
        return nil
    }

    private enum Stamp: String, CaseIterable { case seconds, milliseconds }

    private func readTimestamp(_ settings: inout SignatureSettings) {
        guard let value = section.optional("timestamp") else { return }
        guard case .mapping = value.kind, let inside = value.section() else {
            settings.timestamp = value.choice(Stamp.allCases) == .seconds ? .seconds : .milliseconds
            return
        }
        let format = inside.required("format")?.word()
        var zone = "Asia/Shanghai"
        if let named = inside.optional("time_zone"), TimeZoneReader.read(named) != nil {
            zone = named.text() ?? zone
        }
        inside.finish()
        settings.timestamp = .text(format: format ?? "", zone: zone)
    }

    /// `nonce: {length: 20, of: digits}`.
    private func readNonce(_ settings: inout SignatureSettings) {
        guard let inside = section.optional("nonce")?.section() else { return }
        if let length = inside.optional("length")?.integer(in: 8...64) { settings.nonce.length = length }
        if let value = inside.optional("of") {
            settings.nonce.alphabet = value.choice(NonceForm.Alphabet.allCases) ?? .alphanumeric
        }
        inside.finish()
    }

    /// `params: {of: [query, form], pair: "=", between: "&", empty: true, escape: form, except: [sign]}`.
    private func readParameters(_ settings: inout SignatureSettings) {
        guard let inside = section.optional("params")?.section() else { return }
        if let value = inside.optional("of") {
            settings.parameters.of = Set(
                (value.oneOrMore() ?? []).compactMap { $0.choice(ParameterForm.Source.allCases) })
        }
        if let pair = inside.optional("pair")?.text() { settings.parameters.pair = pair }
        if let between = inside.optional("between")?.text() { settings.parameters.between = between }
        if let keeps = inside.optional("empty")?.boolean() { settings.parameters.keepsEmpty = keeps }
        if let value = inside.optional("escape") {
            settings.parameters.escape = value.choice(ParameterForm.Escape.allCases) ?? .none
        }
        if let value = inside.optional("except") {
            settings.parameters.except = Set((value.oneOrMore() ?? []).compactMap { $0.word() })
        }
        inside.finish()
    }

    // MARK: Where to

    /// `send: {header: {X-Sign: "{signature}"}, query: {…}}`; nil: a mistake was said.
    private func readFields() -> [SignatureSettings.Field]? {
        guard let value = section.required("send"), let inside = value.section() else { return nil }
        var fields: [SignatureSettings.Field] = []
        var isWhole = true
        for (key, make) in RequestField.places {
            for (name, place, value) in inside.optional(key)?.section()?.all() ?? [] {
                if key == "header", !Self.isHeaderName(name) {
                    section.log.error(.signing(.notAFieldName(name)), at: place)
                    isWhole = false
                } else if let text = readText(value, mayHoldSignature: true) {
                    fields.append(.init(make(name), text))
                } else {
                    isWhole = false
                }
            }
        }
        inside.finish()
        if isWhole, !fields.contains(where: { $0.text.uses(.signature) }) {
            value.error(.signing(.signatureNotSent))
            return nil
        }
        return isWhole ? fields : nil
    }

    /// RFC 9110 5.1, as far as anybody uses it.
    private static func isHeaderName(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.count <= 64
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }
}
