import Facility

/// Reads one of `brokers`.
struct BrokerReader {
    let surroundings: Surroundings
    let siteID: String

    func read(_ section: Section, id: String) -> Broker? {
        let host = section.required("host").flatMap(surroundings.text)
        let tls = section.optional("tls").map(readTLS)
        let port = section.optional("port").map(surroundings.port) ?? (tls == nil ? 1_883 : 8_883)
        let clientID = section.optional("client_id").map { $0.word() } ?? "gengfu-\(siteID)"
        let version =
            section.optional("version").map {
                $0.choice([Broker.ProtocolVersion.v5, .v3_1_1])
            } ?? .v5
        let user = section.optional("user")?.word()
        let password = surroundings.secret(section, file: "password_file", forbidden: "password")
        let keepAlive = section.optional("keep_alive")?.interval() ?? .seconds(30)
        let receiveMaximum = section.optional("receive_maximum")?.integer(in: 1...65_535)
        let bases = section.optional("zigbee2mqtt").map(readBases) ?? []
        section.finish()
        guard let host, let port, let clientID, let version else { return nil }
        var broker = Broker(
            id: id, host: host, port: port, clientID: clientID, version: version, user: user,
            password: password,
            tls: tls ?? nil, keepAlive: keepAlive)
        broker.receiveMaximum = receiveMaximum
        broker.zigbeeBases = bases
        return broker
    }

    /// `{base: zigbee2mqtt}`, or several bases.
    private func readBases(_ value: YAMLValue) -> [String] {
        guard let section = value.section() else { return [] }
        var bases: [String] = []
        for item in section.required("base")?.oneOrMore() ?? [] {
            guard let base = item.word() else { continue }
            guard Identifier.isBaseTopic(base) else {
                item.error(.site(.invalidBase(base)))
                continue
            }
            if !bases.contains(base) { bases.append(base) }
        }
        section.finish()
        return bases
    }

    private func readTLS(_ value: YAMLValue) -> Broker.TLS? {
        guard let section = value.section() else { return nil }
        let tls = Broker.TLS(
            authorityFile: section.optional("authority_file").flatMap(surroundings.path),
            certificateFile: section.optional("certificate_file").flatMap(surroundings.path),
            keyFile: section.optional("key_file").flatMap(surroundings.path))
        section.finish()
        if section.has("certificate_file") != section.has("key_file") {
            value.error(.site(.keyWithoutCertificate))
        }
        return tls
    }
}
