import CodecWire
import Glibc
import Synchronization

/// The children that run makers' codecs, and the thread that speaks to them: the loop's thread neither waits for them
/// nor looks after them.
///
/// Jobs go in from any thread; results come out on the host's own thread, each job's once. What is decided is decided
/// in `CodecDispatcher`; this is its shell.
package final class CodecHost: Sendable {
    /// What the operator should hear of.
    package enum Notice: Sendable, Equatable {
        /// No child can be started; it is tried again.
        case unstartable(program: CodecProgram, reason: String)
        /// A codec cost a child.
        case struck(reason: String)
    }

    private struct Post {
        var jobs: [CodecJob] = []
        var isStopping = false
        /// Jobs taken and not yet answered.
        var open = 0
        var resting = 0
    }

    private let program: CodecProgram
    private let capacity: Int
    private let isPatient: Bool
    private let post = Mutex(Post())
    /// Read end, write end.
    private let bell: (read: Int32, write: Int32)
    private let deliver: @Sendable ([CodecResult]) -> Bool
    private let notice: @Sendable (Notice) -> Void

    /// - Parameters:
    ///   - capacity: jobs held at most; one more is answered as `crowded`.
    ///   - isPatient: whether the uplinks of a device that rests wait, as a watch must; somebody in front of a terminal
    ///     has them answered as `resting`.
    ///   - deliver: gets results on the host's thread; false: there is no room now, the same come again later.
    ///   - notice: on the host's thread.
    package init(
        program: CodecProgram, capacity: Int = 20_000, isPatient: Bool = true,
        deliver: @escaping @Sendable ([CodecResult]) -> Bool,
        notice: @escaping @Sendable (Notice) -> Void = { _ in }
    ) {
        self.program = program
        self.capacity = capacity
        self.isPatient = isPatient
        self.deliver = deliver
        self.notice = notice
        var ends: [Int32] = [-1, -1]
        let code = pipe(&ends)
        precondition(code == 0, "no pipe: the process is out of file descriptors")
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        bell = (ends[0], ends[1])
    }

    deinit {
        close(bell.read)
        close(bell.write)
    }

    /// Starts the thread, and the children with it.
    /// - Returns: false when the system has no thread to give.
    package func start() -> Bool {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        var thread = pthread_t()
        let context = Unmanaged.passRetained(self)
        let code = pthread_create(
            &thread, &attributes,
            { context in
                if let context { Unmanaged<CodecHost>.fromOpaque(context).takeRetainedValue().run() }
                return nil
            }, context.toOpaque())
        if code != 0 { context.release() }
        return code == 0
    }

    /// From any thread.
    package func offer(_ jobs: [CodecJob]) {
        guard !jobs.isEmpty else { return }
        post.withLock {
            $0.jobs += jobs
            $0.open += jobs.count
        }
        ring()
    }

    /// Jobs that have no result yet.
    package var open: Int { post.withLock { $0.open } }

    /// Codecs with a device that rests because its uplinks ran too long over and over, as of the thread's last turn:
    /// at most a minute ago.
    package var resting: Int { post.withLock { $0.resting } }

    /// Ends the thread and the children; jobs without a result get none.
    package func stop() {
        post.withLock { $0.isStopping = true }
        ring()
    }

    private func ring() {
        var one: UInt8 = 1
        _ = Glibc.write(bell.write, &one, 1)
    }

    // MARK: On the host's thread

    private func run() {
        var turn = CodecHostTurn(
            program: program, capacity: capacity, isPatient: isPatient, notice: notice)
        var undelivered: [CodecResult] = []
        while true {
            let resting = turn.resting
            let (jobs, isStopping) = post.withLock { post in
                post.resting = resting
                defer { post.jobs = [] }
                return (post.jobs, post.isStopping)
            }
            guard !isStopping else { return turn.stop() }
            turn.take(jobs)
            undelivered += turn.takeResults()
            if !undelivered.isEmpty {
                // First: whoever hears of them may look for room at once.
                let count = undelivered.count
                post.withLock { $0.open -= count }
                if deliver(undelivered) {
                    undelivered = []
                } else {
                    post.withLock { $0.open += count }
                }
            }
            turn.wait(bell: bell.read, isHurried: !undelivered.isEmpty)
        }
    }
}
