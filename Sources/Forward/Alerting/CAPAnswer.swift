import Facility

/// What a far side answers to a CAP message it was posted: with `acknowledgement: business`, a CAP message of its own
/// of the type `Ack` that names ours, or `Error`, whose `note` says why (CAP 1.2, 3.2.1).
enum CAPAnswer {
    /// Returns the far side's identifier of its acknowledgement, nil where none is asked for.
    static func judge(
        status: Int, body: [UInt8], retryAfter: Interval?, message: CAPMessage,
        acknowledgement: Destination.Acknowledgement
    ) throws(Lane.Failure) -> String? {
        guard (200..<300).contains(status) else { throw failure(status, retryAfter) }
        guard acknowledgement == .business else { return nil }
        let root: XMLElement
        do throws(XMLReader.Failure) { root = try XMLReader.root(of: body) } catch {
            throw .unknown("answered \(status); its answer is not read: \(error.rawValue)")
        }
        guard root.name == "alert", root.namespace == CAPMessage.namespace else {
            throw .unknown("answered \(status) without a CAP message")
        }
        let own = "\(message.settings.sender),\(message.identifier),\(message.sent)"
        let named = (root.value("references") ?? "").split(whereSeparator: \.isWhitespace)
        guard named.contains(where: { $0 == own }) else {
            throw .unknown("answered \(status) with a CAP message that does not name ours")
        }
        switch root.value("msgType") {
        case "Ack": return root.value("identifier").map { String($0.prefix(100)) }
        case "Error":
            let note = (root.value("note") ?? "no reason given").map { $0.isNewline ? " " : $0 }
            throw .refused("CAP Error: \(String(note.prefix(300)))")
        default: throw .unknown("answered \(status) with a CAP message that is no Ack")
        }
    }

    private static func failure(_ status: Int, _ retryAfter: Interval?) -> Lane.Failure {
        let text = "answered \(status)"
        return switch status {
        case 300..<400: .lockedOut("\(text), which is not followed")
        case 401, 403, 404, 405: .lockedOut(text)
        case 408, 409, 425, 429, 503: .busy(text, retryAfter: retryAfter)
        case 500..<600: .unknown(text)
        default: .refused(text)
        }
    }
}
