import Control
import Facility
import Ring

/// How the watch stands, gathered from the engine, the store, the sessions and the lanes.
extension WatchLoop {
    static let program = "0.1.0"

    func statusReport() -> StatusReport {
        let status = engine.status
        let site = engine.site
        var report = StatusReport(
            site: site.id, siteName: site.name, program: Self.program, configuration: status.version,
            started: status.startedAt, now: clock.read(), clockRate: Double(clock.rate),
            devices: DeviceCounts(
                total: status.devices, heard: status.heard, silent: status.silent,
                never: status.devices - status.heard),
            coverage: coverageCounts(), incidents: incidentCounts(), ring: ringReport())
        report.utcOffsetSeconds = site.zoneRules.offset(at: report.now)
        report.sessions = sessions.map(sessionReport)
        report.destinations = destinationReports()
        report.losses = lossTotals()
        report.rejections = status.rejections.map {
            RejectionCount(profile: $0.profile, reason: $0.reason, count: Int64($0.count))
        }
        report.brokers = contracts.all
        report.pubackDelayP99Milliseconds = measure.delay(quantile: 0.99)
        report.longestHoldMilliseconds = Double(measure.longestHold) / 1_000
        report.longestReloadHoldMilliseconds = Double(measure.longestReloadHold) / 1_000
        report.reloads = measure.reloads
        let registry = engine.registryCounts
        report.heldDevices = registry.held
        report.unjudgedMessages = registry.unjudged
        report.evictedHeldDevices = registry.evicted
        (report.adoptedDevices, report.retiredDevices) = engine.registryStandings
        report.pendingDecodes = engine.pendingDecodes
        report.restingCodecs = codecs.resting
        report.polls = engine.pollTotals.map(PollTotals.init)
        report.quarantineRows = reader.quarantineCount()
        report.unlearnedDevices = engine.unlearnedDevices > 0 ? engine.unlearnedDevices : nil
        if store.isEmergency, let since = store.failingSince { report.emergencySince = realTime(since) }
        report.drill = engine.drill.map { "\($0.reach.text), \($0.by)" }
        report.drillEndsAt = engine.drill?.endsAt
        report.degraded = degradations(report)
        return report
    }

    private func coverageCounts() -> CoverageCounts {
        let used = Set(engine.site.devices.map { engine.site.profiles[$0.profile].id })
        var counts = CoverageCounts(decidable: 0, weak: 0, undecidable: 0)
        for entry in engine.coverage where used.contains(entry.profile) {
            switch entry.decision {
            case .decidable: counts.decidable += 1
            case .weaker: counts.weak += 1
            case .undecidable:
                counts.undecidable += 1
                if entry.isExtreme { counts.undecidableExtreme += 1 }
            }
        }
        return counts
    }

    private func incidentCounts() -> IncidentCounts {
        var counts = IncidentCounts()
        for incident in engine.openIncidents {
            switch incident.severity {
            case .minor: counts.minor += 1
            case .moderate: counts.moderate += 1
            case .severe: counts.severe += 1
            case .extreme: counts.extreme += 1
            }
            if !incident.isConfirmed && !incident.isRefuted { counts.unconfirmed += 1 }
        }
        let shadows = engine.shadowIncidents.count
        if shadows > 0 { counts.shadow = shadows }
        return counts
    }

    private func ringReport() -> RingReport {
        let statistics = store.ring.statistics
        var report = RingReport(
            bytes: statistics.databaseBytes + statistics.logBytes,
            limitBytes: store.ring.limits.journalBytes + store.ring.limits.reserveBytes
                + store.ring.limits.walBytes,
            oldest: statistics.oldestJournal,
            commitP50Microseconds: store.commits.quantile(0.5),
            commitP99Microseconds: store.commits.quantile(0.99),
            failingSince: store.failingSince.map(realTime))
        report.history = statistics.history.map(HistoryReport.init)
        report.history?.damagedBlocks = statistics.history?.damagedBlocks
        return report
    }

    private func sessionReport(_ watched: WatchedSession) -> SessionReport {
        let state: SessionReport.State =
            switch watched.standing {
            case .connecting: .connecting
            case .connected: .connected
            case .lost: .lost
            }
        return SessionReport(
            broker: engine.site.brokers[watched.broker].id,
            kind: watched.sessionClass == .urgent ? "urgent" : "telemetry", state: state,
            sessionPresent: watched.sessionPresent, since: watched.since,
            messages: Int64(watched.session.counters.received), problem: watched.problem)
    }

    private func destinationReports() -> [DestinationReport] {
        let depths = Dictionary(uniqueKeysWithValues: reader.outbox().map { ($0.destination, $0) })
        let lanes = lanes.standings
        let now = clock.read()
        let pauses = engine.pausesInForce
        return engine.site.destinations.map { destination in
            let depth = depths[destination.id]
            let lane = lanes[destination.id]
            let pause = pauses.first { $0.destination == destination.id }
            var report = DestinationReport(
                destination: destination.id, name: destination.name, waiting: depth?.count ?? 0,
                oldestAgeSeconds: depth.map { (now - $0.oldest).seconds },
                pausedReason: pause?.text(in: engine.site),
                isPathLost: lane?.pathLostSince != nil, isLifeSafetyPath: destination.isLifeSafetyPath,
                refused: lane?.refused ?? 0, lastAccepted: lane?.lastHeard)
            switch destination.kind {
            case .sound: report.beside = .loudspeaker
            case .siren: report.beside = .siren
            default: break
            }
            report.pausedSince = pause?.since
            addProof(to: &report, now: now)
            if pause != nil { report.receivesLifeSafety = receivesLifeSafety(destination) }
            return report
        }
    }

    private func lossTotals() -> [LossTotal] {
        var totals: [Loss.Cause: Int64] = [:]
        for loss in reader.losses() { totals[loss.cause, default: 0] += loss.count }
        return totals.map { LossTotal(cause: $0.key, count: $0.value) }.sorted {
            $0.cause.rawValue < $1.cause.rawValue
        }
    }

    // MARK: What is not as it should be

    private func degradations(_ report: StatusReport) -> [StatusReport.Degradation] {
        var found: [StatusReport.Degradation] = []
        func add(_ code: String, en: String, zh: String, since: Timestamp? = nil) {
            found.append(
                StatusReport.Degradation(code: code, text: LocalizedText(en: en, zh: zh), since: since))
        }
        for session in report.sessions where session.state != .connected {
            let name = "\(session.broker)/\(session.kind)"
            add(
                "broker_not_connected", en: "no connection to \(name): what it carries is not seen",
                zh: "与消息服务器 \(name) 的连接中断：所属设备情况不明", since: session.since)
        }
        for session in report.sessions where session.state == .connected {
            guard let problem = session.problem else { continue }
            add(
                "broker_refuses", en: "\(session.broker)/\(session.kind): \(problem)",
                zh: "\(session.broker)/\(session.kind) 部分订阅未被接受：\(problem)", since: session.since)
        }
        if !reader.isReadable {
            add(
                "store_unreadable", en: "the store cannot be read: what waits and what was lost is not known",
                zh: "无法读取存储：待报送与丢失情况未知")
        }
        if let failing = report.ring.failingSince {
            add(
                "store_failing", en: "nothing can be stored; telemetry waits at the broker",
                zh: "无法存储；遥测在消息服务器等待", since: failing)
        }
        found += historyTroubles(report.ring.history) + bridgeTroubles(at: report.now) + proofTroubles(report)
        found += configurationTroubles(held: report.heldDevices ?? 0) + report.doubts + pauses(report)
        if careful != nil {
            add(
                "careful_mode", en: "careful mode after repeated crashes: one message at a time",
                zh: "多次异常退出后逐条处理")
        }
        if let damage = store.ring.report.damage {
            add(
                "store_damaged", en: "the store was damaged and set aside as \(damage.setAsideAs)",
                zh: "存储曾损坏，已另存为 \(damage.setAsideAs)")
        }
        for destination in report.destinations where destination.isPathLost {
            add(
                "path_lost", en: "\(destination.destination) cannot be reached",
                zh: "\(destination.name.zh) 无法送达")
        }
        if report.coverage.undecidableExtreme > 0 {
            let count = report.coverage.undecidableExtreme
            add(
                "undecidable_extreme", en: "\(count) extreme hazards cannot be told by the devices there are",
                zh: "现有设备无法判断 \(count) 项特别严重隐患")
        }
        for broker in report.brokers where broker.verdicts.contains(where: { $0.holds == false }) {
            let broken = broker.verdicts.filter { $0.holds == false }
            add(
                "broker_contract",
                en: "\(broker.broker) does not: \(broken.map(\.text.en).joined(separator: "; "))",
                zh: "\(broker.broker) 不满足：\(broken.map(\.text.zh).joined(separator: "；"))")
        }
        return found
    }

    /// Who hears of ordinary cases late because a person wants it so; said louder where danger to life goes, too.
    private func pauses(_ report: StatusReport) -> [StatusReport.Degradation] {
        report.destinations.compactMap { destination in
            guard let reason = destination.pausedReason else { return nil }
            let isGrave = destination.receivesLifeSafety == true
            return .init(
                code: isGrave ? "life_safety_destination_paused" : "destination_paused",
                text: LocalizedText(
                    en: "\(destination.destination): \(reason.en)"
                        + (isGrave ? " (danger to life is told there)" : ""),
                    zh: "\(destination.name.zh)：\(reason.zh)" + (isGrave ? "（该去向接收涉及生命安全的警情）" : "")),
                since: destination.pausedSince)
        }
    }

    /// History may fail alone; what it does not take the journal keeps as long as it can.
    private func historyTroubles(_ history: HistoryReport?) -> [StatusReport.Degradation] {
        var found: [StatusReport.Degradation] = []
        if let failing = history?.failingSince {
            let why = history?.failure ?? ""
            let text = LocalizedText(
                en: "history takes nothing (\(why)); readings wait in the journal",
                zh: "历史数据无法写入（\(why)），读数暂存于日志区")
            found.append(.init(code: "history_failing", text: text, since: failing))
        }
        if let blocks = history?.damagedBlocks, blocks > 0 {
            let text = LocalizedText(
                en: "\(blocks) blocks of history are damaged; `gengfu loss` says of when",
                zh: "历史数据有 \(blocks) 个数据块损坏；时段见 `gengfu loss`")
            found.append(.init(code: "history_damaged", text: text))
        }
        if case .replaced(let name, _, _) = store.ring.report.history {
            let text = LocalizedText(
                en: "history was lost and begun anew" + (name.map { "; the old one is \($0)" } ?? ""),
                zh: "历史数据曾丢失，已重新建立" + (name.map { "，旧文件另存为 \($0)" } ?? ""))
            found.append(.init(code: "history_lost", text: text))
        }
        return found
    }

    /// What the files and the registry leave to a person.
    private func configurationTroubles(held: Int) -> [StatusReport.Degradation] {
        var found: [StatusReport.Degradation] = []
        if let problem = reloading.problem, problem.mistakes > 0 {
            let text = LocalizedText(
                en: "the configuration's files have \(problem.mistakes) mistakes, "
                    + "the old one stays in force: \(problem.first)",
                zh: "配置文件有 \(problem.mistakes) 处错误，仍按原配置运行：\(problem.first)")
            found.append(.init(code: "configuration_faulty", text: text, since: problem.since))
        } else if let problem = reloading.problem {
            let text = LocalizedText(
                en: "the configuration's files are not what is in force: `gengfu reload`",
                zh: "配置文件已改动，尚未生效：请执行 gengfu reload")
            found.append(.init(code: "configuration_waiting", text: text, since: problem.since))
        }
        if held > 0 {
            let text = LocalizedText(
                en: "\(held) devices speak that the sheet does not have: not watched",
                zh: "有 \(held) 台未登记设备在上报，未纳入监测")
            found.append(.init(code: "devices_held", text: text))
        }
        return found
    }

    /// Gateway time of a monotonic instant.
    private func realTime(_ monotonic: Int64) -> Timestamp {
        clock.read() - .milliseconds((Monotonic.milliseconds - monotonic) * clock.rate)
    }
}

extension HistoryReport {
    init(_ statistics: HistoryStatistics) {
        self.init(
            bytes: statistics.databaseBytes + statistics.logBytes, limitBytes: statistics.limitBytes,
            isFull: statistics.isFull,
            classes: statistics.classes.map {
                Class(importance: $0.importance, readings: $0.readings, bytes: $0.bytes, oldest: $0.oldest)
            }, unsealedReadings: statistics.unsealedReadings, sealedReadings: statistics.sealedReadings,
            evictedReadings: statistics.evictedReadings, writtenBytes: statistics.writtenBytes,
            writtenSince: statistics.writtenSince, failingSince: statistics.failure?.since,
            failure: statistics.failure?.detail)
    }
}
