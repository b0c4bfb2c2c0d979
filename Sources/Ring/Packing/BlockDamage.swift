/// Why a block of history could not be read. Nothing of it counts then: a block is whole or it is a loss.
package enum BlockDamage: Error, Sendable, Equatable {
    /// The bytes are not those that were written.
    case checksum
    /// Written by a program this one does not know.
    case unknownVersion(UInt8)
    /// The bytes end too early.
    case truncated
    /// A number that no writer writes.
    case malformed
}
