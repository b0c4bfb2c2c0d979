import Foundation

/// A folder of a test's own under a short path, for a socket's address holds 107 bytes at most. Goes away with its
/// owner.
final class TestFolder {
    let path: String

    init() throws {
        var template = Array("/tmp/gengfu-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// The path of something in it.
    subscript(_ name: String) -> String { "\(path)/\(name)" }

    @discardableResult
    func write(_ text: String, to name: String) throws -> String {
        try text.write(toFile: self[name], atomically: true, encoding: .utf8)
        return self[name]
    }
}
