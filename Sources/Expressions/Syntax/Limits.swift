/// What one expression may cost to read, beyond which there is an issue, and to run, beyond which there is an
/// error; never a crash.
package enum Limits {
    /// Longest source, in UTF-8 bytes.
    package static let sourceBytes = 8192
    /// Deepest nesting: brackets, calls, chains of one operator. `&&` and `||` chains count once.
    package static let depth = 64
    /// Most elements a macro goes through with all the macros inside it: some 0.5 ms.
    package static let iterations = 10_000
    /// Most elements of a list or map that an expression makes.
    package static let elements = 10_000
    /// Longest text or bytes that an expression makes, in bytes.
    package static let textBytes = 65_536
    /// What the lists made by a macro and all inside it may hold together: bytes of text, and 16 for
    /// anything else.
    package static let builtBytes = 1_048_576
}
