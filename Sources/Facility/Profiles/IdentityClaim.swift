import CSimdjson

/// Where a payload itself says whose it is. The topic decides; a payload that says another name is not read, since
/// its values may be anybody's.
package struct IdentityClaim: Sendable, Equatable {
    /// JSON Pointer (RFC 6901), such as `/Parameters/Id`; of a text the key, group or column; empty beside `value`.
    package var at: String
    /// Where it stands among a binary message's bytes.
    package var value: BinaryValue?
    /// The sheet's column that must hold the same, such as `imei`; nil: the device's id. A device without an entry in
    /// the column is not asked.
    package var register: String?

    package init(at: String, register: String? = nil) {
        self.at = at
        self.register = register
    }

    package init(_ value: BinaryValue, register: String? = nil) {
        self.init(at: "", register: register)
        self.value = value
    }
}

/// A route's claims, compiled: where the codec leaves each and which name it is held against. A class, so that asking
/// it for every message copies nothing.
final class IdentityCheck: Sendable {
    struct Entry: Sendable {
        var slot: Int
        var register: String?
        /// Packed digits come in pairs: a number of 15 has a zero in front.
        var isPadded = false
    }

    /// A walk of its own from the document's root; nil: the codec's own walk has filled the slots.
    let plan: JSONPlan?
    let entries: [Entry]
    /// First slot of the walk's own.
    let base: Int
    /// Of claims among bytes.
    let operations: [BinaryOperation]
    let textBytes: Int
    /// The codec asks while it reads, since every line and match may claim, and leaves nothing for afterwards.
    let isAskedWithin: Bool

    /// nil without a claim.
    init?(_ claims: [IdentityClaim], slots: ArraySlice<Int?>, isAskedWithin: Bool = false) {
        entries = zip(claims, slots).compactMap { claim, slot in
            slot.map { Entry(slot: $0, register: claim.register) }
        }
        guard !entries.isEmpty else { return nil }
        plan = nil
        (base, operations, textBytes) = (0, [], 0)
        self.isAskedWithin = isAskedWithin
    }

    /// For binary messages: among their bytes, and in the JSON around them.
    /// - Parameter base: behind the slots of the codec itself.
    init?(ofBytes claims: [IdentityClaim], base: Int) {
        guard !claims.isEmpty else { return nil }
        let pointers = claims.filter { $0.value == nil }
        let plan = pointers.isEmpty ? nil : JSONPlan(pointers.map { ($0.at, false) })
        var entries = zip(pointers, plan?.slots ?? []).compactMap { claim, slot in
            slot.map { Entry(slot: base + $0, register: claim.register) }
        }
        var operations: [BinaryOperation] = []
        var textBytes = 0
        for claim in claims {
            guard let value = claim.value else { continue }
            let slot = base + (plan?.count ?? 0) + operations.count
            operations.append(BinaryOperation(value, slot: slot, wantsNumber: false))
            textBytes += BinaryRoom.bytes(for: value)
            entries.append(
                Entry(slot: slot, register: claim.register, isPadded: value.form == .bcdDigits))
        }
        self.plan = plan
        self.entries = entries
        self.base = base
        self.operations = operations
        self.textBytes = textBytes
        isAskedWithin = true
    }

    /// For codecs whose results are overwritten while they read.
    init?(walking claims: [IdentityClaim]) {
        let plan = JSONPlan(claims.map { ($0.at, false) })
        entries = zip(claims, plan.slots).compactMap { claim, slot in
            slot.map { Entry(slot: $0, register: claim.register) }
        }
        guard !entries.isEmpty else { return nil }
        self.plan = plan
        (base, operations, textBytes, isAskedWithin) = (0, [], 0, false)
    }

    var slotCount: Int { base + (plan?.count ?? 0) + operations.count }
}

/// The names of every device that a payload may claim.
struct DeviceNames: Sendable {
    /// What the topic calls it: of a channel with a topic of its own, the device that carries it.
    private var ids: [String] = []
    private var registers: [[String: String]] = []

    init(_ devices: [Device]) {
        for device in devices { append(device, among: devices) }
    }

    mutating func append(_ device: Device, among devices: [Device]) {
        let parent = device.parent.map { devices[$0] }
        ids.append(parent?.id ?? device.id)
        registers.append(device.register.merging(parent?.register ?? [:]) { own, _ in own })
    }

    /// nil: a stranger whose message is tried.
    func id(of device: DeviceIndex) -> String? {
        device.position < ids.count ? ids[device.position] : nil
    }

    /// What a claim must be; nil: the sheet does not say.
    func expected(_ entry: IdentityCheck.Entry, of device: DeviceIndex) -> String? {
        guard device.position < ids.count else { return nil }
        guard let register = entry.register else { return ids[device.position] }
        guard let value = registers[device.position][register], !value.isEmpty else { return nil }
        return value
    }
}

extension PayloadDecoder {
    /// What a payload claims that its topic denies; nil: nothing. Nothing, `null` and an empty text claim nothing.
    ///
    /// Mutating, though it changes nothing: asked otherwise by what changes the decoder, it would get a copy of it.
    mutating func contradiction(_ check: IdentityCheck) -> RejectionReason.Malformation? {
        if let plan = check.plan {
            extractor.walk(plan, at: UInt32(GJ_ROOT), into: extractor.results + check.base)
        }
        for entry in check.entries {
            let claim = extractor.results[entry.slot]
            guard claim.claimsSomething, let expected = names.expected(entry, of: gathering.parent),
                !claim.isName(expected), !entry.isPadded || !claim.isName("0" + expected)
            else { continue }
            return .identity(claimed: claim.spelling, expected: expected)
        }
        return nil
    }
}

extension PayloadDecoder {
    /// What the part of a text that was read last claims.
    mutating func contradiction(_ route: CompiledRoute) -> RejectionReason.Malformation? {
        route.identity.flatMap { contradiction($0) }
    }

    /// What a binary message claims.
    mutating func contradiction(
        _ route: CompiledRoute, in bytes: UnsafeRawBufferPointer
    ) -> RejectionReason.Malformation? {
        guard let check = route.identity else { return nil }
        room.clear()
        for operation in check.operations { operation.run(on: bytes, into: extractor.results, room: room) }
        return contradiction(check)
    }
}

extension gj_value {
    fileprivate var claimsSomething: Bool { isString ? length > 0 : kind > UInt8(GJ_NULL.rawValue) }

    /// Whether it spells a name: digits and letters count, not whether `00a1` is written `00A1` or 7 as `"7"`.
    fileprivate func isName(_ name: String) -> Bool {
        switch gj_kind(UInt32(kind)) {
        case GJ_STRING:
            // As bytes beside bytes: a text's own are taken out of it one by one.
            let isSame = name.utf8.withContiguousStorageIfAvailable { $0.elementsEqual(bytes) }
            if isSame ?? bytes.elementsEqual(name.utf8) { return true }
            let wanted = name.utf8
            return bytes.count == wanted.count
                && zip(bytes, wanted).allSatisfy { $0.asciiFolded == $1.asciiFolded }
        case GJ_INTEGER: return Int64(name) == integer
        case GJ_NUMBER: return Double(name) == number
        default: return false
        }
    }
}

extension UInt8 {
    fileprivate var asciiFolded: UInt8 { self >= 0x41 && self <= 0x5A ? self + 0x20 : self }
}
