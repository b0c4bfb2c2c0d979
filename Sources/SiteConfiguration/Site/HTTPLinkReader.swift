import Facility
import Foundation

/// Reads the way to an HTTP far side: the keys that every kind speaking HTTP shares.
///
/// ```yaml
/// url: https://platform.district.gov.cn/open
/// timeout: 15s
/// authority_file: /etc/gengfu/district-ca.pem
/// certificate_file: /etc/gengfu/box.pem
/// key_file: /etc/gengfu/box.key
/// via:
///   proxy: 10.8.0.1:3128
///   proxy_user: box7
///   proxy_password_file: /etc/gengfu/proxy.password
///   bind: 10.8.3.17
///   hosts: {platform.district.gov.cn: 10.8.0.20}
///   clock: platform
/// ```
struct HTTPLinkReader {
    let surroundings: Surroundings

    /// - Parameter otherwise: the address where the file gives none; nil: it must give one.
    /// - Returns: nil when there is no address to call; the log says why.
    func read(_ section: Section, otherwise: String? = nil) -> HTTPLink? {
        let given = otherwise == nil ? section.required("url") : section.optional("url")
        let url = given == nil ? otherwise : given.flatMap(readURL)
        var link = HTTPLink(url: url ?? "")
        if let timeout = section.optional("timeout")?.interval() { link.timeout = timeout }
        link.authorityFile = section.optional("authority_file").flatMap(surroundings.path)
        link.certificateFile = section.optional("certificate_file").flatMap(surroundings.path)
        link.keyFile = section.optional("key_file").flatMap(surroundings.path)
        if section.has("certificate_file") != section.has("key_file") {
            section.log.error(.site(.keyWithoutCertificate), at: section.place)
        }
        if let via = section.optional("via") { readVia(via, into: &link.via) }
        return url == nil ? nil : link
    }

    private func readURL(_ value: YAMLValue) -> String? {
        guard let text = surroundings.text(value) else { return nil }
        guard let url = URL(string: text), url.scheme == "http" || url.scheme == "https",
            url.host?.isEmpty == false
        else {
            value.error(.site(.invalidURL(text)))
            return nil
        }
        return text
    }

    private func readVia(_ value: YAMLValue, into via: inout HTTPLink.Via) {
        guard let section = value.section() else { return }
        via.proxy = readProxy(section)
        if let bind = section.optional("bind") {
            via.bind = surroundings.text(bind)
            if let text = via.bind, !Self.isAddress(text) { bind.error(.site(.notAnIPAddress(text))) }
        }
        for (host, _, address) in section.optional("hosts")?.section()?.all() ?? [] {
            guard let text = surroundings.text(address) else { continue }
            if !Self.isAddress(text) { address.error(.site(.notAnIPAddress(text))) }
            via.hosts[host] = text
        }
        if let clock = section.optional("clock")?.choice(HTTPLink.Via.Clock.allCases) { via.clock = clock }
        section.finish()
    }

    private func readProxy(_ section: Section) -> HTTPLink.Via.Proxy? {
        let user = section.optional("proxy_user")?.word()
        let password = section.optional("proxy_password_file").flatMap { value in
            surroundings.path(value).flatMap { surroundings.read($0, for: value) }
        }
        guard let value = section.optional("proxy"), let text = surroundings.text(value) else { return nil }
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
            (1...65_535).contains(port), colon != text.startIndex, !text.contains("/")
        else {
            value.error(.site(.notHostAndPort(text)))
            return nil
        }
        return HTTPLink.Via.Proxy(host: String(text[..<colon]), port: port, user: user, password: password)
    }

    private static func isAddress(_ text: String) -> Bool {
        var four = in_addr()
        var six = in6_addr()
        return inet_pton(AF_INET, text, &four) == 1 || inet_pton(AF_INET6, text, &six) == 1
    }
}
