import CSimulatedDisk
import Facility

@testable import Ring

/// What happens around the box: devices, people, and everything that breaks.
extension SimulatedNight {
    func world() {
        switch dice.roll(100) {
        case 0..<58: for _ in 0..<1 + dice.roll(4) { speak() }
        case 58..<74: pass([1, 30, 250, 1_200, 6_000, 25_000, 70_000][dice.roll(7)])
        case 74..<82: person()
        case 82..<84: drill()
        case 84: reload()
        case 85..<87: deliverDelayed()
        case 87: works()
        default: fault()
        }
        pass(Int64(1 + dice.roll(60)))
    }

    // MARK: Devices

    private func speak() {
        let kind = dice.roll(20)
        switch kind {
        case 0..<8:
            let device = SimulatedSite.detectors[dice.roll(4)]
            let isSmoke = dice.once(in: 6)
            publish(
                device, "f/", "\"smoke\":\(isSmoke),\"heat\":\([20, 24, 55, 70][dice.roll(4)])",
                danger: isSmoke,
                session: 0)
        case 8..<11:
            let device = SimulatedSite.lifts[dice.roll(2)]
            let isTrapped = dice.once(in: 4)
            publish(device, "la/", "\"trapped\":\(isTrapped)", danger: isTrapped, session: 0)
        case 11..<14:
            publish(
                SimulatedSite.lifts[dice.roll(2)], "l/", "\"floor\":\"\(dice.roll(9))\"", danger: nil,
                session: 1)
        case 14..<17:
            let device = version % 2 == 1 && dice.once(in: 2) ? "W2" : "W1"
            publish(
                device, "w/", "\"pressure\":0.\([1, 3, 6, 95][dice.roll(4)])", danger: nil, session: 1)
        default:
            publish(
                ["C1", "C2"][dice.roll(2)], "c/", "\"current\":\([0, 16, 31, 40][dice.roll(4)])", danger: nil,
                session: 1)
        }
    }

    private func publish(
        _ device: String, _ topic: String, _ fields: String, danger: Bool?, session: Int
    ) {
        numbers[device, default: 0] += 1
        let number = numbers[device] ?? 0
        // One lift's clock is 20 min fast, for ever.
        let time = trueTime + (device == "L2" ? 1_200_000 : 0)
        let message = SimulatedBroker.Message(
            topic: Array((topic + device).utf8),
            payload: Array("{\"t\":\(time),\"n\":\(number),\(fields)}".utf8), device: device,
            number: number, isDanger: danger, at: time)
        if isCalm { return give(message, session) }
        // A device whose network is slow keeps its order.
        let isWaiting = delayed.contains { $0.device == device }
        if isWaiting || dice.once(in: 25) {
            if !isWaiting { faults.note(.delay) }
            delayed.append(message)
            return
        }
        give(message, session)
        if dice.once(in: 40) {
            faults.note(.duplicate)
            give(message, session)
        }
    }

    private func give(_ message: SimulatedBroker.Message, _ session: Int) {
        said["\(message.device) \(message.number)", default: 0] += 1
        broker.publish(message, to: session)
    }

    /// What was kept by slow networks arrives; of telemetry in any order.
    func deliverDelayed() {
        let arriving = delayed
        delayed = []
        for message in arriving
        where message.topic[0] == UInt8(ascii: "f") || message.topic.starts(with: "la".utf8) {
            give(message, 0)
        }
        var others = arriving.filter {
            $0.topic[0] != UInt8(ascii: "f") && !$0.topic.starts(with: "la".utf8)
        }
        if others.count > 1, !isCalm {
            faults.note(.reorder)
            others.shuffle(using: &dice)
        }
        for message in others { give(message, 1) }
    }

    // MARK: People

    private func incident() -> Incident? {
        let open = model.stored.incidents.values.filter { $0.ended == nil }.sorted { $0.id < $1.id }
        return open.isEmpty ? nil : open[dice.roll(open.count)]
    }

    private func person() {
        guard watch != nil, let incident = incident() else { return }
        switch dice.roll(6) {
        case 0: commands.append(.acknowledge(incident.id, by: "li"))
        case 1: commands.append(.confirm(incident.id, by: "li", note: nil))
        case 2:
            model.refuted.insert(incident.id)
            commands.append(.refute(incident.id, by: "wu", cause: "dust"))
        default:
            model.cleared.insert(incident.id)
            commands.append(.clear(incident.id, by: "li", note: nil))
        }
    }

    private func drill() {
        guard let watch else { return }
        guard watch.engine.drill == nil else {
            commands.append(dice.once(in: 3) ? .drill(.real, by: "wu") : .drill(.stop, by: "li"))
            return
        }
        let devices = SimulatedSite.detectors.filter { _ in dice.once(in: 3) }
        let plan = DrillPlan(scope: "site", devices: devices, length: .minutes(5), isWalkTest: false)
        // Asked now, so that what is announced is known when the first exercise is committed.
        guard
            watch.engine.step(command: .drill(.start(plan), by: "li"), now: now, effects: &watch.effects)
                == .done
        else { return }
        faults.note(.drill)
        tell("drill \(devices)")
        isAnswerOwed = true
        model.announced.formUnion(devices)
    }

    /// Somebody works at a part of the compound: what is no danger to life is told to nobody.
    private func works() {
        guard let watch else { return }
        let reach = ["site", "facility:fire", "zone:stair", "device:W1", "device:F2"][dice.roll(5)]
        let span = Suppression.Span.once(from: now, until: now + .minutes(10))
        let plan = SuppressionPlan(reach: reach, span: span, why: "works")
        guard
            watch.engine.step(
                command: .suppression(.begin(plan), by: "li"), now: now, effects: &watch.effects)
                == .done
        else { return }
        faults.note(.works)
        tell("works \(reach)")
        isAnswerOwed = true
    }

    private func reload() {
        guard let watch else { return }
        version += 1
        let site = SimulatedSite.site(version: version)
        watch.reload(site, now: now)
        watch.lanes.reload(site, now: now, &centre)
        model.names.learn(watch.numbering, site)
        faults.note(.reload)
        tell("reload \(version)")
    }

    // MARK: Faults

    private func fault() {
        switch dice.roll(17) {
        case 0: end(in: nil)
        case 1: simulated_disk_darken_in(disk.disk, Int64(1 + dice.roll(25)))
        case 2: failing(SIMULATED_WRITE, .writeError)
        case 3: failing(SIMULATED_SYNC, .syncError)
        case 4:
            simulated_disk_darken_in(disk.disk, 0)
            isForgetful = true
            faults.note(.forgetfulSync)
            simulated_disk_fail(disk.disk, Int32(SIMULATED_SYNC), 1, 1, Int32(SIMULATED_IO_ERROR), 1)
        case 5: failing(SIMULATED_READ, .readError)
        case 6:
            faults.note(.fullDisk)
            disk.fill()
        case 7: disk.empty()
        case 8, 9:
            faults.note(.linkDrop)
            lose(link: dice.roll(2))
        case 10:
            let session = dice.roll(2)
            guard broker.sessions[session].isConnected, halfOpenSince[session] == nil else { return }
            faults.note(.halfOpenLink)
            broker.tear(session)
            halfOpenSince[session] = elapsed
        case 11:
            let isPersistent = dice.roll(4) > 0
            faults.note(isPersistent ? .brokerRestart : .brokerForgets)
            for session in 0..<2 { lose(link: session) }
            broker.restart(isPersistent: isPersistent)
        case 12:
            let platform = dice.roll(4)
            faults.note(platform < 3 ? .platformDown : .centreDown)
            if platform < 3 {
                platforms[platform].isDown.toggle()
            } else {
                centre.change(isDown: !centre.isDown, now: now)
            }
        case 13: troublePercent = troublePercent == 0 ? 40 : 0
        case 14: flood()
        case 15: garbage()
        default:
            wallOffset += [40_000, 3_600_000][dice.roll(2)]
            faults.note(.clockForward)
        }
    }

    private func failing(_ kind: Int, _ fault: FaultCounts.Kind) {
        faults.note(fault)
        let times = [1, 1, 3, 60][dice.roll(4)] as Int64
        let how = kind == SIMULATED_WRITE && dice.once(in: 2) ? SIMULATED_NO_SPACE : SIMULATED_IO_ERROR
        simulated_disk_fail(disk.disk, Int32(kind), Int64(1 + dice.roll(4)), times, Int32(how), 0)
    }

    /// One device says far more than it may.
    private func flood() {
        faults.note(.flood)
        for _ in 0..<130 { publish("C1", "c/", "\"current\":16", danger: nil, session: 1) }
    }

    private func garbage() {
        faults.note(.garbage)
        let message = SimulatedBroker.Message(
            topic: Array("w/W1".utf8), payload: Array("{\"pressure\":".utf8), device: "W1", number: 0,
            isDanger: nil, at: 0)
        broker.publish(message, to: 1)
    }
}
