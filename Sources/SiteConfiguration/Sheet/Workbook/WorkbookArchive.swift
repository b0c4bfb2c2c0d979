import CZip

/// The parts of a workbook, unpacked one at a time and never more of one than the limit, whatever its head says:
/// 42 kB of a ZIP bomb would be gigabytes.
final class WorkbookArchive {
    /// Bytes of a part unpacked. 50,000 devices, the most a site takes, are some 25 MB.
    static let partLimit = 64 << 20

    private let archive: OpaquePointer
    private let memory: UnsafeMutableRawBufferPointer

    init(_ bytes: [UInt8]) throws(WorkbookFlaw) {
        memory = .allocate(byteCount: max(1, bytes.count), alignment: 1)
        memory.copyBytes(from: bytes)
        var error = zip_error_t()
        zip_error_init(&error)
        defer { zip_error_fini(&error) }
        guard let source = zip_source_buffer_create(memory.baseAddress, UInt64(bytes.count), 0, &error) else {
            memory.deallocate()
            throw .damaged(part: "")
        }
        guard let archive = zip_open_from_source(source, ZIP_RDONLY, &error) else {
            zip_source_free(source)
            memory.deallocate()
            throw .damaged(part: "")
        }
        self.archive = archive
    }

    deinit {
        zip_discard(archive)
        memory.deallocate()
    }

    /// - Returns: nil when there is no such part.
    func part(_ name: String) throws(WorkbookFlaw) -> [UInt8]? {
        let position = zip_name_locate(archive, name, UInt32(ZIP_FL_NOCASE))
        guard position >= 0 else { return nil }
        guard let file = zip_fopen_index(archive, UInt64(position), 0) else { throw .damaged(part: name) }
        defer { zip_fclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = zip_fread(file, &chunk, UInt64(chunk.count))
            guard count >= 0 else { throw .damaged(part: name) }
            if count == 0 { return bytes }
            guard bytes.count + Int(count) <= Self.partLimit else {
                throw .partTooLarge(part: name, limit: Self.partLimit)
            }
            bytes += chunk[..<Int(count)]
        }
    }
}
