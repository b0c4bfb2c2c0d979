/// Which device a part of another device's message speaks of: the second meter of a plug strip, a detector behind a
/// transmission device.
///
/// A channel is declared in the sheet by `parent` and `channel`, or by an id of the form `parent/channel`. It shares
/// its parent's topics and clock, and its profile may be another one.
struct ChannelTable: Sendable {
    /// Longest name of a channel, bytes.
    static let longestName = 128
    static let limit = 1 << 16

    private var table = ByteTable(limit: Self.limit, byteLimit: 8 << 20)

    init(devices: [Device]) {
        let positions = Dictionary(
            devices.enumerated().map { ($0.element.id, $0.offset) }, uniquingKeysWith: { first, _ in first })
        for (position, device) in devices.enumerated() {
            guard let (parent, channel) = Self.place(of: device, among: positions) else { continue }
            Self.withKey(parent: parent, channel: Array(channel.utf8)) { key, hash in
                guard table.find(key, hash: hash) == nil else { return }
                _ = table.insert(key, hash: hash, value: Int32(position))
            }
        }
    }

    /// One more device behind all others, the last of `devices`, whose parent's position it knows.
    mutating func append(_ device: Device, among devices: [Device]) {
        guard let parent = device.parent, let channel = device.channel else { return }
        Self.withKey(parent: parent, channel: Array(channel.utf8)) { key, hash in
            guard table.find(key, hash: hash) == nil else { return }
            _ = table.insert(key, hash: hash, value: Int32(devices.count - 1))
        }
    }

    /// The device that is this channel of `parent`, nil when nobody has declared it.
    func device(_ channel: UnsafeBufferPointer<UInt8>, of parent: DeviceIndex) -> DeviceIndex? {
        guard channel.count <= Self.longestName else { return nil }
        return Self.withKey(parent: parent.position, channel: channel) { key, hash in
            table.find(key, hash: hash).map { DeviceIndex(Int($0)) }
        }
    }

    private static func place(of device: Device, among positions: [String: Int]) -> (Int, String)? {
        if let parent = device.parent, let channel = device.channel { return (parent, channel) }
        guard let slash = device.id.lastIndex(of: "/"),
            let parent = positions[String(device.id[..<slash])]
        else { return nil }
        return (parent, String(device.id[device.id.index(after: slash)...]))
    }

    /// Four bytes of the parent and then the channel, on the stack.
    private static func withKey<Result>(
        parent: Int, channel: some Collection<UInt8>, _ body: (UnsafeRawBufferPointer, UInt32) -> Result
    ) -> Result {
        let count = 4 + channel.count
        return withUnsafeTemporaryAllocation(byteCount: count, alignment: 4) { key in
            key.storeBytes(of: UInt32(parent), as: UInt32.self)
            for (place, byte) in channel.enumerated() { key[4 + place] = byte }
            let bytes = UnsafeRawBufferPointer(key)
            return body(bytes, MessageBatch.hash(bytes))
        }
    }
}
