import Glibc

/// Where the child that runs codecs comes from.
package enum CodecProgram: Sendable, Equatable {
    /// A program that we start ourselves.
    case executable(path: String)
    /// A Unix socket behind which the service manager starts one per connection, in a unit of its own
    /// (deploy/gengfu-codec.socket).
    case socket(path: String)

    /// The one to use: what GENGFU_CODEC names, else `gengfu-codec` beside this program.
    package static func find() -> CodecProgram {
        if let named = getenv("GENGFU_CODEC").map({ String(cString: $0) }), !named.isEmpty {
            return isSocket(named) ? .socket(path: named) : .executable(path: named)
        }
        return .executable(path: folder + "/gengfu-codec")
    }

    private static func isSocket(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFSOCK
    }

    /// The folder of the program that runs.
    private static var folder: String {
        var path = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
        let count = readlink("/proc/self/exe", &path, Int(PATH_MAX))
        guard count > 0 else { return "." }
        let whole = path[..<count].map { UInt8(bitPattern: $0) }
        let end = whole.lastIndex(of: UInt8(ascii: "/")) ?? 0
        return String(decoding: whole[..<end], as: UTF8.self)
    }
}
