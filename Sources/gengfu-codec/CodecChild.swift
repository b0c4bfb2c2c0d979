import CJavaScriptCore
import CodecWire
import Glibc

/// Runs makers' JavaScript for the gateway, in a process of its own: whatever such a file does, it ends here.
///
/// It gets sources and uplinks through one socket (standard input) and answers through the same (standard output). It
/// opens nothing: before the first request it has no right left to open a file, a socket or a program.
@main
struct CodecChild {
    /// Bytes of answers that leave without waiting for more.
    static let fullAnswers = 32 << 10
    /// Microseconds that a finished answer waits for others at most.
    static let longestWait: Int64 = 2_000

    static func main() {
        prepare()
        let engine = ScriptEngine()
        engine.warmUp()
        let port = AnswerPort()
        let watch = CallWatch(port: port)
        guard watch.start() else { exit(EX_OSERR) }
        let refusal = Confinement.enter()
        if refusal != 0 {
            report("gengfu-codec: cannot give up its rights: \(String(cString: strerror(refusal)))\n")
            exit(EX_NOPERM)
        }
        port.sayReady()
        serve(engine, port, watch)
    }

    /// Before JavaScriptCore reads its options and before any thread runs.
    private static func prepare() {
        gc_close_others()
        signal(SIGPIPE, SIG_IGN)
        beFirstToGo()
        for (name, value) in [
            // Machine code made at run time is the usual way out of such a process.
            ("JSC_useJIT", "0"), ("JSC_useWasm", "0"), ("JSC_useSharedArrayBuffer", "0"),
            // One collector, at known moments: the box has few cores and they are the watch's.
            ("JSC_numberOfGCMarkers", "1"), ("JSC_useConcurrentGC", "0"),
            // A runaway recursion ends after 1 MB of stack: at 4 MB it would take half of a call's time.
            ("JSC_maxPerThreadStackUsage", "1048576"),
            // Networks run codecs in UTC.
            ("TZ", "UTC"),
        ] { setenv(name, value, 1) }
    }

    /// Should memory run out, this process ends before the gateway does: that one asks again.
    private static func beFirstToGo() {
        let file = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC)
        guard file >= 0 else { return }
        let score = "500"
        _ = score.utf8CString.withUnsafeBytes { write(file, $0.baseAddress, $0.count - 1) }
        close(file)
    }

    private static func serve(_ engine: ScriptEngine, _ port: AnswerPort, _ watch: CallWatch) {
        var frames = FrameReader()
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16)
        while true {
            let count = read(STDIN_FILENO, room.baseAddress, room.count)
            if count < 0, errno == EINTR { continue }
            // The gateway is gone.
            guard count > 0 else { exit(EX_OK) }
            frames.append(UnsafeRawBufferPointer(rebasing: room[..<count]))
            watch.wake()
            var flushed = Moment.microseconds
            while let request = frames.nextRequest() {
                take(request, engine, port)
                let now = Moment.microseconds
                if port.waiting >= fullAnswers || now - flushed >= longestWait {
                    port.flush()
                    flushed = now
                }
            }
            guard !frames.isDamaged else { exit(EX_PROTOCOL) }
            port.flush()
            guard !watch.isGrown else {
                // All that it read has been answered; what is still in the socket is asked of another.
                port.sayFarewell()
                exit(EX_OK)
            }
        }
    }

    private static func take(_ request: CodecRequest, _ engine: ScriptEngine, _ port: AnswerPort) {
        switch request {
        case .load(let codec, let network, let source):
            engine.load(codec, LoadedCodec(network: network, source: source))
        case .forget(let codec): engine.forget(codec)
        case .call(let call):
            port.begin(call.id, isLoading: true, isHurried: call.isHurried)
            engine.prepare(call.codec)
            port.begin(call.id, isHurried: call.isHurried)
            port.end(engine.run(call))
        }
    }

    /// Standard error is the gateway's own.
    static func report(_ line: String) {
        _ = line.utf8CString.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count - 1) }
    }
}

/// Monotonic time.
enum Moment {
    static var microseconds: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000
    }
}
