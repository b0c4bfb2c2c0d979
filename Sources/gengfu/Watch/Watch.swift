import Control
import Facility
import Forward
import Foundation
import Logging
import MQTT
import Ring
import SiteConfiguration

/// Puts the parts of the watch together, in the order in which each needs the one before it.
///
/// Made and run on one thread; only `lanes` and `inbox` are shared with others.
struct Watch {
    let loop: WatchLoop
    let lanes: LaneHost

    /// Why the watch could not start at all. Whatever can be lived with is logged and shown instead.
    enum Failure: Error {
        case store(OpenFailure)
        case commit(CommitFailure)
        case control(ControlSocketError)
        case destination(ConveyanceFault)
        /// The store's pages were found wrong while running; the next start puts the file away.
        case damaged

        var text: LocalizedText {
            switch self {
            case .store(let failure):
                LocalizedText(
                    en: "the store cannot be opened: \(failure.text.en)", zh: "无法打开存储：\(failure.text.zh)")
            case .commit(let failure):
                LocalizedText(
                    en: "the store cannot be read: \(failure.text.en)", zh: "无法读取存储：\(failure.text.zh)")
            case .control(let failure):
                LocalizedText(
                    en: "the control socket cannot be opened: \(failure.text.en)",
                    zh: "无法打开控制套接字：\(failure.text.zh)")
            case .destination(let fault):
                LocalizedText(
                    en: "a destination's settings cannot work: \(fault.text.en)",
                    zh: "报送对象设置无效：\(fault.text.zh)")
            case .damaged:
                LocalizedText(
                    en: "the store is damaged; the next start puts it away and goes on with a new one",
                    zh: "存储已损坏；下次启动时另存旧文件并启用新存储")
            }
        }
    }

    init(_ settings: WatchSettings, inbox: Inbox, reloader: Reloader, log: Logger) throws(Failure) {
        var clock = settings.clock
        let now = clock.read()
        let site = settings.site
        let (ring, careful, engine, recovery) = try Self.openAndTakeUp(
            settings, listing: reloader.lists, now: now, log: log)
        let control: ControlServer
        do throws(ControlSocketError) {
            control = try ControlServer(path: settings.control)
        } catch {
            throw .control(error)
        }
        let standing = Dictionary(
            engine.site.destinations.filter(\.kind.standsBeside).map { ($0.id, engine.standing(at: $0.id)) }
                + engine.site.destinations.filter(\.kind.keepsOpenCases).map {
                    ($0.id, engine.told(at: $0.id))
                },
            uniquingKeysWith: { first, _ in first })
        let openCases = Dictionary(
            engine.site.destinations.filter(\.kind.isFireCentre).map { ($0.id, engine.openCases(at: $0.id)) },
            uniquingKeysWith: { first, _ in first })
        do throws(ConveyanceFault) {
            lanes = try LaneHost(
                site: site, firstNumber: recovery.nextDelivery,
                outage: recovery.lastCommit.map { now - $0 } ?? .zero, clock: SharedClock(settings.clock),
                store: settings.store, standing: standing, openCases: openCases, inbox: inbox, log: log)
        } catch {
            throw .destination(error)
        }
        for pause in engine.pausesInForce { lanes.hold(pause.destination, isHeldBack: true) }
        let calls: any CallDoor
        do throws(ConveyanceFault) {
            calls = try PhoneDoor.door(
                of: site, clock: SharedClock(settings.clock), inbox: inbox, log: log)
        } catch {
            throw .destination(error)
        }
        let bell = Doorbell()
        var random = SystemRandomNumberGenerator()
        let sessions = SessionPlan.sessions(
            of: engine.site, recovery: recovery, bell: bell, seed: random.next(), now: now)
        let contracts = ContractBoard()
        if settings.testsContracts {
            for broker in site.brokers { contracts.ask(broker, nonce: random.next(), log: log) }
        }
        loop = WatchLoop(
            engine: engine, store: Self.keeper(of: ring, in: settings.store, log: log),
            sessions: sessions, control: control, inbox: inbox, sessionBell: bell, lanes: lanes,
            steps: StepPrinter(settings.steps),
            reader: StoreView(directory: settings.store), contracts: contracts,
            codecs: CodecDoor(inbox: inbox, log: log), reloader: reloader,
            reloading: WatchLoop.ReloadState(
                subscriptions: SubscriptionPlan(site: engine.site), declared: site, started: site),
            proofs: ProofBook(site, proofs: recovery.proofs, now: now, using: &random), clock: clock,
            service: ServiceManager(environment: ProcessInfo.processInfo.environment), careful: careful,
            callDoor: calls, log: log)
    }

    /// Opens the store and takes up what it holds. Damage that the check at opening did not see shows here: the
    /// file is put away then, since a watch that cannot start sees nothing at all.
    private static func openAndTakeUp(
        _ settings: WatchSettings, listing lists: [ZigbeeList], now: Timestamp, log: Logger
    ) throws(Failure) -> (RingWriter, PoisonWatch?, Engine, Recovery) {
        let known = settings.site.listing(lists)
        let (ring, careful) = try openStore(settings, now: now, log: log)
        do throws(Failure) {
            let (engine, recovery) = try takeUp(known, ring: ring, now: now, log: log)
            return (ring, careful, engine, recovery)
        } catch .commit(.damaged(let detail)) where ring.report.damage == nil {
            DistrustNote.write(detail, in: settings.store)
        }
        ring.close()
        let (fresh, freshCareful) = try openStore(settings, now: now, log: log)
        let (engine, recovery) = try takeUp(known, ring: fresh, now: now, log: log)
        return (fresh, freshCareful, engine, recovery)
    }

    private static func keeper(of ring: RingWriter, in directory: String, log: Logger) -> CommitKeeper {
        CommitKeeper(ring: ring, monotonic: { Monotonic.milliseconds }) { news in
            switch news {
            case .succeedsAgain: log.notice("commits succeed again")
            case .lostConfirmed(let last, let found):
                log.critical(
                    "the disk lost commits it had confirmed",
                    metadata: ["last": "\(last)", "found": "\(found)"])
            case .damaged(let reason):
                DistrustNote.write(reason, in: directory)
                log.critical("the store is damaged", metadata: ["reason": "\(reason)"])
            case .stopNotNoted(let failure):
                log.error("the clean stop could not be noted", metadata: ["reason": "\(failure)"])
            }
        }
    }

    private static func openStore(
        _ settings: WatchSettings, now: Timestamp, log: Logger
    ) throws(Failure) -> (RingWriter, PoisonWatch?) {
        let note = DistrustNote.path(in: settings.store)
        let distrusted = try? String(contentsOfFile: note, encoding: .utf8)
        var random = SystemRandomNumberGenerator()
        var limits = RingLimits(
            journalBytes: settings.site.limits.journalBytes,
            quarantineRows: settings.site.limits.quarantineRows)
        if settings.site.limits.keepsHistory {
            limits.history = HistoryLimits(
                bytes: settings.site.limits.historyBytes, age: settings.site.limits.historyAge)
        }
        do throws(OpenFailure) {
            let ring = try RingWriter(
                directory: settings.store, limits: limits, epoch: random.next() & ((1 << 40) - 1), now: now,
                distrusted: distrusted)
            try? FileManager.default.removeItem(atPath: note)
            if let damage = ring.report.damage {
                log.critical(
                    "the store was damaged; a new one is in use",
                    metadata: [
                        "set_aside_as": "\(damage.setAsideAs)", "reason": "\(damage.reason)",
                        "incidents_saved": "\(damage.salvagedIncidents)",
                        "deliveries_saved": "\(damage.salvagedDeliveries)",
                    ])
            }
            tellOfHistory(ring.report.history, log: log)
            return (ring, try boot(ring, now: now, log: log))
        } catch {
            throw .store(error)
        }
    }

    /// History may be lost or missing alone; the watch goes on without it.
    private static func tellOfHistory(_ opening: HistoryOpening?, log: Logger) {
        switch opening {
        case .replaced(let name, let reason, _):
            log.critical(
                "history was lost; a new one is in use",
                metadata: ["set_aside_as": "\(name ?? "nothing")", "reason": "\(reason)"])
        case .unavailable(let detail):
            log.error("history cannot be opened; tried again every minute", metadata: ["reason": "\(detail)"])
        case .made, .found, nil: break
        }
    }

    /// Notes the start; after two unclean ends within a minute messages are stepped one by one.
    private static func boot(
        _ ring: RingWriter, now: Timestamp, log: Logger
    ) throws(OpenFailure) -> PoisonWatch? {
        do throws(CommitFailure) {
            try ring.recordBoot(at: now)
            let ends = try ring.uncleanExits(within: PoisonWatch.span, before: now)
            guard ends >= PoisonWatch.uncleanEnds else { return nil }
            log.error("careful mode: the program ended uncleanly", metadata: ["times": "\(ends)"])
            return PoisonWatch(ring: ring, since: now, log: log)
        } catch {
            // A disk that takes no note of the start will not take commits either: the loop deals with that.
            log.error("the start could not be noted", metadata: ["reason": "\(error)"])
            return nil
        }
    }

    private static func takeUp(
        _ site: Site, ring: RingWriter, now: Timestamp, log: Logger
    ) throws(Failure) -> (Engine, Recovery) {
        do throws(CommitFailure) {
            var unreadable: [String] = []
            var recovery = try ring.recover(
                journalFrom: now - Self.memory(of: site), unreadable: &unreadable)
            // A run that ended uncleanly may have announced cases that no commit holds (emergency mode). Their
            // numbers are left out: another danger under the same number would be taken for the same case.
            if try ring.uncleanExits(within: .zero, before: now) > 0 {
                recovery.nextIncident += CommitKeeper.unjournaledLimit
                recovery.nextDelivery += CommitKeeper.unjournaledLimit
            }
            var random = SystemRandomNumberGenerator()
            recovery.pseudonyms = try ring.pseudonyms(
                at: now, lasting: site.pseudonymsLast, using: &random)
            for problem in unreadable { log.error("row left out", metadata: ["row": "\(problem)"]) }
            let merged = site.merged(with: recovery.registry)
            let numbering = try ring.numbering(for: merged)
            ring.follow(merged, numbering)
            return (Engine(site: merged, numbering: numbering, recovery: recovery, now: now), recovery)
        } catch {
            throw .commit(error)
        }
    }

    /// How far back the journal is read to rebuild windows: the longest one, and an hour for timers.
    private static func memory(of site: Site) -> Interval {
        var longest = Interval.hours(1)
        for evidence in site.hazards.flatMap(\.evidence) {
            longest = max(longest, evidence.holdsFor)
            guard case .condition(let condition) = evidence.sign else { continue }
            // What is learned is stored by itself, however far it looks back.
            let windows = ([condition] + condition.counted).flatMap(\.program.windows)
            for window in windows where LearnedFunction(rawValue: window.function) == nil {
                longest = max(longest, .milliseconds(window.durationMilliseconds ?? 0))
            }
        }
        return min(longest, .days(7))
    }
}
