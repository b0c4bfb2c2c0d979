import CSimdjson

/// What a route reads from a document that speaks for channels, records or several times: compiled pointers, some of
/// them to be followed below each member of an array or object.
///
/// `/ENERGY/Power/{channel}` is the container `/ENERGY/Power`, any key, and below it nothing more;
/// `/params/switch:{channel}/apower` is the container `/params`, the keys that start with `switch:`, and below them
/// `/apower`. Fields that share container and key are read in one walk.
final class JSONParts: Sendable {
    /// Channels and records read per message; what comes beyond is refused and counted.
    static let mostChannels = 256
    static let placeholder = "{channel}"

    /// Members of one array or object that are parts.
    struct Container: Sendable {
        /// Where the plan leaves the container.
        let slot: Int
        let before: [UInt8]
        let after: [UInt8]
        let plan: JSONPlan
        let fields: [FieldReader]
        /// Among the container's own results, by `each`.
        let channelSlot: Int?
        let time: (reader: TimeReader, slot: Int)?
        /// Members belong to a channel: by their key, or by what `channelSlot` says.
        let hasChannels: Bool
        /// Each member carries one quantity and names it: among its own results, and the names of `fields` in their
        /// order.
        var named: (slot: Int, names: [[UInt8]])?
        /// It is itself the one member.
        var isMember = false
    }

    /// Of the payload when the document is a text within it: that text and the time beside it.
    let envelope: JSONPlan?
    let envelopeTime: (reader: TimeReader, slot: Int)?
    let plan: JSONPlan
    let containers: [Container]
    /// Slots of device fields that may find the container of their own channels there instead.
    let shared: [Int]
    let channelFrom: Int
    /// Results of the members begin here.
    let base: Int
    let slotCount: Int

    init(
        envelope: JSONPlan?, envelopeTime: (TimeReader, Int)?, plan: JSONPlan, containers: [Container],
        shared: [Int], channelFrom: Int
    ) {
        self.envelope = envelope
        self.envelopeTime = envelopeTime
        self.plan = plan
        self.containers = containers
        self.shared = shared
        self.channelFrom = channelFrom
        base = max(plan.count, envelope?.count ?? 0)
        slotCount = base + (containers.map(\.plan.count).max() ?? 0)
    }

    /// A pointer with `{channel}` in it, cut at that token; nil when it has none.
    struct Split: Equatable {
        var container: String
        var before: String
        var after: String
        var rest: String

        init?(_ pointer: String) {
            guard let place = pointer.firstRange(of: JSONParts.placeholder),
                let slash = pointer[..<place.lowerBound].lastIndex(of: "/")
            else { return nil }
            let end = pointer[place.upperBound...].firstIndex(of: "/") ?? pointer.endIndex
            container = String(pointer[..<slash])
            before = Self.unescaped(pointer[pointer.index(after: slash)..<place.lowerBound])
            after = Self.unescaped(pointer[place.upperBound..<end])
            rest = String(pointer[end...])
        }

        private static func unescaped(_ text: Substring) -> String {
            String(text).replacing("~1", with: "/").replacing("~0", with: "~")
        }
    }
}

extension JSONParts.Container {
    /// The channel a member's key names, nil when the member is no part of it.
    func name(in key: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8>? {
        guard key.count > before.count + after.count, key.starts(with: before),
            key.suffix(after.count).elementsEqual(after)
        else { return nil }
        return UnsafeBufferPointer(rebasing: key[before.count..<(key.count - after.count)])
    }

    /// Whether any key will do, so that an array's indices do too.
    var takesAnyKey: Bool { before.isEmpty && after.isEmpty }
}
