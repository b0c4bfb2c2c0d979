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
        let owner = try? FileManager.default.attributesOfItem(atPath: path)
        let fresh = path + ".new"
        try? FileManager.default.removeItem(atPath: fresh)
        guard
            FileManager.default.createFile(
                atPath: fresh, contents: Data(lines.utf8), attributes: [.posixPermissions: 0o600])
        else { throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: fresh]) }
        if let owner, let user = owner[.ownerAccountID], let group = owner[.groupOwnerAccountID] {
            try? FileManager.default.setAttributes(
                [.ownerAccountID: user, .groupOwnerAccountID: group], ofItemAtPath: fresh)
        }
        guard rename(fresh, path) == 0 else {
            throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: path])
        }
    }
}
