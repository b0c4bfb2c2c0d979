import CMosquitto
import Glibc

/// An eventfd: another thread rings, the loop's `poll` wakes. Many rings before one drain wake it once.
package final class Doorbell: Sendable {
    /// For `poll`; readable while rung.
    package let descriptor: Int32

    package init() {
        descriptor = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        precondition(descriptor >= 0, "no eventfd: the process is out of file descriptors")
    }

    deinit { close(descriptor) }

    /// From any thread.
    package func ring() { eventfd_write(descriptor, 1) }

    /// Makes it unreadable again; on the loop's thread, before looking at what the ringers left.
    package func drain() {
        var count: eventfd_t = 0
        eventfd_read(descriptor, &count)
    }
}
