import GRDB
import GRDBSQLite

/// Why a commit did not happen. The caller keeps the effects and commits the same again.
package enum CommitFailure: Error, Sendable, Equatable {
    /// No room, although the files are pre-grown: another program took pages, or the limits are too small.
    case full(detail: String)
    /// The disk did not confirm the write. Whether it is there is unknown: `reopenAndVerify` first, then
    /// retry.
    case unsynchronised(detail: String)
    /// The disk failed in another way.
    case io(code: Int32, detail: String)
    /// A page is not what it was. The next opening sets the file aside.
    case damaged(detail: String)
    /// Anything else SQLite or the encoder said.
    case other(code: Int32, detail: String)

    /// Whether `reopenAndVerify` must come before the retry.
    package var needsVerification: Bool {
        switch self {
        case .unsynchronised, .io: true
        case .full, .damaged, .other: false
        }
    }

    init(_ error: any Error) {
        guard let error = error as? DatabaseError else {
            self = .other(code: SQLITE_ERROR, detail: "\(error)")
            return
        }
        let code = error.extendedResultCode.rawValue
        let detail = error.message ?? "\(error.resultCode)"
        switch (code, code & 0xFF) {
        case (_, SQLITE_FULL): self = .full(detail: detail)
        case (ExtendedCode.fsync, _), (ExtendedCode.directoryFsync, _): self = .unsynchronised(detail: detail)
        case (_, SQLITE_IOERR): self = .io(code: code, detail: detail)
        case (_, SQLITE_CORRUPT), (_, SQLITE_NOTADB): self = .damaged(detail: detail)
        default: self = .other(code: code, detail: detail)
        }
    }
}

/// SQLite's extended codes are macros with arithmetic, which Swift does not import.
private enum ExtendedCode {
    static let fsync = SQLITE_IOERR | (4 << 8)
    static let directoryFsync = SQLITE_IOERR | (5 << 8)
}
