import Facility

/// A fire monitoring centre on the wire of GB/T 26875.3: it acknowledges, mishears, says nothing, hangs up and is away,
/// and keeps the picture of the compound that it was told.
struct SimulatedFireCentre {
    static let address = GB26875.Address(number: 88_888)
    static let box = GB26875.Address(number: 11_111)

    /// What comes to the box, and when.
    enum Word {
        case made, refused, bytes([UInt8]), over
    }

    /// How it deals with a frame when it is out of order.
    enum Trouble: String, CaseIterable {
        case centreMute, centreRefuses, centreGarbage, centreHangsUp, centreAsks
    }

    private(set) var isDown = false
    private var isOpen = false
    private(set) var coming: [(at: Timestamp, word: Word)] = []
    private var scanner = GB26875.FrameScanner()
    private var serial: UInt16 = 0
    /// What each component was last said to be, by its address.
    private(set) var states: [UInt32: UInt16] = [:]
    private(set) var frames = 0
    private(set) var broken: [String] = []

    /// The address of a detector there.
    static func address(of device: String) -> String { "1.1.40.0.\(device.dropFirst())" }

    /// Whether it believes that there is fire at a device.
    func knowsFire(at device: String) -> Bool {
        guard let place = FireAddress(Self.address(of: device))?.place(zone: .low) else { return false }
        return (states[place.address] ?? 0) & 2 != 0
    }

    // MARK: The line

    mutating func call(now: Timestamp) {
        hangUp()
        coming.append((now + .milliseconds(40), isDown ? .refused : .made))
    }

    mutating func hangUp() {
        isOpen = false
        coming = []
        scanner = GB26875.FrameScanner()
    }

    mutating func next(until now: Timestamp) -> Word? {
        guard let first = coming.indices.min(by: { coming[$0].at < coming[$1].at }), coming[first].at <= now
        else { return nil }
        let word = coming.remove(at: first).word
        if case .made = word { isOpen = true }
        return word
    }

    /// It goes away and the line with it, or is back.
    mutating func change(isDown: Bool, now: Timestamp) {
        guard isDown != self.isDown else { return }
        self.isDown = isDown
        guard isDown else { return }
        hangUp()
        coming.append((now, .over))
    }

    // MARK: What it hears

    mutating func take(_ bytes: [UInt8], now: Timestamp, trouble: () -> Trouble?) {
        guard isOpen else { return }
        var heard: [GB26875.Frame] = []
        scanner.feed(bytes) { finding in
            if case .frame(let frame) = finding { heard.append(frame) } else { broken.append("no frame") }
        }
        for frame in heard { take(frame, now: now, trouble()) }
    }

    private mutating func take(_ frame: GB26875.Frame, now: Timestamp, _ trouble: Trouble?) {
        frames += 1
        guard frame.command == .send else { return }
        if trouble != .centreRefuses { learn(frame) }
        let answer = written(
            trouble == .centreRefuses ? .refuse : .acknowledge, serial: frame.serial, time: frame.time)
        switch trouble {
        case .centreMute: break
        case .centreGarbage:
            coming.append((now + .milliseconds(30), .bytes([0x40, 0x40, 1, 2, 3, 0x23] + answer.prefix(11))))
        case .centreHangsUp:
            hangUp()
            coming.append((now + .milliseconds(10), .over))
        case .centreAsks:
            serial &+= 1
            let unit = GB26875.ApplicationUnit(.readDeviceState, [.toDevice(parameter: 0)])
            let question = written(.request, serial: serial, time: frame.time, unit: unit.bytes)
            coming.append((now + .milliseconds(30), .bytes(answer + question)))
        case .centreRefuses, nil: coming.append((now + .milliseconds(30), .bytes(answer)))
        }
    }

    private mutating func learn(_ frame: GB26875.Frame) {
        for case .componentState(let place, let state, _, _) in GB26875.ApplicationUnit(frame.unit).objects {
            states[place.address] = state
        }
    }

    private func written(
        _ command: GB26875.Command, serial: UInt16, time: GB26875.TimeLabel, unit: [UInt8] = []
    ) -> [UInt8] {
        GB26875.Frame(
            serial: serial, time: time, source: Self.address, destination: Self.box, command: command,
            unit: unit
        ).bytes
    }
}
