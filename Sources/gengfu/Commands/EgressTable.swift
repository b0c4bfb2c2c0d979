import Facility
import Foundation

/// The form a firewall's keeper wants filled in (白名单申请): who calls whom, on which port, in which direction, for what.
struct EgressTable: Encodable {
    struct Row: Encodable {
        /// The box's own address, where the configuration binds one.
        var source: String
        var destination: String
        var port: Int
        /// `tcp`, always outgoing: nobody calls the box.
        var protocolName: String
        var direction: String
        var purposeEn: String
        var purposeZh: String

        enum CodingKeys: String, CodingKey {
            case source, destination, port, direction
            case protocolName = "protocol"
            case purposeEn = "purpose_en"
            case purposeZh = "purpose_zh"
        }

        func line(_ language: Language) -> String {
            let source = source.isEmpty ? (language == .zh ? "本机" : "this box") : source
            let direction = language == .zh ? "出站" : "outbound"
            let purpose = language == .zh ? purposeZh : purposeEn
            return [source, destination, "\(port)", protocolName, direction, purpose].joined(separator: "\t")
        }
    }

    var rows: [Row]

    static func header(_ language: Language) -> String {
        language == .zh
            ? "源地址\t目的地址\t端口\t协议\t方向\t用途" : "source\tdestination\tport\tprotocol\tdirection\tpurpose"
    }

    init(_ site: Site) {
        rows = site.brokers.map { broker in
            Row(
                source: "", destination: broker.host, port: broker.port, protocolName: "tcp",
                direction: "outbound", purposeEn: "readings of devices from broker \(broker.id) (MQTT)",
                purposeZh: "自消息服务器 \(broker.id) 接收设备数据（MQTT）")
        }
        for destination in site.destinations {
            switch destination.kind {
            case .http(let settings):
                rows += Self.rows(settings.link, settings.signing, Self.cases(to: destination))
            case .gb26875(let centre):
                let name = destination.name
                rows.append(
                    Row(
                        source: "", destination: centre.host, port: centre.port, protocolName: "tcp",
                        direction: "outbound", purposeEn: "fire points to \(name.en) (GB/T 26875.3)",
                        purposeZh: "向\(name.zh)传输消防点位信息（GB/T 26875.3）"))
            case .webhook(let settings):
                rows += Self.rows(settings.link, SigningSettings(), Self.cases(to: destination))
            case .cap(_, .http(let link, _)):
                rows += Self.rows(link, SigningSettings(), Self.cases(to: destination))
            case .publish(let settings):
                let name = destination.name
                rows.append(
                    Row(
                        source: "", destination: settings.broker.host, port: settings.broker.port,
                        protocolName: "tcp", direction: "outbound", purposeEn: "cases to \(name.en) (MQTT)",
                        purposeZh: "向\(name.zh)发布事件（MQTT）"))
            // A folder of the box, what stands beside it, or a broker that stands above.
            case .file, .cap(_, .folder), .sound, .siren: break
            }
        }
        if let phones = site.phones { rows += Self.rows(phones) }
    }

    /// The interface that sends SMS or calls people, once where both use it.
    private static func rows(_ phones: PhoneSettings) -> [Row] {
        var rows: [Row] = []
        for route in [CallRoute.sms, .call] {
            guard case .http(let api)? = phones[route] else { continue }
            let purpose = LocalizedText(en: "SMS and voice calls to people", zh: "短信与语音呼叫")
            for row in Self.rows(api.link, api.signing, purpose)
            where !rows.contains(where: { $0.destination == row.destination && $0.port == row.port }) {
                rows.append(row)
            }
        }
        return rows
    }

    private static func cases(to destination: Destination) -> LocalizedText {
        LocalizedText(en: "cases to \(destination.name.en)", zh: "向\(destination.name.zh)报送事件")
    }

    private static func rows(_ link: HTTPLink, _ signing: SigningSettings, _ purpose: LocalizedText) -> [Row]
    {
        func row(_ host: String, _ port: Int, en: String, zh: String) -> Row {
            Row(
                source: link.via.bind ?? "", destination: host, port: port, protocolName: "tcp",
                direction: "outbound", purposeEn: en, purposeZh: zh)
        }
        if let proxy = link.via.proxy {
            return [
                row(
                    proxy.host, proxy.port, en: "\(purpose.en), through the proxy", zh: "经代理\(purpose.zh)")
            ]
        }
        var addresses = [link.url]
        for case .oauth2(let oauth) in signing.steps {
            addresses.append(oauth.tokenURL)
            if let encryption = oauth.encryption { addresses.append(encryption.keyURL) }
        }
        var seen: Set<String> = []
        return addresses.compactMap { address in
            guard let url = URL(string: address), let host = url.host() else { return nil }
            let port = url.port ?? (url.scheme == "https" ? 443 : 80)
            let reached = link.via.hosts[host] ?? host
            guard seen.insert("\(reached):\(port)").inserted else { return nil }
            return row(
                reached, port, en: "\(purpose.en) (\(url.scheme ?? "http"))",
                zh: "\(purpose.zh)（\(url.scheme ?? "http")）")
        }
    }
}
