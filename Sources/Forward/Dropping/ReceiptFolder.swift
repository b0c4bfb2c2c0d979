import Facility
import Foundation
import Glibc

/// The folder in which receipts are found. What is expected is taken; whatever else lies there is put aside.
struct ReceiptFolder {
    let path: String
    /// Receipts whose word was passed on: removed at the next look, when it is in the store. A crash between reads
    /// them again, and the engine knows them.
    private var taken: Set<String> = []
    /// Files that could not be read, and how often they were of that size: a ferry may still be writing them.
    private var unread: [String: (bytes: Int64, looks: Int)] = [:]

    /// Receipts read in one look.
    static let lookLimit = 500
    /// Looks at an unreadable file that does not grow, before it counts as unreadable.
    static let patience = 3
    /// Files kept aside; the oldest leave.
    static let asideLimit = 1_000

    init(path: String) { self.path = path }

    /// Looks once. `standing` says what a receipt is and remembers it; `apply` is called for expected ones.
    mutating func look(
        standing: (DropReceipt) -> DropLedger.Standing, apply: (DropReceipt) -> Void,
        note: (_ name: String, _ why: String) -> Void
    ) {
        for name in taken { unlink("\(path)/\(name)") }
        taken = []
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        let wanted = names.filter {
            !$0.hasPrefix(".") && ($0.hasSuffix(".json") || $0.hasSuffix(".xml"))
        }
        let present = Set(wanted)
        unread = unread.filter { present.contains($0.key) }
        for name in wanted.sorted().prefix(Self.lookLimit) {
            guard let (bytes, size) = content(of: name) else { continue }
            guard let receipt = bytes.flatMap(DropReceipt.read) else {
                let looks = unread[name].map { $0.bytes == size ? $0.looks + 1 : 1 } ?? 1
                unread[name] = (size, looks)
                if looks >= Self.patience || size > Int64(DropReceipt.byteLimit) {
                    putAside(name, "unreadable", note)
                }
                continue
            }
            let standing = standing(receipt)
            guard standing == .expected else {
                putAside(name, "\(standing.rawValue): \(receipt.line)", note)
                continue
            }
            apply(receipt)
            taken.insert(name)
        }
    }

    /// Its bytes, nil when it is too long; nil when it is no plain file or gone.
    private func content(of name: String) -> (bytes: Data?, size: Int64)? {
        // Opened without waiting: a pipe left here would hold the desk for ever.
        let file = open("\(path)/\(name)", O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        let size = Int64(status.st_size)
        guard size <= Int64(DropReceipt.byteLimit) else { return (nil, size) }
        var bytes = [UInt8](repeating: 0, count: Int(size))
        var filled = 0
        while filled < bytes.count {
            let count = bytes.withUnsafeMutableBytes { buffer in
                read(file, buffer.baseAddress?.advanced(by: filled), buffer.count - filled)
            }
            guard count > 0 else { break }
            filled += count
        }
        return (Data(bytes.prefix(filled)), size)
    }

    private mutating func putAside(_ name: String, _ why: String, _ note: (String, String) -> Void) {
        unread[name] = nil
        let aside = "\(path)/aside"
        mkdir(aside, 0o750)
        var there = ((try? FileManager.default.contentsOfDirectory(atPath: aside)) ?? []).sorted()
        while there.count >= Self.asideLimit { unlink("\(aside)/\(there.removeFirst())") }
        // Numbered in the order of their coming, so that the oldest leave first.
        let last = there.last?.prefix(10)
        let digits = String((last.flatMap { Int64($0) } ?? 0) + 1)
        let number = String(repeating: "0", count: max(0, 10 - digits.count)) + digits
        guard rename("\(path)/\(name)", "\(aside)/\(number)-\(name)") == 0 else { return }
        note(name, why)
    }
}
