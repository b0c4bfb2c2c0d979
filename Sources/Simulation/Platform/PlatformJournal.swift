import Facility
import Foundation
import Synchronization

/// What opened or moved a case at the stand-in, one line of JSON each in a file, so that a stand-in that is killed and
/// started again knows its cases as a platform with a database does.
///
/// A line is handed to the kernel before the answer goes: a kill loses none, a power cut may. It is as long as the book is
/// large (`PlatformBook.mostCases`). What was set by hand and signs of life are not kept.
final class PlatformJournal: Sendable {
    /// What was told, and when, in milliseconds since 1970.
    struct Word: Codable {
        var at: Int64
        var action: String
        /// Of the address.
        var incident: String?
        var key: String?
        var body: PlatformJSON?
    }

    enum Failure: Error, CustomStringConvertible {
        case file(path: String, detail: String)
        /// A line that the book refuses, or that is none; the last one may be half written, and is left out.
        case line(path: String, number: Int)

        var description: String {
            switch self {
            case .file(let path, let detail): "\(path): \(detail)"
            case .line(let path, let number): "\(path): line \(number) is no word of a stand-in's book"
            }
        }
    }

    private let path: String
    private let file: Mutex<FileHandle>

    /// Opens the file or makes it, and brings what it holds into `book`.
    init(path: String, into book: inout PlatformBook) throws(Failure) {
        self.path = path
        let held = FileManager.default.contents(atPath: path) ?? Data()
        let whole = held.prefix(held.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0)
        for (number, line) in whole.split(separator: UInt8(ascii: "\n")).enumerated() {
            guard let word = try? JSONDecoder().decode(Word.self, from: line),
                let action = Delivery.Action(rawValue: word.action),
                case .success = book.take(
                    action, incident: word.incident, key: word.key, body: word.body,
                    at: Timestamp(milliseconds: word.at))
            else { throw .line(path: path, number: number + 1) }
        }
        do {
            if whole.count < held.count || !FileManager.default.fileExists(atPath: path) {
                try whole.write(to: URL(fileURLWithPath: path))
            }
            let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
            try handle.seekToEnd()
            file = Mutex(handle)
        } catch {
            throw .file(path: path, detail: "\(error)")
        }
    }

    /// Writes one word behind the others.
    func append(_ word: Word) throws(Failure) {
        do {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            let line = try encoder.encode(word) + [UInt8(ascii: "\n")]
            try file.withLock { try $0.write(contentsOf: line) }
        } catch {
            throw .file(path: path, detail: "\(error)")
        }
    }
}
