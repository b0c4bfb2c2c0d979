/// What one expression may cost to read; beyond it there is an issue, never a crash.
package enum Limits {
    /// Longest source, in UTF-8 bytes.
    package static let sourceBytes = 8192
    /// Deepest nesting: brackets, calls, chains of one operator. `&&` and `||` chains count once.
    package static let depth = 64
}
