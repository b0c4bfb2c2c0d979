/// What each transmission device has begun to say: a frame may be split over several messages. Less than one frame per
/// device, and only for devices that split them. The store keeps the same (`StreamRow`).
struct FrameStreams {
    private var scanners: [Int32: GB26875.FrameScanner] = [:]
    /// The last piece's device, and where it stood before it.
    private var before: (key: Int32, scanner: GB26875.FrameScanner?)?

    /// Takes a piece of a device's stream.
    /// - Returns: whether a frame has begun and goes on in the next piece.
    mutating func feed(
        _ bytes: UnsafeRawBufferPointer, of device: DeviceIndex,
        _ found: (GB26875.FrameScanner.Finding) -> Void
    ) -> Bool {
        let key = Int32(device.position)
        let known = scanners.isEmpty ? nil : scanners[key]
        before = (key, known)
        var scanner = known ?? GB26875.FrameScanner()
        scanner.feed(bytes, found)
        let isWaiting = !scanner.remainder.isEmpty
        // Assigning nil to what is not there would still hash; most devices never split a frame.
        if isWaiting {
            scanners[key] = scanner
        } else if !scanners.isEmpty {
            scanners[key] = nil
        }
        return isWaiting
    }

    /// Takes the last piece back: its message is read once more, since it revealed a channel.
    mutating func rewind() {
        guard let before else { return }
        scanners[before.key] = before.scanner
        self.before = nil
    }

    /// Whose piece the last message was; nil: it was none.
    var speaker: Int32? { before?.key }

    /// What the last piece left of its device's stream, `.some(nil)`: nothing any more; nil: what was there before.
    func change() -> GB26875.FrameScanner?? {
        guard let before else { return nil }
        let scanner = scanners[before.key]
        return scanner == before.scanner ? nil : .some(scanner)
    }

    func scanner(of device: Int) -> GB26875.FrameScanner? {
        scanners.isEmpty ? nil : scanners[Int32(device)]
    }

    /// Takes up what the store had; more than a frame is none.
    mutating func restore(_ device: Int, rest: [UInt8], toldBytes: Int) {
        let scanner = GB26875.FrameScanner(remainder: rest, toldBytes: toldBytes)
        scanners[Int32(device)] = scanner.remainder.isEmpty ? nil : scanner
    }

    mutating func forget(_ device: Int) { scanners[Int32(device)] = nil }

    /// Devices that have begun a frame, in their order.
    var waiting: [Int] { scanners.keys.sorted().map { Int($0) } }

    /// Another message begins: what the last one said can no longer be taken back.
    mutating func begin() {
        if before != nil { before = nil }
    }

    /// Goes on for a device where another decoder was: a reload falls between two pieces.
    mutating func carry(_ device: Int, from old: FrameStreams, _ was: Int) {
        if let scanner = old.scanners[Int32(was)] { scanners[Int32(device)] = scanner }
    }
}

extension PayloadDecoder {
    /// Goes on for the first device where another decoder was.
    package mutating func carryFirstDevice(from old: PayloadDecoder) {
        guard !clocks.isEmpty, let clock = old.clocks.first else { return }
        clocks[0] = clock
        frameStreams.carry(0, from: old.frameStreams, 0)
    }
}
