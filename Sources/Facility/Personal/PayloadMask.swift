/// Hides in a maker's payload what says who somebody is, before the payload is kept or shown to mend a profile.
///
/// Of JSON the values at the paths given go, and whatever lies below them, under every spelling and repetition of their
/// keys. What is no JSON, or JSON that is broken, cannot be told apart, so every letter and digit of it goes and its
/// form stays: `{"card": 12` becomes `{"****": **`.
package struct PayloadMask: Sendable, Equatable {
    /// JSON Pointers (RFC 6901) into the whole payload, split and unescaped; a `*` stands for every member or element.
    let paths: [[String]]
    /// Whether payloads are JSON.
    let isJSON: Bool

    package init(paths: [String], isJSON: Bool) {
        self.paths = paths.map(Self.tokens)
        self.isJSON = isJSON
    }

    static func tokens(of pointer: String) -> [String] {
        pointer.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map {
            String($0).replacing("~1", with: "/").replacing("~0", with: "~")
        }
    }

    /// The payload as it may be kept: as long as it was, or a little shorter or longer.
    package func masked(_ payload: some Collection<UInt8>) -> [UInt8] {
        guard isJSON else { return Self.blank(payload) }
        var scrubber = JSONScrubber(Array(payload), paths: paths)
        return scrubber.scrubbed() ?? Self.blank(payload)
    }

    /// Whether a payload has anything at a path.
    package static func finds(_ pointer: String, in payload: [UInt8]) -> Bool {
        var scrubber = JSONScrubber(payload, paths: [tokens(of: pointer)])
        return scrubber.scrubbed() != nil && scrubber.hidden > 0
    }

    private static func blank(_ payload: some Collection<UInt8>) -> [UInt8] {
        payload.map { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x80...: UInt8(ascii: "*")
            case 0x20...0x7E, 0x09, 0x0A, 0x0D: byte
            default: UInt8(ascii: "*")
            }
        }
    }
}
