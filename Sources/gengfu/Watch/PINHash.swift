import CCrypt
import Glibc

/// A PIN salted and stretched by the system's own library, in the form of crypt(5): `$y$j9T$salt$hash`.
///
/// yescrypt costs about 20 ms and a megabyte a try, so that the million PINs of six digits cost a thief of the file
/// hours; at the desk `PINGate` makes them cost weeks.
struct PINHash: Sendable, Equatable {
    /// What the file holds.
    let text: String

    /// A PIN is short and typed in the dark: digits and letters, 4 to 32.
    static let lengths = 4...32

    /// nil: no PIN (`isPIN`), or the library has no yescrypt.
    init?(of pin: String) {
        guard Self.isPIN(pin) else { return nil }
        guard let salt = crypt_gensalt_ra("$y$", 0, nil, 0) else { return nil }
        defer { free(salt) }
        guard let hash = Self.hash(pin, String(cString: salt)) else { return nil }
        text = hash
    }

    /// As it stands in a file; nil for what is none.
    init?(stored text: String) {
        guard text.hasPrefix("$"), text.utf8.count <= 400 else { return nil }
        self.text = text
    }

    static func isPIN(_ text: String) -> Bool {
        lengths.contains(text.utf8.count) && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
    }

    /// Whether it is the PIN; compares every byte whatever the first ones say.
    func matches(_ pin: String) -> Bool {
        guard Self.isPIN(pin), let other = Self.hash(pin, text) else { return false }
        let (left, right) = (Array(other.utf8), Array(text.utf8))
        guard left.count == right.count else { return false }
        return zip(left, right).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }

    private static func hash(_ pin: String, _ setting: String) -> String? {
        var data: UnsafeMutableRawPointer?
        var size: Int32 = 0
        defer { free(data) }
        guard let hash = crypt_ra(pin, setting, &data, &size) else { return nil }
        let text = String(cString: hash)
        // What the library cannot do it says with a star in place of a hash.
        return text.hasPrefix("*") ? nil : text
    }
}
