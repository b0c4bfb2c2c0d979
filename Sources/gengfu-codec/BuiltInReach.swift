/// Which built-in objects a maker's file could change: all calls in a context share them, and no message may depend on
/// what another one left.
///
/// Milesight's published codecs all replace `Object.assign`. After each call of such a file the objects it can reach
/// are compared with what they were and put back: 25 µs, where the call itself takes 10 and a new context 400. A file
/// that names no way to change any pays nothing.
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

    /// Ways to an object that is not named, such as `[].constructor`.
    private static let detours = [
        "constructor", "__proto__", "getPrototypeOf", "globalThis", "eval", "Function", "Reflect",
        "__defineGetter__", "__lookupGetter__", "this[", "window", "self",
    ]

    /// Ways to change an object's members that are not a plain assignment.
    private static let changes = [
        "prototype", "defineProperty", "defineProperties", "setPrototypeOf", "Object.assign(", "delete ",
        "freeze",
    ]

    /// The objects to compare after each call, by name; empty: none.
    static func roots(of source: String) -> [String] {
        if detours.contains(where: source.contains) { return all }
        guard changes.contains(where: source.contains) || assigns(source) else { return [] }
        // Literals reach these without a name.
        return all.filter {
            source.contains($0) || ["Object", "Array", "String", "Number"].contains($0)
        }
    }

    /// `Math.trunc = …` and its like, also as `Math["trunc"] = …`: a built-in's name, a member, an assignment.
    private static func assigns(_ source: String) -> Bool {
        let bytes = Array(source.utf8)
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
