/// What each transmission device has begun to say: a frame may be split over several messages. Less than one frame per
/// device, and only for devices that split them.
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
