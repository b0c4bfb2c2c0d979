import Foundation

/// What a run leaves that found the store's pages wrong: the next start puts the file away.
enum DistrustNote {
    static func path(in directory: String) -> String { "\(directory)/gengfu.db.distrusted" }

    /// Should the note not reach the disk either, the next start still has its own check of the file.
    static func write(_ reason: String, in directory: String) {
        try? reason.write(toFile: path(in: directory), atomically: true, encoding: .utf8)
    }
}
