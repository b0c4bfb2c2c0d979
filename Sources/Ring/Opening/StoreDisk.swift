import Facility

/// The disk as the store sees it: what it does with files beside what SQLite does with them.
///
/// There is one disk in the program, the machine's (`MachineDisk`). The tests have another in memory that loses at a
/// power cut what was not synchronised, which no file of a build machine does.
package protocol StoreDisk: Sendable {
    /// That the directory is there and can be written.
    func checkDirectory(_ path: String) throws(OpenFailure)
    /// Takes a lock that keeps a second writer out; it ends with what is returned, or with the process.
    /// - Parameter database: whom it guards, for the error.
    func takeLock(_ path: String, guarding database: String) throws(OpenFailure) -> any StoreLock
    func exists(_ path: String) -> Bool
    /// Bytes of a file, 0 when there is none.
    func size(_ path: String) -> Int64
    /// A file that is not there is no error.
    func remove(_ path: String)
    /// Removes a file that may be most of the disk, without letting the caller wait for it.
    func discard(_ path: String)
    /// - Throws: why not, in words.
    func rename(_ path: String, to other: String) throws(DiskRefusal)
    /// Waits until a file's bytes, or a directory's names, are on the disk.
    func synchronise(_ path: String) throws(DiskRefusal)
    /// Names of a directory's files, in any order.
    func names(in directory: String) -> [String]
    /// Lengthens a file with zeros to so many bytes, making it if there is none. Nothing is synchronised.
    /// - Returns: whether it is that long now.
    func fill(_ path: String, upTo bytes: Int64) -> Bool
    /// Writes a file's bytes over themselves and waits until they are on the disk. What a failed wait left in memory alone
    /// is to be written again by this; nothing else may be writing to the file.
    func renew(_ path: String) throws(DiskRefusal)
    /// What SQLite opens the file by: its path, or a URI.
    func address(of path: String) -> String
    /// Bytes that a program may still write below a directory; nil: not known.
    func free(in directory: String) -> Int64?
    /// Bytes that this process has sent to disks; nil: not known.
    func writtenBytes() -> Int64?
}

extension StoreDisk {
    package func discard(_ path: String) { remove(path) }
    package func free(in directory: String) -> Int64? { nil }
    package func writtenBytes() -> Int64? { nil }
}

/// Why the disk did not do it.
package struct DiskRefusal: Error {
    package let reason: String

    package init(reason: String) { self.reason = reason }
}

/// Keeps other writers out for as long as it lives.
package protocol StoreLock: AnyObject {}
