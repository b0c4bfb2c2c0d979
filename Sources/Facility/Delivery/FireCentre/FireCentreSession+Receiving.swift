/// What the centre says: acknowledgements, refusals, orders and questions, and what is none of them.
extension FireCentreSession {
    mutating func receive(_ bytes: [UInt8], now: Timestamp, into actions: inout [Action]) {
        guard isUp else { return }
        bytesAt = now
        var findings: [(GB26875.FrameScanner.Finding, GB26875.FrameScanner.Head?)] = []
        scanner.feedWithHeads(bytes) { findings.append(($0, $1)) }
        for (finding, head) in findings {
            guard isUp else { return }
            switch finding {
            case .frame(let frame): take(frame, now: now, into: &actions)
            case .refused(let problem): refuse(problem, head, now: now, into: &actions)
            }
        }
    }

    private mutating func take(_ frame: GB26875.Frame, now: Timestamp, into actions: inout [Action]) {
        switch frame.command {
        case .acknowledge: acknowledged(frame.serial, now: now, into: &actions)
        case .refuse: refused(frame.serial, now: now, into: &actions)
        case .reply: break
        case .send: if isForUs(frame) { answer(frame, .acknowledge, [], now: now, into: &actions) }
        case .control: if isForUs(frame) { obey(frame, now: now, into: &actions) }
        case .request: if isForUs(frame) { reply(frame, now: now, into: &actions) }
        default: answer(frame, .refuse, [], now: now, into: &actions)
        }
    }

    /// Some centres leave the address out.
    private func isForUs(_ frame: GB26875.Frame) -> Bool {
        frame.destination == settings.devices[unit].address || frame.destination.number == 0
    }

    private mutating func acknowledged(_ serial: UInt16, now: Timestamp, into actions: inout [Action]) {
        guard let index = underway.firstIndex(where: { $0.serial == serial }) else { return }
        acknowledgedAt = now
        if case .up(let since, _) = link { link = .up(since: since, attempts: 0) }
        let exchange = underway.remove(at: index)
        var parcel = exchange.parcel
        let said = parcel.units.removeFirst()
        correct(said, written: exchange.order, &parcel, now: now)
        guard parcel.units.isEmpty else {
            // The next frame of the same report goes at once: nothing comes between a state and who saw it.
            return begin(parcel, now: now, into: &actions)
        }
        if let ticket = parcel.ticket { actions.append(.settle(ticket, nil)) }
    }

    /// The centre could not read it: sent again at once, as often as without an answer.
    private mutating func refused(_ serial: UInt16, now: Timestamp, into actions: inout [Action]) {
        guard let index = underway.firstIndex(where: { $0.serial == serial }) else { return }
        underway[index].refusals += 1
        guard underway[index].attempts > settings.retries else {
            return again(index, now: now, into: &actions)
        }
        let exchange = underway.remove(at: index)
        guard let ticket = exchange.parcel.ticket else { return }
        let text = "the fire centre answered \(exchange.refusals) times that it cannot take it"
        // A fire is never parked. Anything else is, when the centre took other frames meanwhile: it is the frame then.
        let isPoison = exchange.parcel.rank != .fire && acknowledgedAt > exchange.firstAt
        actions.append(.settle(ticket, isPoison ? .refused(text) : .busy(text, retryAfter: nil)))
    }

    /// An answer under the question's serial; not more of them than the budget, and none to who does not read.
    private mutating func answer(
        _ frame: GB26875.Frame, _ command: GB26875.Command, _ unit: [UInt8], now: Timestamp,
        into actions: inout [Action]
    ) {
        guard !isCongested, answers.readyAt(now) <= now else { return }
        answers.spend()
        actions.append(.write(self.frame(frame.serial, command, unit, now: now)))
    }

    /// Bytes that are no frame. One that was meant as a frame is refused by its serial (6.3), so that the centre
    /// sends it again; a refused answer of the centre would be refused for ever, so it is let be.
    private mutating func refuse(
        _ problem: GB26875.FrameProblem, _ head: GB26875.FrameScanner.Head?, now: Timestamp,
        into actions: inout [Action]
    ) {
        noteGarbage(into: &actions)
        guard problem.isFramed, let head, head.command != .acknowledge, head.command != .refuse,
            head.command != .reply, !isCongested, refusals.readyAt(now) <= now
        else { return }
        refusals.spend()
        actions.append(.write(frame(head.serial, .refuse, [], now: now)))
    }

    /// Told for the first one and then each time there are ten times as many.
    mutating func noteGarbage(into actions: inout [Action]) {
        garbage += 1
        if Self.isNoted(garbage) { actions.append(.note(.garbage(findings: garbage))) }
    }

    private static func isNoted(_ count: Int) -> Bool {
        var mark = 1
        while mark < count { mark *= 10 }
        return mark == count
    }

    // MARK: Orders (types 89, 90, 91)

    private mutating func obey(_ frame: GB26875.Frame, now: Timestamp, into actions: inout [Action]) {
        // Of a flood the rest is let go: the centre says again what is not acknowledged.
        guard !isCongested, answers.readyAt(now) <= now else { return }
        if let last = lastOrder, last.serial == frame.serial, last.unit == frame.unit,
            now - last.at < .minutes(1)
        {
            // Our acknowledgement was lost.
            return answer(frame, .acknowledge, [], now: now, into: &actions)
        }
        let unit = GB26875.ApplicationUnit(frame.unit)
        switch (unit.type.flatMap { GB26875.UnitType(rawValue: $0) }, unit.objects.first) {
        case (.initialiseDevice, .toDevice?): initialise(now: now, into: &actions)
        case (.setClock, .setClock(let label)?):
            guard let told = label.localSeconds else {
                return answer(frame, .refuse, [], now: now, into: &actions)
            }
            let ours = now.milliseconds + Int64(settings.timeZone.offset(at: now)) * 1_000
            noteClock(ahead: .milliseconds(told * 1_000 - ours), into: &actions)
        case (.checkDuty, .toDevice(let minutes)?):
            let allowed = minutes == 0 ? Self.dutyMinutes : Int(minutes)
            // Asked again while people are called already: they have longer now.
            if dutyUntil == nil { actions.append(.askDuty(minutes: allowed)) }
            dutyUntil = now + .minutes(Int64(allowed))
        default:
            strangeOrders += 1
            if Self.isNoted(strangeOrders) { actions.append(.note(.strangeOrder(type: unit.type))) }
            return answer(frame, .refuse, [], now: now, into: &actions)
        }
        lastOrder = (frame.serial, frame.unit, now)
        answer(frame, .acknowledge, [], now: now, into: &actions)
    }

    /// As after power on: the centre hears of all that is not simply watched. Nothing that waits is thrown away.
    private mutating func initialise(now: Timestamp, into actions: inout [Action]) {
        guard now - initialisedAt >= Self.initialisePause else { return }
        initialisedAt = now
        actions.append(.note(.initialised))
        toldState = nil
        for states in book.states(of: book.unusual, at: now) { queue(states, .ordinary) }
    }

    private mutating func noteClock(ahead: Interval, into actions: inout [Action]) {
        defer { clockAhead = ahead }
        if let known = clockAhead {
            let moved = (ahead.milliseconds - known.milliseconds).magnitude
            guard moved > UInt64(Self.clockNotice.milliseconds) else { return }
        }
        actions.append(.note(.clock(ahead: ahead)))
    }

    /// A person has answered the duty check, by name; nothing else ever does.
    mutating func answerDuty(_ delivery: Delivery, now: Timestamp, into actions: inout [Action]) {
        let ticket = Ticket.delivery(delivery.number)
        guard delivery.report.step == "acknowledged", let person = delivery.report.answeredBy else {
            return actions.append(.settle(ticket, nil))
        }
        dutyUntil = nil
        let unit = book.record(
            FireCentreBook.Operation(
                flags: FireCentreBook.Bit.dutyAnswer, person: book.table.number(of: person),
                at: delivery.report.at))
        waiting.append(Parcel(ticket: ticket, rank: .ordinary, units: [unit.bytes]))
    }

    // MARK: Questions (types 61 … 68, 81 … 88)

    private mutating func reply(_ frame: GB26875.Frame, now: Timestamp, into actions: inout [Action]) {
        let question = GB26875.ApplicationUnit(frame.unit)
        guard let unit = book.answer(to: question, now: now) else {
            return answer(frame, .refuse, [], now: now, into: &actions)
        }
        answer(frame, .reply, unit.bytes, now: now, into: &actions)
    }
}
