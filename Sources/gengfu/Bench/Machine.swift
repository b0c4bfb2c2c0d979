import Foundation

/// The machine the figures are from: without it a figure cannot be compared with another.
struct Machine: Encodable {
    private enum CodingKeys: String, CodingKey {
        case processor, cores, kernel
        case memoryBytes = "memory_bytes"
        case fileSystem = "file_system"
    }

    let processor: String
    let cores: Int
    let kernel: String
    let memoryBytes: UInt64
    /// Of the folder that holds the stores; on a `tmpfs` an fdatasync costs nothing and proves nothing.
    let fileSystem: String

    init(folder: String) {
        let information = ProcessInfo.processInfo
        processor = Self.processorName()
        cores = information.activeProcessorCount
        memoryBytes = information.physicalMemory
        kernel =
            (try? String(contentsOfFile: "/proc/sys/kernel/osrelease", encoding: .utf8))
            .map { $0.trimmingCharacters(in: .whitespacesAndNewlines) } ?? ""
        fileSystem = Self.fileSystemName(of: folder)
    }

    private static func processorName() -> String {
        let information = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        let line = information.split(separator: "\n").first { $0.hasPrefix("model name") }
        return line?.split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) } ?? ""
    }

    /// The kernel's name of the file system with the longest mount point above the folder.
    private static func fileSystemName(of folder: String) -> String {
        let path = URL(fileURLWithPath: folder).resolvingSymlinksInPath().path
        let mounts = (try? String(contentsOfFile: "/proc/self/mounts", encoding: .utf8)) ?? ""
        var longest: (point: Substring, type: Substring) = ("", "")
        for line in mounts.split(separator: "\n") {
            let fields = line.split(separator: " ")
            guard fields.count > 2, fields[1].count > longest.point.count else { continue }
            let isAbove = path == fields[1] || fields[1] == "/" || path.hasPrefix(fields[1] + "/")
            if isAbove { longest = (fields[1], fields[2]) }
        }
        return String(longest.type)
    }
}
