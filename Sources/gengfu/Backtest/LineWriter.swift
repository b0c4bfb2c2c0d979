import Foundation

/// Lines of a table, written a chunk at a time.
struct LineWriter {
    private static let chunk = 1 << 18

    private let handle: FileHandle
    private var buffer: [UInt8] = []

    init(file: String, header: String) throws {
        guard FileManager.default.createFile(atPath: file, contents: nil),
            let handle = FileHandle(forWritingAtPath: file)
        else { throw CocoaError(.fileWriteNoPermission, userInfo: [NSFilePathErrorKey: file]) }
        self.handle = handle
        buffer.append(contentsOf: header.utf8)
        buffer.append(0x0A)
    }

    mutating func write(_ fields: Int64...) {
        for field in fields { write(number: field) }
    }

    mutating func write(number: Int64) {
        buffer.append(contentsOf: String(number).utf8)
        buffer.append(UInt8(ascii: ","))
    }

    /// A field that nothing in it must be quoted for: ids, calls without commas.
    mutating func write(text: String, isLast: Bool = true) throws {
        buffer.append(contentsOf: text.utf8)
        buffer.append(isLast ? 0x0A : UInt8(ascii: ","))
        if isLast, buffer.count >= Self.chunk { try flush() }
    }

    mutating func flush() throws {
        try handle.write(contentsOf: buffer)
        buffer.removeAll(keepingCapacity: true)
    }
}
