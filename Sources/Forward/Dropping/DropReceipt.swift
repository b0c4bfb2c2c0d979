import Facility
import Foundation

/// What the far side says of one file, in a file of its own (`docs/drop-folder.md`).
struct DropReceipt: Decodable, Equatable {
    /// Bytes of a receipt that are read.
    static let byteLimit = 64 << 10
    static let format = "gengfu-receipt/1"

    var stream: String
    var sequence: Int64
    var key: String
    /// The far side has taken the step; false: it refuses the case for cause.
    var isAccepted: Bool
    /// How far it has come; nil: not said.
    var handling: Handling?
    var caseNumber: String?
    var reason: String?

    private enum Key: String, CodingKey {
        case format, stream, sequence, key, result, handling, reason
        case caseNumber = "case_number"
    }

    private enum Result: String, Decodable { case accepted, refused }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Key.self)
        guard try fields.decode(String.self, forKey: .format) == Self.format else {
            throw Trouble.otherFormat
        }
        stream = try fields.decode(String.self, forKey: .stream)
        sequence = try fields.decode(Int64.self, forKey: .sequence)
        key = try fields.decode(String.self, forKey: .key)
        isAccepted = try fields.decode(Result.self, forKey: .result) == .accepted
        handling = try fields.decodeIfPresent(String.self, forKey: .handling).flatMap(Handling.init)
        caseNumber = try fields.decodeIfPresent(String.self, forKey: .caseNumber)
        reason = try fields.decodeIfPresent(String.self, forKey: .reason)
    }

    private enum Trouble: Error { case otherFormat }

    private init?(_ root: XMLElement) {
        guard root.name == "receipt", root.value("format") == Self.format, let stream = root.value("stream"),
            let sequence = root.value("sequence").flatMap({ Int64($0) }), let key = root.value("key"),
            let result = root.value("result").flatMap(Result.init)
        else { return nil }
        self.stream = stream
        self.sequence = sequence
        self.key = key
        isAccepted = result == .accepted
        handling = root.value("handling").flatMap(Handling.init)
        caseNumber = root.value("case_number")
        reason = root.value("reason")
    }

    /// nil for whatever is no receipt, however it is meant.
    static func read(_ bytes: Data) -> DropReceipt? {
        guard bytes.count <= byteLimit else { return nil }
        let first = bytes.first { ![0x20, 0x09, 0x0A, 0x0D, 0xEF, 0xBB, 0xBF].contains($0) }
        guard first == UInt8(ascii: "<") else { return try? JSONDecoder().decode(Self.self, from: bytes) }
        return (try? XMLReader.root(of: bytes)).flatMap { Self($0) }
    }

    /// For a line of the audit log, cut to what fits one.
    var line: String {
        let words = [
            isAccepted ? "accepted" : "refused", handling?.rawValue, caseNumber.map { "case \($0)" }, reason,
        ]
        let text = words.compactMap { $0 }.joined(separator: "; ")
        return String(text.map { $0.isNewline ? " " : $0 }.prefix(300))
    }
}
