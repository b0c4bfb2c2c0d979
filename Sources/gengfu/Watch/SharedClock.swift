import Facility
import Synchronization

/// One `ClockReader` for the threads beside the loop: lanes, simulation, capture.
final class SharedClock: Sendable {
    private let reader: Mutex<ClockReader>
    let rate: Int64
    let origin: Timestamp

    init(_ reader: ClockReader) {
        rate = reader.rate
        origin = Timestamp(milliseconds: reader.origin)
        self.reader = Mutex(reader)
    }

    func read() -> Timestamp { reader.withLock { $0.read() } }
}
