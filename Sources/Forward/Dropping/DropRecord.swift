import Facility
import Foundation

/// The content of one file of a drop folder (`docs/drop-folder.md`), the same bytes each time it is written.
struct DropRecord: Encodable {
    /// What every file says of itself.
    struct Heading {
        var site: String
        var destination: String
        /// Numbers count within it; another one means that the box began anew.
        var stream: String
        var sequence: Int64
    }

    /// One step of a case, or all open cases.
    enum Matter {
        case step(Delivery)
        /// `isComplete`: no open case is left out, so that one which is not in it is not open.
        case snapshot(
            at: Timestamp, every: Interval, audit: AuditHead?, cases: [Delivery], open: Int, isComplete: Bool)
    }

    static let format = "gengfu-drop/1"

    var heading: Heading
    var matter: Matter

    private enum Key: String, CodingKey {
        case format, kind, site, destination, stream, sequence, key, action, at, audit, open, complete, cases
        case theCase = "case"
        case everySeconds = "every_seconds"
    }

    func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Key.self)
        try fields.encode(Self.format, forKey: .format)
        try fields.encode(heading.site, forKey: .site)
        try fields.encode(heading.destination, forKey: .destination)
        try fields.encode(heading.stream, forKey: .stream)
        try fields.encode(heading.sequence, forKey: .sequence)
        switch matter {
        case .step(let delivery):
            try fields.encode("case", forKey: .kind)
            try fields.encode(delivery.idempotencyKey, forKey: .key)
            try fields.encode(delivery.action.rawValue, forKey: .action)
            try fields.encode(GridCase(delivery), forKey: .theCase)
        case .snapshot(let at, let every, let audit, let cases, let open, let isComplete):
            try fields.encode("snapshot", forKey: .kind)
            try fields.encode(at.rfc3339, forKey: .at)
            try fields.encode(every.milliseconds / 1_000, forKey: .everySeconds)
            try fields.encode(open, forKey: .open)
            try fields.encode(isComplete, forKey: .complete)
            try fields.encode(cases.map(GridCase.init), forKey: .cases)
            try fields.encodeIfPresent(audit.map(Head.init), forKey: .audit)
        }
    }

    private struct Head: Encodable {
        var store: String
        var number: Int64
        var hash: String

        init(_ head: AuditHead) {
            store = head.storeName
            number = head.number
            hash = head.hex
        }
    }

    /// The file's bytes.
    func bytes(_ format: DropSettings.Format) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let json = try encoder.encode(self)
        guard format == .xml else { return json + Data([0x0A]) }
        let value = try JSONDecoder().decode(DropValue.self, from: json)
        var text = XMLText()
        text.open("drop", ["xmlns": "urn:gengfu:drop:1"])
        value.write(to: &text)
        text.close()
        return Data(text.text.utf8)
    }
}
