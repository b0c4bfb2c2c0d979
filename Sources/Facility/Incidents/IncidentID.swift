/// Names an incident for ever: `<site>-<store epoch>-<number>`, such as `longhu-1f-3a9c04e7d1-42`.
///
/// The epoch is 40 random bits drawn when the store's file is made, so that a new file never reuses a case number.
package struct IncidentID: Hashable, Sendable, Codable, CustomStringConvertible, Comparable {
    package var site: String
    /// 40 bits.
    package var epoch: UInt64
    /// Counts from 1 within the epoch, never reused.
    package var number: Int64

    package init(site: String, epoch: UInt64, number: Int64) {
        self.site = site
        self.epoch = epoch
        self.number = number
    }

    /// Reads what `description` prints; nil for anything else.
    package init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count >= 3, let number = Int64(parts[parts.count - 1]), number > 0,
            parts[parts.count - 2].utf8.count == 10, let epoch = UInt64(parts[parts.count - 2], radix: 16)
        else { return nil }
        self.init(site: parts.dropLast(2).joined(separator: "-"), epoch: epoch, number: number)
    }

    package var description: String {
        let digits = String(epoch, radix: 16)
        return "\(site)-\(String(repeating: "0", count: max(0, 10 - digits.utf8.count)))\(digits)-\(number)"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let id = IncidentID(text) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "not an incident id: \(text)")
        }
        self = id
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    package static func < (left: IncidentID, right: IncidentID) -> Bool {
        (left.epoch, left.number) < (right.epoch, right.number)
    }
}
