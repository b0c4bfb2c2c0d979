import Foundation

/// What libFuzzer calls. One program holds all targets; the name it is started by, `fuzz-json`, chooses one.
@_cdecl("LLVMFuzzerInitialize")
public func initialize(
    _ count: UnsafeMutablePointer<Int32>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>
) -> Int32 {
    let name = arguments.pointee[0].map { String(cString: $0) } ?? ""
    let file = name.split(separator: "/").last.map(String.init) ?? ""
    let target = file.replacing("fuzz-", with: "")
    Chosen.target = FuzzTargets.named(target)
    guard let chosen = Chosen.target else {
        FileHandle.standardError.write(Data("no shipped profile has the codec \(target)\n".utf8))
        exit(2)
    }
    if let folder = ProcessInfo.processInfo.environment["GENGFU_SEEDS"] {
        chosen.writeSeeds(to: folder)
        exit(0)
    }
    atexit { SlowestInput.report() }
    return 0
}

@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    let bytes = UnsafeBufferPointer(start: start, count: start == nil ? 0 : count)
    SlowestInput.measure(count) { Chosen.target?.run(bytes) }
    return 0
}

/// libFuzzer calls from one thread.
enum Chosen {
    nonisolated(unsafe) static var target: (any FuzzTarget)?
}

/// The longest that an input took, in the processor's time, so that a busy machine tells nothing untrue.
enum SlowestInput {
    /// What no input may take: 50 ms, times what coverage and a fuzzer's checks cost.
    static let bar: Int64 = 50_000_000
    nonisolated(unsafe) static var longest: Int64 = 0
    nonisolated(unsafe) static var longestCount = 0

    static func measure(_ count: Int, _ body: () -> Void) {
        let start = now
        body()
        let taken = now - start
        if taken > longest { (longest, longestCount) = (taken, count) }
        // A trap, so that the input is kept as a crash is.
        precondition(taken <= bar, "an input of \(count) bytes took \(taken / 1_000) µs")
    }

    static func report() {
        FileHandle.standardError.write(
            Data("slowest input: \(longest / 1_000) us, \(longestCount) bytes\n".utf8))
    }

    private static var now: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
