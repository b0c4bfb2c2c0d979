import Facility

/// Leaves every step as a file in a drop folder (`docs/drop-folder.md`). Written is sent; a receipt, where the far
/// side gives any, moves the case later.
package struct FileConveyance: Conveyance {
    let keeper: DropKeeper
    private let reading: Task<Void, Never>?

    /// Between two looks for receipts.
    private static let look = Interval.seconds(5)

    init(_ settings: DropSettings, destination: String, site: String, box: BoxPorts) {
        let keeper = DropKeeper(settings, destination: destination, site: site, box: box)
        self.keeper = keeper
        guard settings.receipts != nil else {
            reading = nil
            return
        }
        reading = Task {
            while !Task.isCancelled {
                await box.clock.sleep(box.clock.now() + Self.look)
                await keeper.look()
            }
        }
    }

    package func send(_ delivery: Delivery) async throws(Lane.Failure) -> Lane.Answer {
        try await keeper.leave(delivery)
        return Lane.Answer(caseNumber: nil, handling: .reported)
    }

    /// A folder cannot be asked what the far side holds; the same step again bears the same number.
    package func query(_ delivery: Delivery) async throws(Lane.Failure) -> Lane.QueryResult { .absent }

    package func heartbeat(at now: Timestamp, every: Interval, audit: AuditHead?) async throws(Lane.Failure) {
        try await keeper.leaveSnapshot(at: now, every: every, audit: audit)
    }

    package func shutDown() async {
        reading?.cancel()
        await reading?.value
    }

    /// Reads receipts now; for tests that hold the clock.
    func look() async { await keeper.look() }
}
