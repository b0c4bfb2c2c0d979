import CSimulatedDisk
import Facility

@testable import Ring

/// How lives of the process end and begin.
extension SimulatedNight {
    /// The process or the machine ends where it stands.
    func end(in kind: FaultCounts.Kind?) {
        guard let watch else { return }
        if let kind { faults.note(kind) }
        var how = SimulatedDisk.End.allCases[dice.roll(4)]
        if isForgetful { how = .kill }
        watch.lanes.abandon(&platforms) { dice.once(in: 2) }
        model.lifeEnded(announced: watch.announced)
        centre.hangUp()
        shutDown(how)
        self.watch = nil
        if dice.once(in: 8) { turnClock() }
        tell("end: \(how)")
        pass([200, 3_000, 40_000, 400_000][dice.roll(4)])
    }

    private func shutDown(_ how: SimulatedDisk.End) {
        let losing = disk.losingCuts
        disk.end(how)
        disk.empty()
        simulated_disk_heal(disk.disk)
        faults.note(how == .kill ? .kill : .powerCut)
        faults.note(.losingCut, disk.losingCuts - losing)
        for session in 0..<2 {
            broker.disconnect(session)
            halfOpenSince[session] = nil
            linkRetryAt[session] = 0
        }
        // Nobody got an answer.
        commands = []
        isAnswerOwed = false
    }

    private func turnClock() {
        // 1970 and years ahead come in a night of their own; here what NTP and a battery do.
        let jump = [-3_600_000, -90_000, -2_000, 2_000, 90_000, 86_400_000][dice.roll(6)] as Int64
        wallOffset = wallOffset == 0 ? jump : 0
        faults.note(wallOffset < 0 || jump < 0 ? .clockBack : .clockForward)
    }

    /// Opens the store and goes on; a fault in the opening is one more end.
    func begin(distrusted: String? = nil) {
        lives += 1
        // Without a process nothing holds the believed time.
        believed = trueTime + wallOffset
        for attempt in 0..<8 {
            let isFaulty = attempt < 3 && !isCalm && dice.once(in: 6)
            if isFaulty { harmOpening() }
            do throws(SimulatedWatch.Failure) {
                let fresh = try SimulatedWatch(
                    disk: disk, site: SimulatedSite.site(version: version), epoch: 0x3A_9C04_E7D1, now: now,
                    hand: hand, seed: dice.next(), distrusted: distrusted)
                if disk.isDark {
                    // It ended between its opening and its first turn.
                    faults.note(.endInOpening)
                    shutDown(SimulatedDisk.End.allCases[dice.roll(4)])
                    continue
                }
                simulated_disk_heal(disk.disk)
                simulated_disk_darken_in(disk.disk, 0)
                return take(fresh, distrusted: distrusted)
            } catch {
                tell("not opened: \("\(error)".prefix(30))")
                faults.note(disk.isDark ? .endInOpening : .openingError)
                if attempt >= 3 { model.fail("does not open: \(error)") }
                // As systemd starts it again.
                shutDown(disk.isDark ? SimulatedDisk.End.allCases[dice.roll(4)] : .kill)
                pass(2_000)
                believed = trueTime + wallOffset
            }
        }
    }

    private func harmOpening() {
        switch dice.roll(4) {
        case 0: simulated_disk_darken_in(disk.disk, Int64(1 + dice.roll(12)))
        case 1: simulated_disk_fail(disk.disk, Int32(SIMULATED_READ), Int64(1 + dice.roll(30)), 1, 0, 0)
        case 2: simulated_disk_fail(disk.disk, Int32(SIMULATED_SYNC), Int64(1 + dice.roll(3)), 1, 0, 0)
        default: simulated_disk_fail(disk.disk, Int32(SIMULATED_WRITE), Int64(1 + dice.roll(6)), 1, 0, 0)
        }
    }

    private func take(_ fresh: SimulatedWatch, distrusted: String?) {
        tell("opened at \(fresh.ring.lastSequence), \(fresh.recovery.incidents.count) cases")
        if let damage = fresh.ring.report.damage, distrusted == nil {
            model.fail("a sound store was put away: \(damage.reason)")
        }
        if !fresh.unreadable.isEmpty { model.fail("unreadable: \(fresh.unreadable)") }
        if distrusted == nil {
            model.names.learn(fresh.numbering, fresh.engine.site)
            model.reopened(fresh.recovery, sequence: fresh.ring.lastSequence)
            checkMessages()
        }
        watch = fresh
        fresh.start(now: now)
        commit(fresh)
        if disk.isDark { end(in: .endInCommit) }
    }

    func checkMessages() {
        var ledger: [String: Int] = [:]
        if let reader = try? RingReader(directory: disk.directory, disk: disk) {
            for loss in (try? reader.losses(limit: 1_000)) ?? [] where loss.cause == .rateLimit {
                ledger[loss.subject, default: 0] += Int(loss.count)
            }
        }
        model.checkMessages(acknowledged: broker.acknowledged, said: said, ledger: ledger)
    }

    /// Everything works from now on: it must all come right by itself.
    func heal() {
        isCalm = true
        troublePercent = 0
        for position in platforms.indices { platforms[position].isDown = false }
        centre.change(isDown: false, now: now)
        disk.empty()
        simulated_disk_heal(disk.disk)
        simulated_disk_darken_in(disk.disk, 0)
        if watch == nil { begin() }
        deliverDelayed()
        tell("healed")
        var quiet = 0
        for _ in 0..<900 where model.broken.isEmpty && quiet < 6 {
            pass(max(200, min(8_000, watch?.lanes.next.map { ($0 - now).milliseconds } ?? 1_000)))
            turn()
            let isDone =
                broker.isDrained && model.stored.unsettled.isEmpty && watch?.lanes.isIdle == true
                && watch?.held.isEmpty == true && watch?.keeper.failingSince == nil
            quiet = isDone ? quiet + 1 : 0
        }
        guard model.broken.isEmpty else { return }
        if quiet < 6 {
            model.fail(
                "does not drain: \(broker.sessions.map { ($0.queue.count, $0.underway.count) }), deliveries "
                    + "\(model.stored.unsettled.keys.sorted()), idle \(watch?.lanes.isIdle as Any)")
        }
        model.checkDangers()
        checkMessages()
        checkCases()
        checkCentre()
        checkBounds()
    }

    /// The fire centre believes what is so: a point burns there while somebody has not said that it is over.
    private func checkCentre() {
        for device in SimulatedSite.detectors {
            let own = model.stored.incidents.values.filter {
                $0.device == device && $0.hazard == "fire.smoke" && $0.handling["station"] != nil
            }
            // What an emergency told of, no store knows.
            guard !own.contains(where: { model.orphans.contains($0.id) }),
                !model.orphanDevices.contains(device)
            else { continue }
            let burns = own.contains { $0.ended == nil && !$0.isRefuted }
            model.stake("centre", burns ? 1 : 0)
            if centre.knowsFire(at: device) != burns {
                model.fail("the fire centre has \(device) \(burns ? "quiet" : "on fire")")
            }
        }
    }

    /// Each incident that a destination was to hear of is one case there.
    private func checkCases() {
        for incident in model.stored.incidents.values.sorted(by: { $0.id < $1.id }) {
            for platform in platforms
            where incident.handling[platform.name] != nil
                && !model.orphans.contains(incident.id)
            {
                let count = platform.cases[incident.id]?.count ?? 0
                if count != 1 { model.fail("\(incident.id) is \(count) cases at \(platform.name)") }
            }
        }
    }

    private func checkBounds() {
        let limits = SimulatedWatch.limits
        let index: Int64 = 4 * 32_768
        // The log is twice its size before a commit is refused, and the last one taken may be as large as all that waited.
        let most = limits.journalBytes + limits.reserveBytes + 3 * limits.walBytes + index
        if largestStore > most { model.fail("the store grew to \(largestStore) of \(most)") }
        if story.count > 4_000 { model.fail("too long a story") }
    }

    /// One bit at a time, with a start after each: it starts, and says what is wrong or finds everything there.
    func flipBits() {
        let size = disk.size(disk.database)
        for _ in 0..<3 where model.broken.isEmpty {
            guard let watch else { return }
            watch.lanes.abandon(&platforms) { false }
            centre.hangUp()
            self.watch = nil
            disk.end(.kill)
            let offset = Int64(dice.roll(Int(size)))
            _ = simulated_disk_flip(disk.disk, disk.database, offset, Int32(dice.roll(8)))
            faults.note(.bitFlip)
            tell("bit flipped at \(offset)")
            pass(2_000)
            believed = trueTime + wallOffset
            reopenAfterFlip(offset)
        }
    }

    private func reopenAfterFlip(_ offset: Int64) {
        var distrusted: String?
        for _ in 0..<2 {
            do throws(SimulatedWatch.Failure) {
                let fresh = try SimulatedWatch(
                    disk: disk, site: SimulatedSite.site(version: version), epoch: dice.next() >> 24,
                    now: now, hand: hand, seed: dice.next(), distrusted: distrusted)
                watch = fresh
                fresh.start(now: now)
                guard case .some = fresh.commit(now: now) else {
                    distrusted = "\(fresh.keeper.lastFailure as Any)"
                    watch = nil
                    disk.end(.kill)
                    continue
                }
                return
            } catch .reading(let failure) {
                // As `Watch.openAndTakeUp`: what reading finds wrong is put away.
                distrusted = "\(failure)"
                disk.end(.kill)
            } catch {
                return model.fail("a bit at \(offset): \(error)")
            }
        }
        model.fail("a bit at \(offset): does not start, \(distrusted ?? "")")
    }
}
