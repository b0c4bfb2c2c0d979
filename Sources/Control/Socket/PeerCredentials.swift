import Glibc

/// Who is at the other end, by the kernel's word (`SO_PEERCRED`): it cannot be forged.
package struct PeerCredentials: Sendable, Equatable {
    package var process: Int32
    package var user: UInt32
    package var group: UInt32

    package init(process: Int32, user: UInt32, group: UInt32) {
        self.process = process
        self.user = user
        self.group = group
    }

    /// Of the connection; nil when the kernel does not say.
    init?(of descriptor: Int32) {
        // The layout of `struct ucred`, which glibc hides behind _GNU_SOURCE.
        var credentials: (pid: Int32, uid: UInt32, gid: UInt32) = (0, 0, 0)
        var size = socklen_t(MemoryLayout.size(ofValue: credentials))
        guard getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &size) == 0,
            size == MemoryLayout.size(ofValue: credentials)
        else { return nil }
        self.init(process: credentials.pid, user: credentials.uid, group: credentials.gid)
    }
}
