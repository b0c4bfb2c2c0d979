import Foundation

/// Reads an operator's files and remembers them all, so that the version of a configuration is a hash over
/// exactly what was read.
package final class SourceReader {
    /// No configuration file of ours is near this.
    static let sizeLimit = 16 << 20

    private let log: DiagnosticLog
    private var hashes: [(name: String, hash: UInt64)] = []
    /// Every file asked for, in order, those that could not be read included.
    private(set) var paths: [String] = []

    init(log: DiagnosticLog) {
        self.log = log
    }

    /// The file as it lies there, for what is not written as UTF-8.
    /// - Returns: nil when it cannot be read; the log says why.
    func bytes(_ path: String) -> [UInt8]? {
        paths.append(path)
        let bytes: [UInt8]
        do {
            bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
        } catch {
            log.error(.form(.cannotRead(ReadFailure(path))), path: path)
            return nil
        }
        guard bytes.count <= Self.sizeLimit else {
            log.error(.form(.fileTooLarge(limit: Self.sizeLimit)), path: path)
            return nil
        }
        // The name alone, not the way to it: the same files elsewhere are the same version.
        hashes.append(((path as NSString).lastPathComponent, ContentHash.of(bytes)))
        return bytes
    }

    /// - Parameters:
    ///   - path: shown as it is; opened relative to the working directory.
    ///   - help: what to say when it is not UTF-8.
    /// - Returns: nil when it cannot be read; the log says why.
    func read(_ path: String, helpIfNotUTF8 help: HelpMessage? = nil) -> SourceFile? {
        guard let bytes = bytes(path) else { return nil }
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let content = bytes.starts(with: mark) ? bytes.dropFirst(3) : bytes[...]
        guard let text = String(validating: content, as: UTF8.self) else {
            log.error(.form(.notUTF8(line: Self.firstBadLine(content))), path: path, help: help)
            return nil
        }
        return SourceFile(path: path, text: text)
    }

    /// Names and hashes of everything read, in an order that does not depend on the file system.
    var version: String {
        var hash = ContentHash()
        for (name, part) in hashes.sorted(by: { ($0.name, $0.hash) < ($1.name, $1.hash) }) {
            hash.add(name.utf8)
            hash.add(CollectionOfOne(0))
            withUnsafeBytes(of: part.littleEndian) { hash.add($0) }
        }
        return hash.text
    }

    private static func firstBadLine(_ bytes: ArraySlice<UInt8>) -> Int {
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        return (lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0) + 1
    }
}

/// FNV-1a in 64 bits: tells versions apart and is stable for ever. No protection against forgery, which is the
/// file system's task.
struct ContentHash {
    private var state: UInt64 = 0xCBF2_9CE4_8422_2325

    mutating func add(_ bytes: some Sequence<UInt8>) {
        for byte in bytes { state = (state ^ UInt64(byte)) &* 0x100_0000_01B3 }
    }

    static func of(_ bytes: [UInt8]) -> UInt64 {
        var hash = ContentHash()
        hash.add(bytes)
        return hash.state
    }

    /// 16 hexadecimal digits.
    var text: String {
        let digits = String(state, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

/// Paths as text, so that a diagnostic names a file as the operator does.
enum FilePath {
    /// `path` as seen from the folder `base`; `a/b/../c` becomes `a/c`.
    static func resolve(_ path: String, from base: String) -> String {
        normalize(path.hasPrefix("/") || base.isEmpty || base == "." ? path : base + "/" + path)
    }

    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private static func normalize(_ path: String) -> String {
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == "..", let last = parts.last, last != ".." {
                parts.removeLast()
            } else {
                parts.append(part)
            }
        }
        let joined = parts.joined(separator: "/")
        return path.hasPrefix("/") ? "/" + joined : (joined.isEmpty ? "." : joined)
    }
}

extension ReadFailure {
    /// Why the file at `path` could not be opened just now.
    init(_ path: String) {
        var isFolder: ObjCBool = false
        if !FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) {
            self = .missing
        } else {
            self = isFolder.boolValue ? .isFolder : .denied
        }
    }
}
