import Facility
import GRDB
import GRDBSQLite

/// Why the store could not be opened at all. A damaged file is not among them: it is set aside.
package enum OpenFailure: Error, Sendable, Equatable {
    case missingDirectory(path: String)
    case notADirectory(path: String)
    case notWritable(path: String, reason: String)
    /// The disk has no room for the pre-grown files.
    case full(path: String, bytesNeeded: Int64)
    /// Another process holds the store; two writers can lose commits.
    case inUse(path: String)
    /// Written by a newer program. Nothing was touched.
    case newerSchema(found: Int, known: Int)
    /// Its box was replaced (`StoreExport.move`): another one watches with a copy of it.
    case moved(path: String, at: Timestamp)
    /// Something is there already, and is not overwritten.
    case occupied(path: String)
    /// A file that `gengfu export` did not write, or that is damaged.
    case notAnExport(path: String, reason: String)
    /// The connection does not wait for the disk (`PRAGMA synchronous` is not 2).
    case notSynchronous(level: Int)
    case failed(path: String, code: Int32, detail: String)

    init(_ error: any Error, path: String, bytesNeeded: Int64 = 0) {
        if let failure = error as? OpenFailure {
            self = failure
            return
        }
        guard let error = error as? DatabaseError else {
            self = .failed(path: path, code: SQLITE_ERROR, detail: "\(error)")
            return
        }
        let detail = error.message ?? "\(error.resultCode)"
        switch error.resultCode {
        case .SQLITE_FULL: self = .full(path: path, bytesNeeded: bytesNeeded)
        case .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM: self = .notWritable(path: path, reason: detail)
        case .SQLITE_BUSY: self = .inUse(path: path)
        default: self = .failed(path: path, code: error.extendedResultCode.rawValue, detail: detail)
        }
    }
}
