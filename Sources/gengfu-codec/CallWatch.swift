import CodecWire
import Glibc
import Synchronization

/// A thread that looks at the one that runs codecs: a call that takes too much processor or memory ends the process,
/// since nothing inside JavaScript can be trusted to stop it (a regular expression runs for seconds between two looks
/// at any time limit).
final class CallWatch: Sendable {
    /// Microseconds of processor that one call may take. A published codec takes some 10, its first call a few
    /// thousand. Time on the wall alone would blame a harmless codec that waits for its turn on a busy box.
    static let longestCall: Int64 = 50_000
    /// Microseconds of processor that suffice once `slow` has passed on the wall: the others wait.
    static let longestSlowCall: Int64 = 40_000
    /// Microseconds on the wall from which that suffices.
    static let slow: Int64 = 70_000
    /// Microseconds of processor for reading a file before its first call: 1 MB of source takes some 100,000.
    static let longestLoad: Int64 = 500_000
    /// The same for a call that others wait behind. It ends early and is asked again where nobody does, so being wrong
    /// costs no uplink: 250 kB of source, the largest published, take 25,000 to read.
    static let hurried = (
        call: Int64(10_000), slowCall: Int64(3_000), slow: Int64(20_000), load: Int64(50_000)
    )
    /// Resident memory of the process from which a call is ended: 192 MB. It starts with some 25 MB, most of them the
    /// library's text, which others share.
    static let mostMemory = 192 << 20
    /// Resident memory between two calls from which the process makes room for a new one, 128 MB: what many files have
    /// left behind must not be blamed on the one that runs next.
    static let mostBetweenCalls = 128 << 20
    /// Microseconds between two looks while codecs run. A script touches some 6 MB of new memory in that time.
    static let pace: UInt32 = 3_000

    private let port: AnswerPort
    private let thread: pthread_t
    /// Wakes the watch when work has come; nobody looks while there is none.
    private let bell: (read: Int32, write: Int32)
    private let memory: Int32
    private let isAwake = Atomic<Bool>(false)

    /// On the thread that will run codecs.
    init(port: AnswerPort) {
        self.port = port
        thread = pthread_self()
        var ends: [Int32] = [-1, -1]
        pipe(&ends)
        bell = (ends[0], ends[1])
        memory = open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
    }

    /// - Returns: false when there is no thread, no pipe or nothing to read memory from: then no codec may run.
    func start() -> Bool {
        guard bell.read >= 0, memory >= 0, resident > 0 else { return false }
        var made = pthread_t()
        let context = Unmanaged.passRetained(self).toOpaque()
        return pthread_create(
            &made, nil,
            { context in
                if let context { Unmanaged<CallWatch>.fromOpaque(context).takeRetainedValue().run() }
                return nil
            }, context) == 0
    }

    /// Codecs are about to run.
    func wake() {
        guard !isAwake.exchange(true, ordering: .sequentiallyConsistent) else { return }
        var ring: UInt8 = 1
        _ = write(bell.write, &ring, 1)
    }

    private func run() {
        var ring: UInt8 = 0
        while read(bell.read, &ring, 1) != 0 {
            var idle = 0
            var seen: Sighting?
            // Five quiet looks, 15 ms: then it sleeps until work comes.
            while idle < 5 {
                usleep(Self.pace)
                guard let running = port.running else {
                    idle += 1
                    seen = nil
                    continue
                }
                idle = 0
                look(at: running, since: &seen)
            }
            isAwake.store(false, ordering: .sequentiallyConsistent)
            // A call that began between the last look and now found it awake, and rang no bell.
            if port.running != nil { wake() }
        }
    }

    /// When a call was first seen.
    private struct Sighting {
        var ordinal: UInt64
        var processor: Int64
        var wall: Int64
    }

    private func look(
        at running: (ordinal: UInt64, isLoading: Bool, isHurried: Bool), since seen: inout Sighting?
    ) {
        let ordinal = running.ordinal
        if resident > Self.mostMemory {
            port.giveUp(
                on: ordinal, .hungry, "the codec took more than \(Self.mostMemory >> 20) MB of memory")
        }
        let now = Sighting(ordinal: ordinal, processor: processorTime, wall: Moment.microseconds)
        guard let known = seen, known.ordinal == ordinal else {
            seen = now
            return
        }
        let (taken, passed) = (now.processor - known.processor, now.wall - known.wall)
        guard !running.isLoading else {
            let longest = running.isHurried ? Self.hurried.load : Self.longestLoad
            guard taken >= longest else { return }
            return port.giveUp(
                on: ordinal, running.isHurried ? .heavy : .overran,
                "reading the codec's file took longer than \(longest / 1_000) ms")
        }
        let isOver =
            running.isHurried
            ? taken >= Self.hurried.call
                || taken >= Self.hurried.slowCall && passed >= Self.hurried.slow
            : taken >= Self.longestCall || taken >= Self.longestSlowCall && passed >= Self.slow
        guard isOver else { return }
        let longest = running.isHurried ? Self.hurried.call : Self.longestCall
        port.giveUp(on: ordinal, .overran, "the codec ran longer than \(longest / 1_000) ms")
    }

    /// Whether what earlier calls have left leaves too little room for the next.
    var isGrown: Bool { resident > Self.mostBetweenCalls }

    /// Microseconds of processor that the thread of the codecs has had.
    private var processorTime: Int64 {
        var clock = clockid_t()
        var time = timespec()
        guard pthread_getcpuclockid(thread, &clock) == 0, clock_gettime(clock, &time) == 0 else { return 0 }
        return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000
    }

    /// Resident bytes of the process: the second number of statm, in pages (proc(5)).
    private var resident: Int {
        withUnsafeTemporaryAllocation(byteCount: 128, alignment: 1) { room in
            let count = pread(memory, room.baseAddress, room.count, 0)
            guard count > 0 else { return 0 }
            let fields = room[..<count].split(separator: UInt8(ascii: " "), maxSplits: 2)
            guard fields.count == 3 else { return 0 }
            return fields[1].reduce(0) { $0 * 10 + Int($1) - 48 } * Int(sysconf(Int32(_SC_PAGESIZE)))
        }
    }
}
