/// How often each profile's payloads were rejected and why, with the last sample of each: what a person needs
/// who must mend the profile, in memory that does not grow.
package struct RejectionTally: Sendable {
    /// One profile and one kind of reason.
    package struct Entry: Sendable, Equatable {
        package var count = 0
        package var last: Rejection?
        package var lastAt: Timestamp = .distantPast
        package var lastDevice: DeviceIndex?
        /// The first bytes of the last payload, at most `sampleLimit`.
        package var sample: [UInt8] = []
    }

    package static let sampleLimit = 256

    private var entries: [Entry]

    init(profiles: Int) {
        entries = Array(repeating: Entry(), count: profiles * RejectionReason.Kind.allCases.count)
    }

    package subscript(profile profile: Int, kind: RejectionReason.Kind) -> Entry {
        entries[Self.position(profile, kind)]
    }

    /// All rejections of a profile, of whatever kind.
    package func count(profile: Int) -> Int {
        RejectionReason.Kind.allCases.reduce(0) { $0 + self[profile: profile, $1].count }
    }

    mutating func record(
        _ rejection: Rejection, profile: Int, device: DeviceIndex, at time: Timestamp,
        payload: UnsafeRawBufferPointer
    ) {
        let position = Self.position(profile, rejection.reason.kind)
        entries[position].count += 1
        entries[position].last = rejection
        entries[position].lastAt = time
        entries[position].lastDevice = device
        entries[position].sample.removeAll(keepingCapacity: true)
        entries[position].sample.append(contentsOf: payload.prefix(Self.sampleLimit))
    }

    private static func position(_ profile: Int, _ kind: RejectionReason.Kind) -> Int {
        profile * RejectionReason.Kind.allCases.count + kind.rawValue
    }
}
