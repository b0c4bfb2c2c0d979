import Facility
import MQTT

/// Why a broker could not be reached, as a sentence for the person who can mend it. What the network, the broker or
/// the TLS library said itself stands in brackets as it came.
extension ConnectFailure {
    var text: LocalizedText {
        switch self {
        case .unknownHost(let host, let detail):
            LocalizedText(
                en: "the name `\(host)` is not found (\(detail))", zh: "找不到主机名 `\(host)`（\(detail)）")
        case .portRefused(let host, let port):
            LocalizedText(
                en: "nobody listens at \(host) port \(port): is the broker running?",
                zh: "\(host) 的 \(port) 端口无人监听：消息服务器是否已启动？")
        case .silent(let host, let port, let milliseconds):
            LocalizedText(
                en: "\(host) port \(port) gave no answer within \(milliseconds) ms",
                zh: "\(host) 的 \(port) 端口 \(milliseconds) 毫秒内没有应答")
        case .unreachable(let host, let port, let detail):
            LocalizedText(
                en: "the network does not lead to \(host) port \(port) (\(detail))",
                zh: "网络不通：\(host) 的 \(port) 端口（\(detail)）")
        case .security(let detail):
            LocalizedText(
                en: "TLS failed: check the certificates on both sides (\(detail))",
                zh: "TLS 失败，请检查双方证书（\(detail)）")
        case .credentials(_, let text):
            LocalizedText(
                en: "the broker does not accept this user and password (\(text))",
                zh: "消息服务器不接受此用户名和密码（\(text)）")
        case .protocolVersion:
            LocalizedText(
                en: "the broker does not speak this MQTT version: write `version: 3.1.1` or `version: 5`",
                zh: "消息服务器不支持此 MQTT 版本：请改写 `version: 3.1.1` 或 `version: 5`")
        case .refused(_, let text):
            LocalizedText(en: "the broker refuses us (\(text))", zh: "消息服务器拒绝连接（\(text)）")
        case .closed(let detail):
            LocalizedText(
                en: "the other side closed; is it an MQTT broker? (\(detail))",
                zh: "对方关闭了连接，是否为 MQTT 消息服务器？（\(detail)）")
        case .settings(let detail):
            LocalizedText(en: "these settings cannot work (\(detail))", zh: "此设置无法使用（\(detail)）")
        }
    }
}
