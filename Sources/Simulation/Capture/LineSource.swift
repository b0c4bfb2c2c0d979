import Foundation

/// The lines of a file of any size, plain or gzip, a chunk at a time.
package struct LineSource: Sequence, IteratorProtocol {
    /// Longest line read, bytes; a longer one ends the reading.
    package static let limit = 16 << 20

    private let file: String
    private let handle: FileHandle
    /// `gzip -dc`, which every Debian has; it ends when its pipe is closed.
    private let unpacking: Process?
    private var buffer: [UInt8] = []
    private var position = 0
    private var isAtEnd = false

    package init(file: String) throws(CaptureFailure) {
        self.file = file
        guard let plain = FileHandle(forReadingAtPath: file) else {
            throw .unreadable(file: file, detail: "no such file, or no permission")
        }
        guard file.hasSuffix(".gz") else {
            handle = plain
            unpacking = nil
            return
        }
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/gzip")
        process.arguments = ["-dc"]
        process.standardInput = plain
        process.standardOutput = pipe
        do { try process.run() } catch { throw .unreadable(file: file, detail: "gzip: \(error)") }
        handle = pipe.fileHandleForReading
        unpacking = process
    }

    /// The next line without its end; nil at the end of the file.
    package mutating func next() -> [UInt8]? {
        while true {
            if let end = buffer[position...].firstIndex(of: 0x0A) {
                defer { position = end + 1 }
                return Array(
                    buffer[position..<end].last == 0x0D
                        ? buffer[position..<end].dropLast() : buffer[position..<end])
            }
            if isAtEnd {
                guard position < buffer.count else { return nil }
                defer { position = buffer.count }
                return Array(buffer[position...])
            }
            buffer.removeFirst(position)
            position = 0
            guard buffer.count < Self.limit, let chunk = try? handle.read(upToCount: 1 << 20), !chunk.isEmpty
            else {
                isAtEnd = true
                continue
            }
            buffer.append(contentsOf: chunk)
        }
    }
}
