import Facility
import Foundation
import Glibc
import Synchronization

/// Runs a program of the system and waits for its end, never longer than allowed, on a thread of its own: a device
/// that hangs holds up nobody.
///
/// No shell is asked: each word is an argument. It gets a process group of its own and is ended with it, by its own
/// process id and only while it was not waited for.
enum OutsideProgram {
    /// Why it did not do what it should, in words.
    typealias Problem = String

    /// Where Debian has its programs; a daemon's PATH often lacks the `sbin`s.
    static let searchPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    /// Bytes of its last words that are kept.
    private static let wordLimit = 400
    /// Bytes of an answer that are read.
    private static let answerLimit = 256 << 10

    /// The full path of a program that can be started; nil: there is none.
    static func find(_ name: String) -> String? {
        if name.contains("/") { return access(name, X_OK) == 0 ? name : nil }
        return searchPath.split(separator: ":").map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }
    }

    /// Runs it to its end. Cancelling the task ends the program.
    /// - Parameter words: the program and its arguments.
    /// - Returns: nil when it ended with 0.
    static func run(_ words: [String], within limit: Duration) async -> Problem? {
        await run(words, input: [], answerLimit: 0, within: limit).problem
    }

    /// Runs it to its end and takes what it writes to its output, its complaints apart.
    /// - Parameter input: what it reads.
    static func answer(
        _ words: [String], input: [UInt8] = [], within limit: Duration
    ) async -> (problem: Problem?, output: [UInt8]) {
        await run(words, input: input, answerLimit: answerLimit, within: limit)
    }

    private static func run(
        _ words: [String], input: [UInt8], answerLimit: Int, within limit: Duration
    ) async -> (problem: Problem?, output: [UInt8]) {
        guard let name = words.first, let path = find(name) else {
            return ("\(words.first ?? "no program"): not installed", [])
        }
        let child = Child()
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let thread = Thread {
                    var talk = Talk(input: input, answerLimit: answerLimit)
                    let problem = child.run(path, Array(words.dropFirst()), &talk, limit: limit)
                    continuation.resume(returning: (problem.map { "\(name): \($0)" }, talk.answer))
                }
                thread.stackSize = 256 << 10
                thread.start()
            }
        } onCancel: {
            child.end()
        }
    }

    /// What is said to it and what it says.
    private struct Talk {
        let input: [UInt8]
        let answerLimit: Int
        /// What it wrote to its output, from the beginning.
        private(set) var answer: [UInt8] = []
        /// Its last words, wherever it wrote them.
        private(set) var words: [UInt8] = []

        init(input: [UInt8], answerLimit: Int) {
            self.input = input
            self.answerLimit = answerLimit
        }

        /// Tells it its input and reads what it says until it closes its output or the time is up.
        mutating func listen(
            to output: Int32, complaints: Int32, until deadline: ContinuousClock.Instant
        ) {
            var told = 0
            var open = [output, complaints]
            var buffer = [UInt8](repeating: 0, count: 4_096)
            if input.isEmpty { shutdown(output, Int32(SHUT_WR)) }
            while !open.isEmpty {
                let (seconds, rest) = (deadline - .now).components
                let milliseconds = seconds * 1_000 + rest / 1_000_000_000_000_000
                guard milliseconds > 0 else { return }
                var entries = open.map { descriptor in
                    let isTold = descriptor != output || told == input.count
                    return pollfd(
                        fd: descriptor, events: Int16(isTold ? POLLIN : POLLIN | POLLOUT), revents: 0)
                }
                guard poll(&entries, nfds_t(entries.count), Int32(clamping: milliseconds)) > 0 else {
                    continue
                }
                for entry in entries where entry.revents != 0 {
                    if entry.revents & Int16(POLLOUT) != 0, told < input.count {
                        tell(entry.fd, &told)
                    }
                    guard entry.revents & Int16(POLLIN | POLLHUP | POLLERR) != 0 else { continue }
                    let count = read(entry.fd, &buffer, buffer.count)
                    guard count > 0 else {
                        open.removeAll { $0 == entry.fd }
                        continue
                    }
                    words = Array((words + buffer[..<count]).suffix(wordLimit))
                    if entry.fd == output { answer += buffer[..<min(count, answerLimit - answer.count)] }
                }
            }
        }

        /// A program that ends without reading is not a mistake of ours.
        private func tell(_ descriptor: Int32, _ told: inout Int) {
            let flags = Int32(MSG_NOSIGNAL | MSG_DONTWAIT)
            let sent = input.withUnsafeBytes { bytes in
                send(descriptor, bytes.baseAddress! + told, bytes.count - told, flags)
            }
            if sent > 0 { told += sent } else if errno != EAGAIN { told = input.count }
            if told == input.count { shutdown(descriptor, Int32(SHUT_WR)) }
        }
    }

    /// One run of it; the thread that starts it is the one that waits for it.
    private final class Child: Sendable {
        private struct State {
            var pid: pid_t?
            var isUnwanted = false
        }

        private let state = Mutex(State())

        /// Ends it if it runs, and lets it not begin if it does not yet.
        func end() {
            state.withLock { state in
                state.isUnwanted = true
                if let pid = state.pid { kill(-pid, SIGKILL) }
            }
        }

        func run(
            _ path: String, _ arguments: [String], _ talk: inout Talk, limit: Duration
        ) -> Problem? {
            var ends: [Int32] = [-1, -1]
            var complaints: [Int32] = [-1, -1]
            // Pairs of sockets, since Swift's Glibc has no pipe that is closed on exec from its beginning; and one
            // serves both ways.
            let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
            guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { return String(cString: strerror(errno)) }
            defer { close(ends[0]) }
            guard socketpair(AF_UNIX, kind, 0, &complaints) == 0 else {
                close(ends[1])
                return String(cString: strerror(errno))
            }
            defer { close(complaints[0]) }
            let input = talk.input.isEmpty ? nil : ends[1]
            // Under the lock, so that an end that comes now finds the program.
            let code = state.withLock { state -> Int32 in
                guard !state.isUnwanted else { return ECANCELED }
                var pid = pid_t()
                let code = Self.spawn(
                    path, arguments, input: input, output: ends[1], complaints: complaints[1], into: &pid)
                if code == 0 { state.pid = pid }
                return code
            }
            close(ends[1])
            close(complaints[1])
            guard code == 0 else { return String(cString: strerror(code)) }
            let deadline = ContinuousClock.now + limit
            talk.listen(to: ends[0], complaints: complaints[0], until: deadline)
            let isLate = !awaitEnd(until: deadline)
            return farewell(talk.words, isLate: isLate, limit: limit)
        }

        /// Waits for its end without taking note of it, so that its number stays its own.
        private func awaitEnd(until deadline: ContinuousClock.Instant) -> Bool {
            guard let pid = state.withLock({ $0.pid }) else { return true }
            while true {
                var fate = siginfo_t()
                let code = waitid(P_PID, id_t(pid), &fate, WEXITED | WNOHANG | WNOWAIT)
                if code != 0 || fate.si_signo != 0 { return true }
                guard ContinuousClock.now < deadline else { return false }
                // It has closed its output, so it mostly is on its way out.
                usleep(2_000)
            }
        }

        private func farewell(_ words: [UInt8], isLate: Bool, limit: Duration) -> Problem? {
            state.withLock { state -> Problem? in
                guard let pid = state.pid else { return nil }
                // It is not waited for yet: the number is its own still, and so is its group's.
                kill(-pid, SIGKILL)
                var status: Int32 = 0
                while waitpid(pid, &status, 0) != pid, errno == EINTR {}
                state.pid = nil
                if state.isUnwanted { return "ended" }
                if isLate { return "not done within \(limit.components.seconds) s" }
                guard status != 0 else { return nil }
                let said = String(decoding: words, as: UTF8.self).split(whereSeparator: \.isNewline).last
                return said.map(String.init) ?? "failed with status \(status)"
            }
        }

        private static func spawn(
            _ path: String, _ arguments: [String], input: Int32?, output: Int32, complaints: Int32,
            into pid: inout pid_t
        ) -> Int32 {
            var actions = posix_spawn_file_actions_t()
            posix_spawn_file_actions_init(&actions)
            defer { posix_spawn_file_actions_destroy(&actions) }
            if let input {
                posix_spawn_file_actions_adddup2(&actions, input, 0)
            } else {
                posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
            }
            posix_spawn_file_actions_adddup2(&actions, output, 1)
            posix_spawn_file_actions_adddup2(&actions, complaints, 2)
            var attributes = posix_spawnattr_t()
            posix_spawnattr_init(&attributes)
            defer { posix_spawnattr_destroy(&attributes) }
            var every = sigset_t()
            sigfillset(&every)
            posix_spawnattr_setsigdefault(&attributes, &every)
            var none = sigset_t()
            sigemptyset(&none)
            posix_spawnattr_setsigmask(&attributes, &none)
            let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK
            posix_spawnattr_setflags(&attributes, Int16(flags))
            var words = ([path] + arguments).map { strdup($0) }
            words.append(nil)
            defer { words.forEach { free($0) } }
            var settings = environment.map { strdup("\($0.key)=\($0.value)") }
            settings.append(nil)
            defer { settings.forEach { free($0) } }
            return posix_spawn(&pid, path, &actions, &attributes, &words, settings)
        }

        /// What a player may need (`HOME`, ALSA's settings), without what is between systemd and us.
        private static var environment: [String: String] {
            ProcessInfo.processInfo.environment.filter { name, _ in
                !["NOTIFY_SOCKET", "WATCHDOG_PID", "WATCHDOG_USEC", "CREDENTIALS_DIRECTORY"].contains(name)
            }
        }
    }
}
