/// Which built-in objects a maker's file could change: all calls in a context share them, and no message may depend on
/// what another one left.
///
/// Milesight's published codecs all replace `Object.assign`. After each call of such a file the objects it can reach
/// are compared with what they were and put back: 10 µs, and 30 where that is all there are, where the call itself takes
/// 10 and a new context 400. A file that names no way to change any pays nothing.
enum BuiltInReach {
    /// The objects whose members, and whose prototype's, are kept.
    private static let all = [
        "Object", "Function", "Array", "String", "Number", "Boolean", "Date", "RegExp", "Error", "TypeError",
        "RangeError", "SyntaxError", "ReferenceError", "Symbol", "BigInt", "Map", "Set", "WeakMap", "WeakSet",
        "Promise", "JSON", "Math", "Reflect", "ArrayBuffer", "DataView", "Uint8Array", "Int8Array",
        "Uint16Array",
        "Int16Array", "Uint32Array", "Int32Array", "Float32Array", "Float64Array", "parseInt", "parseFloat",
        "isNaN",
        "isFinite",
    ]

    /// Ways to an object that is not named, such as `[].constructor`. There is no `window` and no `self` here, and
    /// `retrieval_state` is no `eval`: words count whole.
    private static let detours = [
        "constructor", "__proto__", "getPrototypeOf", "globalThis", "eval", "Function", "Reflect",
        "__defineGetter__", "__lookupGetter__",
    ]

    /// Ways to change an object's members that are not a plain assignment.
    private static let changes = [
        "prototype", "defineProperty", "defineProperties", "setPrototypeOf", "Object.assign(", "delete ",
        "freeze",
    ]

    /// The objects to compare after each call, by name; empty: none.
    static func roots(of source: String) -> [String] {
        let bytes = Array(source.utf8)
        func has(_ text: String) -> Bool { position(of: Array(text.utf8), in: bytes, from: 0) != nil }
        // A name may be spelt with escapes, `"const\x72uctor"`.
        if has("\\x") || has("\\u") { return all }
        let words = words(in: bytes)
        if detours.contains(where: { words.contains(digest($0.utf8)) }) || has("this[") { return all }
        guard changes.contains(where: has) || assigns(bytes) else { return [] }
        // Literals reach these without a name.
        return all.filter {
            words.contains(digest($0.utf8)) || ["Object", "Array", "String", "Number"].contains($0)
        }
    }

    /// The names in a file, also those in its texts and comments, as digests: two that share one cost time, no more.
    private static func words(in bytes: [UInt8]) -> Set<UInt64> {
        Set(SourceWords(bytes).map { digest(bytes[$0]) })
    }

    /// FNV-1a, 64 bits.
    private static func digest(_ bytes: some Sequence<UInt8>) -> UInt64 {
        bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }

    /// `Math.trunc = …` and its like, also as `Math["trunc"] = …`: a built-in's name, a member, an assignment.
    private static func assigns(_ bytes: [UInt8]) -> Bool {
        for name in all {
            let name = Array(name.utf8)
            var start = 0
            while let found = position(of: name, in: bytes, from: start) {
                start = found + name.count
                if isAssigned(bytes[start...]) { return true }
            }
        }
        return false
    }

    private static func position(of name: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
        guard let first = name.first, bytes.count >= name.count else { return nil }
        var position = start
        while position <= bytes.count - name.count {
            if bytes[position] == first, bytes[position..<(position + name.count)].elementsEqual(name) {
                return position
            }
            position += 1
        }
        return nil
    }

    /// Whether what follows a name is a chain of members and then an assignment.
    private static func isAssigned(_ rest: ArraySlice<UInt8>) -> Bool {
        guard let next = rest.first, next == UInt8(ascii: ".") || next == UInt8(ascii: "[") else {
            return false
        }
        let members = rest.prefix(96).drop { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: Array("._$[]'\" \t".utf8).contains(byte)
            }
        }
        guard members.first == UInt8(ascii: "=") else { return false }
        return members.dropFirst().first != UInt8(ascii: "=")
    }
}
