import Control
import Facility
import Logging

/// Reads the core for all browsers together: ten open pages cost it no more than one.
package actor WatchReader {
    /// How long one reading serves, in the console's time.
    static let freshness = Interval.seconds(1)
    /// The devices' list is long and slow to change.
    static let deviceFreshness = Interval.seconds(5)
    /// Devices on one page; beyond, the page says how many it leaves out.
    static let deviceLimit = 2_000

    private let core: any CoreLink
    private let now: @Sendable () -> Timestamp
    private let logger: Logger
    private var latest: (sight: Sight, at: Timestamp)?
    private var devices: (listing: Listing<DeviceReport>, at: Timestamp)?
    private var last: Watch?
    /// When the core was last seen, or the console's start.
    private var seenAt: Timestamp
    private var wasSeen = true
    private var reading: Task<Sight, Never>?
    /// When the core was last told that somebody has a page before him.
    private var toldSeenAt: Timestamp?

    package init(core: any CoreLink, logger: Logger, now: @escaping @Sendable () -> Timestamp) {
        self.core = core
        self.logger = logger
        self.now = now
        seenAt = now()
    }

    /// What can be seen now, at most a second old.
    package func sight() async -> Sight {
        if let latest, now() - latest.at < Self.freshness { return latest.sight }
        if let reading { return await reading.value }
        let task = Task { await read() }
        reading = task
        let sight = await task.value
        reading = nil
        return sight
    }

    /// Between two words to the core that a page is seen, whatever the number of pages.
    static let seenPace = Interval.seconds(5)

    /// A page renewed itself in the browser of somebody who has it before him.
    package func noteSeen() async {
        if let toldSeenAt, now() - toldSeenAt < Self.seenPace, now() >= toldSeenAt { return }
        toldSeenAt = now()
        _ = await core.ask(.watched, person: nil, language: .en)
    }

    /// Forgets what it has read: somebody has just changed something.
    package func refresh() {
        latest = nil
        devices = nil
    }

    /// The status alone, asked anew.
    package func status() async -> Result<StatusReport, CoreSilence> {
        await answer(.status) { if case .status(let report) = $0 { report } else { nil } }
    }

    /// One device with its values.
    package func device(_ id: String) async -> Result<DeviceReport, CoreSilence> {
        await answer(.device(id)) { if case .device(let report) = $0 { report } else { nil } }
    }

    private func read() async -> Sight {
        let sight: Sight
        switch await readWatch() {
        case .success(let watch):
            last = watch
            seenAt = now()
            sight = .seen(watch, at: seenAt)
            if !wasSeen { logger.notice("core seen again") }
            wasSeen = true
        case .failure(let why):
            sight = .unseen(since: seenAt, why: why, last: last)
            if wasSeen { logger.warning("core not seen", metadata: ["reason": "\(why.code)"]) }
            wasSeen = false
        }
        latest = (sight, now())
        return sight
    }

    private func readWatch() async -> Result<Watch, CoreSilence> {
        do throws(CoreSilence) {
            let status = try await status().get()
            let people = try await answer(.people) { answer -> [PersonReport]? in
                if case .people(let people) = answer { people } else { nil }
            }.get()
            let page = ControlRequest.Page(limit: ControlRequest.pageLimit)
            let incidents = try await answer(.incidents(openOnly: true, page: page)) {
                answer -> Listing<IncidentReport>? in
                if case .incidents(let listing) = answer { listing } else { nil }
            }.get()
            let devices = try await readDevices()
            var watch = Watch(
                status: status, people: people, incidents: incidents.rows,
                incidentTotal: incidents.total, devices: devices.rows, deviceTotal: devices.total)
            if status.heldDevices ?? 0 > 0 {
                let held = try await answer(.registry(.held, page: page)) {
                    answer -> Listing<RegistryReport>? in
                    if case .registry(let listing) = answer { listing } else { nil }
                }.get()
                watch.held = held.rows.sorted { ($0.lastHeard, $0.id) > ($1.lastHeard, $1.id) }
                watch.heldTotal = held.total
            }
            return .success(watch)
        } catch {
            return .failure(error)
        }
    }

    private func readDevices() async throws(CoreSilence) -> Listing<DeviceReport> {
        if let devices, now() - devices.at < Self.deviceFreshness { return devices.listing }
        var all = Listing<DeviceReport>(total: 0, offset: 0, rows: [])
        repeat {
            let page = ControlRequest.Page(offset: all.rows.count, limit: ControlRequest.pageLimit)
            let next = try await answer(.devices(withValues: false, page: page)) {
                answer -> Listing<DeviceReport>? in
                if case .devices(let listing) = answer { listing } else { nil }
            }.get()
            all.total = next.total
            all.rows += next.rows
            if next.rows.isEmpty { break }
        } while all.rows.count < min(all.total, Self.deviceLimit)
        devices = (all, now())
        return all
    }

    /// Asks and takes the answer of the kind that belongs to the question.
    private func answer<Report: Sendable>(
        _ ask: ControlRequest.Ask, _ take: (ControlAnswer) -> Report?
    ) async -> Result<Report, CoreSilence> {
        switch await core.ask(ask, person: nil, language: .en) {
        case .failure(let why): .failure(why)
        case .success(.failure(let failure)): .failure(.broken(reason: failure.code))
        case .success(.answer(let answer)):
            take(answer).map { .success($0) } ?? .failure(.broken(reason: "answer of another kind"))
        }
    }
}
