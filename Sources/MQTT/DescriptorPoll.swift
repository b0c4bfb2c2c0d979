import Glibc

/// `poll(2)` on one descriptor.
enum DescriptorPoll {
    /// Whether there is something to read (or an error to fetch) within so many milliseconds.
    static func isReadable(_ descriptor: Int32, within milliseconds: Int32 = 0) -> Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&entry, 1, milliseconds) > 0
    }
}
