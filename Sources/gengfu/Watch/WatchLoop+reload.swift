import Control
import Facility
import Logging
import MQTT
import SiteConfiguration

/// A new configuration on its way into force: read and laid out beside the loop, its new numbers written in slices,
/// then exchanged in one turn.
extension WatchLoop {
    /// Rows of new names written per turn.
    static let numbersPerTurn = 512

    /// The reload under way, and what is wrong with the files.
    struct ReloadState {
        /// The newest files somebody asked for, until they are in force.
        var wanted: LoadedSite?
        /// Tables are being laid out beside the loop; never two at a time.
        var isPreparing = false
        /// Laid out, and in force as soon as nothing is `unwritten`.
        var writing: PreparedReload?
        /// Rows of numbers that are reserved; also of a layout that gave way, since its numbers are never given again.
        var unwritten: [NumberRow] = []
        var problem: ReloadProblem?
        var subscriptions: SubscriptionPlan
        /// What moves between two sessions; nil: nothing.
        var passage: SubscriptionPassage?
        /// The site in force as its files have it, without the registry.
        var declared: Site
        /// The one this run began with: its connections, lanes and lines are those in use.
        let started: Site
        /// Something changed since the tables under way were begun: once more behind them.
        var wantsAnew = false
        /// Where meeting the listed devices goes on (`Engine.meetListed`); nil: all are met.
        var nextListed: Int? = 0
    }

    /// Why the files are not what is in force.
    struct ReloadProblem: Equatable {
        /// Mistakes; 0: they are faultless and wait to be put in force.
        var mistakes: Int
        var first: String
        var since: Timestamp
    }

    func take(_ loaded: LoadedSite, now: Timestamp) {
        defer { reloader.letGo(loaded) }
        guard let site = loaded.site else {
            let first = loaded.shown.first?.split(separator: "\n").first.map(String.init) ?? "not readable"
            note(ReloadProblem(mistakes: max(1, loaded.mistakes), first: first, since: now))
            log.error(
                "the configuration has mistakes; the old one stays in force", metadata: ["first": "\(first)"])
            return answer(loaded.asker, inForce: false, loaded.shown)
        }
        if loaded.isLook {
            guard site.version != reloading.declared.version else { return reloading.problem = nil }
            note(ReloadProblem(mistakes: 0, first: "", since: now))
            log.notice("the configuration's files changed; `gengfu reload` puts them in force")
            return
        }
        // A session's place among the brokers is stamped on its messages: with another list they would count for
        // another broker, or for none.
        guard site.brokers.map(\.id) == engine.site.brokers.map(\.id) else {
            log.error("configuration not reloaded: its brokers are others; restart to put it in force")
            note(ReloadProblem(mistakes: 0, first: "its brokers are others", since: now))
            return answer(
                loaded.asker, inForce: false, loaded.shown, waiting: ["the brokers are others: restart"]
            )
        }
        want(loaded)
    }

    private func note(_ problem: ReloadProblem) {
        var problem = problem
        // The same trouble is as old as it was first seen.
        if let known = reloading.problem, (known.mistakes == 0) == (problem.mistakes == 0) {
            problem.since = known.since
        }
        reloading.problem = problem
    }

    /// Files take the place of those that wait, and of the tables laid out from those.
    private func want(_ loaded: LoadedSite) {
        if let older = reloading.wanted {
            // While commits fail a reload waits, and a later one has the newer files.
            answer(older.asker, inForce: false, older.shown, waiting: ["a later reload overtook this one"])
            reloader.letGo(older)
        }
        reloading.wanted = loaded
        if let overtaken = reloading.writing {
            reloading.writing = nil
            reloader.letGo(overtaken)
        }
        prepareAnew()
    }

    private var newestFiles: Site { reloading.wanted?.site ?? reloading.declared }

    /// Lays out the newest files with all that is known beside them: after a reload, and after a deed that only whole
    /// tables can show. What comes while that is under way is laid out behind it.
    func prepareAnew() {
        guard !reloading.isPreparing, reloading.writing == nil else { return reloading.wantsAnew = true }
        reloading.wantsAnew = false
        reloading.isPreparing = true
        reloader.prepare(
            newestFiles, outline: engine.outline, numbering: engine.currentNumbering,
            registry: engine.registryEntries)
    }

    /// Laid out: its new numbers are written first, a slice per turn.
    func take(_ reload: PreparedReload) {
        reloading.isPreparing = false
        // The version is a hash over all files. Tables from older ones would undo what somebody just put in force.
        guard reload.declared.version == newestFiles.version,
            engine.reserve(reload.site, rows: reload.newNumbers.count)
        else {
            reloader.letGo(reload)
            return prepareAnew()
        }
        reloading.unwritten += reload.newNumbers
        reloading.writing = reload
    }

    /// One step of the reload under way.
    /// - Returns: whether this turn put a configuration in force.
    func continueReload(now: Timestamp) -> Bool {
        guard let reload = reloading.writing, store.failingSince == nil else { return false }
        guard reloading.unwritten.isEmpty else {
            effects.numbered += reloading.unwritten.prefix(Self.numbersPerTurn)
            effects.isUrgent = true
            reloading.unwritten.removeFirst(min(Self.numbersPerTurn, reloading.unwritten.count))
            return false
        }
        // The numbers must be on the disk before a reading uses them.
        guard effects.numbered.isEmpty else { return false }
        reloading.writing = nil
        return putInForce(reload, now: now)
    }

    private func putInForce(_ reload: PreparedReload, now: Timestamp) -> Bool {
        defer { reloader.letGo(reload) }
        let waiting = unreached(by: reload.declared)
        guard engine.reload(reload.site, now: now, effects: &effects) else {
            // A device was taken in or out meanwhile: laid out again, with it.
            prepareAnew()
            return false
        }
        swap(&reloading.declared, &reload.declared)
        bridges.follow(engine.site)
        store.ring.follow(engine.site, engine.currentNumbering)
        proofs.follow(engine.site)
        reloading.nextListed = 0
        resubscribe(reload.subscriptions)
        followed = engine.generation
        codecs.prepare(for: engine.site)
        tellFireCentres()
        effects.isUrgent = true
        for text in waiting { log.error("\(text)") }
        log.notice("configuration in force", metadata: ["version": "\(reloading.declared.version)"])
        if let wanted = reloading.wanted {
            reloading.wanted = nil
            // What is wrong with the files still is when only something beside them changed.
            reloading.problem = nil
            answer(wanted.asker, inForce: true, wanted.shown, waiting: waiting)
        }
        if reloading.wantsAnew { prepareAnew() }
        return true
    }

    /// Tells each session what it subscribes to from now on. What moves between two sessions does so in two steps.
    func resubscribe(_ plan: SubscriptionPlan) {
        guard plan != reloading.subscriptions else { return }
        reloading.subscriptions = plan
        var moving: Set<Int> = []
        for watched in sessions {
            let (own, others) = Self.filters(of: watched, in: plan)
            let has = watched.session.settings
            let kept = SubscriptionPassage.kept(has.filters, next: own, others: others)
            let isExcluding = watched.sessionClass == .telemetry && has.excludedFilters != others
            if !kept.isEmpty || isExcluding { moving.insert(watched.broker) }
            resubscribe(watched, to: own + kept, excluding: has.excludedFilters)
        }
        reloading.passage = moving.isEmpty ? nil : SubscriptionPassage(moving: moving.sorted())
    }

    /// Goes on with what moves between two sessions, once a second.
    func continuePassage() {
        guard var passage = reloading.passage else { return }
        for broker in engine.site.brokers.indices where passage.isWaiting(broker) {
            let pair = sessions.filter { $0.broker == broker }
            let isGranted = pair.allSatisfy { $0.session.isConnected && $0.session.isSubscribed }
            guard passage.isOver(ofBroker: broker, isGranted: isGranted, at: Monotonic.milliseconds) else {
                continue
            }
            for watched in pair {
                let (own, others) = Self.filters(of: watched, in: reloading.subscriptions)
                resubscribe(watched, to: own, excluding: watched.sessionClass == .telemetry ? others : [])
            }
        }
        reloading.passage = passage.isDone ? nil : passage
    }

    private static func filters(
        of watched: WatchedSession, in plan: SubscriptionPlan
    ) -> (own: [String], others: [String]) {
        let other: SessionClass = watched.sessionClass == .urgent ? .telemetry : .urgent
        return (
            plan[watched.sessionClass.session(ofBroker: watched.broker)],
            plan[other.session(ofBroker: watched.broker)]
        )
    }

    private func resubscribe(_ watched: WatchedSession, to filters: [String], excluding excluded: [String]) {
        let renewed =
            watched.sessionClass == .telemetry
            ? SubscriptionPlan.renewed(ofBroker: engine.site.brokers[watched.broker]) : []
        watched.session.resubscribe(to: filters, excluding: excluded, renewing: renewed)
    }

    /// What of a new configuration stays without effect until the next start.
    private func unreached(by site: Site) -> [String] {
        var waiting = site.unreachedDestinations(after: reloading.started)
        if site.phones != reloading.started.phones {
            waiting.append(
                "calls: people are called by SMS and phone as before until a restart 短信和电话线路重启后才更换")
        }
        // Bases of zigbee2mqtt are topics, which a reload does change.
        func reached(_ brokers: [Broker]) -> [Broker] {
            brokers.map { broker in
                var broker = broker
                broker.zigbeeBases = []
                return broker
            }
        }
        if reached(site.brokers) != reached(reloading.started.brokers) {
            waiting.append("brokers are reached as before until a restart 消息服务器的连接方式重启后才更换")
        }
        return waiting
    }

    /// Said only when it is on the disk, as every deed.
    private func answer(
        _ asker: ReloadAsker?, inForce: Bool, _ shown: [String], waiting: [String] = []
    ) {
        guard let asker else { return }
        let report = ReloadReport(
            isInForce: inForce, version: reloading.declared.version, diagnostics: shown, waiting: waiting)
        replies.append((asker.connection, ControlReply(id: asker.request, answer: .reload(report))))
    }
}
