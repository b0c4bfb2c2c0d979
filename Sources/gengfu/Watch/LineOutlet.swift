import Dispatch
import Glibc
import Synchronization

/// Writes lines to standard output beside the loop: a reader that has stopped reading must not stop the watch, and
/// one that has gone must not end it.
///
/// What is beyond `limit` unread lines is left out; the store has it all.
final class LineOutlet: Sendable {
    /// Lines that wait at most, some megabytes.
    static let limit = 8_192
    /// Real milliseconds that `finish` gives a slow reader.
    static let patience = 1_000

    private let descriptor: Int32
    private let queue = DispatchQueue(label: "gengfu.steps")
    private let waiting = Mutex(0)

    init(descriptor: Int32 = STDOUT_FILENO) { self.descriptor = descriptor }

    /// Never waits.
    /// - Returns: false when the line is left out.
    @discardableResult
    func write(_ line: String) -> Bool {
        let isTaken = waiting.withLock { count in
            guard count < Self.limit else { return false }
            count += 1
            return true
        }
        guard isTaken else { return false }
        queue.async { [self] in
            put(Array((line + "\n").utf8))
            waiting.withLock { $0 -= 1 }
        }
        return true
    }

    /// Waits for what was written so far, not for long.
    func finish() {
        let done = DispatchSemaphore(value: 0)
        queue.async { done.signal() }
        _ = done.wait(timeout: .now() + .milliseconds(Self.patience))
    }

    private func put(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno == EAGAIN {
                var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                poll(&entry, 1, -1)
            } else if errno != EINTR {
                return
            }
        }
    }
}
