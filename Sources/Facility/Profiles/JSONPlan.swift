import CSimdjson

/// The JSON Pointers one route needs, compiled so that a single walk of the document finds them all.
///
/// `@unchecked Sendable`: the C plan is written only in `init` and read ever after.
package final class JSONPlan: @unchecked Sendable {
    let handle: OpaquePointer
    /// The slots of the pointers given, in their order; nil for what is no JSON Pointer.
    let slots: [Int?]

    /// - Parameter pointers: `wantsNumber` also reads strings there as numbers.
    init(_ pointers: [(pointer: String, wantsNumber: Bool)]) {
        guard let handle = gj_plan_create() else { preconditionFailure("no memory for a plan") }
        slots = pointers.map { entry in
            var pointer = entry.pointer
            let slot = pointer.withUTF8 {
                gj_plan_add(handle, $0.baseAddress, $0.count, entry.wantsNumber ? 1 : 0)
            }
            return slot < 0 ? nil : Int(slot)
        }
        self.handle = handle
    }

    deinit { gj_plan_destroy(handle) }

    /// Number of results an extraction fills.
    var count: Int { gj_plan_count(handle) }

    /// Whether a text is a JSON Pointer (RFC 6901): empty, or tokens that each start with a slash.
    package static func isPointer(_ text: String) -> Bool {
        var bytes = Array(text.utf8)[...]
        guard !bytes.isEmpty else { return true }
        guard bytes.first == UInt8(ascii: "/") else { return false }
        while let tilde = bytes.firstIndex(of: UInt8(ascii: "~")) {
            bytes = bytes[(tilde + 1)...]
            guard let next = bytes.first, next == UInt8(ascii: "0") || next == UInt8(ascii: "1") else {
                return false
            }
        }
        return true
    }
}
