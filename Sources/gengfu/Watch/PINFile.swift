import Foundation

/// The file with the people's PINs, a line each: `zhang:$y$…`. Written by `gengfu people pin`, readable by the gateway
/// alone; read at every try, so that a new PIN counts at once.
struct PINFile {
    let path: String
    /// Larger is no file of ours.
    static let sizeLimit = 1 << 20

    enum Content {
        case entries([String: PINHash])
        /// It is not there: nobody has a PIN yet.
        case absent
        case unreadable(String)
    }

    func read() -> Content {
        guard FileManager.default.fileExists(atPath: path) else { return .absent }
        guard let bytes = FileManager.default.contents(atPath: path), bytes.count <= Self.sizeLimit,
            let text = String(validating: bytes, as: UTF8.self)
        else { return .unreadable(path) }
        var entries: [String: PINHash] = [:]
        for line in text.split(whereSeparator: \.isNewline) {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, let hash = PINHash(stored: String(parts[1])) else { continue }
            entries[String(parts[0])] = hash
        }
        return .entries(entries)
    }

    /// Sets a person's PIN, or takes it away; the others stay. Whole or not at all, mode 0600, with the owner of the
    /// file that was there.
    func set(_ hash: PINHash?, for person: String) throws {
        var entries: [String: PINHash] = [:]
        switch read() {
        case .entries(let known): entries = known
        case .absent: break
        case .unreadable(let path):
            throw CocoaError(.fileReadCorruptFile, userInfo: [NSFilePathErrorKey: path])
        }
        entries[person] = hash
        let lines = entries.sorted { $0.key < $1.key }.map { "\($0.key):\($0.value.text)\n" }.joined()
        try replace(with: Array(lines.utf8))
    }

    /// Beside it and then in its place, so that a reader sees the old file or the new one.
    private func replace(with bytes: [UInt8]) throws {
        let fresh = path + ".new"
        unlink(fresh)
        let descriptor = open(fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: fresh])
        }
        var known = stat()
        // Set by root it stays the gateway's file.
        if stat(path, &known) == 0 { _ = fchown(descriptor, known.st_uid, known.st_gid) }
        let written = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        let isSafe = written == bytes.count && fsync(descriptor) == 0
        close(descriptor)
        guard isSafe, rename(fresh, path) == 0 else {
            unlink(fresh)
            throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: path])
        }
    }
}
