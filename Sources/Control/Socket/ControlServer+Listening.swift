import Glibc

/// Taking possession of the socket's path.
extension ControlServer {
    /// Removes a socket file nobody listens on; leaves anything else alone and says so.
    static func removeStale(_ path: String) throws(ControlSocketError) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFSOCK else { throw .notASocket(path: path) }
        let probe = try UnixSocket.open()
        defer { close(probe) }
        do throws(ControlSocketError) {
            try UnixSocket.connect(probe, to: path)
        } catch .notRunning {
            guard unlink(path) == 0 || errno == ENOENT else { throw .system(call: "unlink", code: errno) }
            return
        }
        throw .inUse(path: path)
    }

    /// - Returns: the inode of the new socket file.
    static func bind(
        _ descriptor: Int32, _ path: String, _ mode: mode_t
    ) throws(ControlSocketError) -> ino_t {
        // Set before bind, so that the file is never open to more than `mode` allows, and again after it, since
        // the process's umask took its part.
        guard fchmod(descriptor, mode) == 0 else { throw .system(call: "fchmod", code: errno) }
        let bound = try UnixSocket.withAddress(of: path) { address, size in
            Glibc.bind(descriptor, address, size) == 0 ? 0 : errno
        }
        guard bound == 0 else { throw .system(call: "bind", code: bound) }
        var status = stat()
        guard chmod(path, mode) == 0 else { throw .system(call: "chmod", code: errno) }
        guard lstat(path, &status) == 0 else { throw .system(call: "lstat", code: errno) }
        guard listen(descriptor, 64) == 0 else { throw .system(call: "listen", code: errno) }
        return status.st_ino
    }
}
