/// The connection: made, watched, given up, made anew; and what waits for it.
extension FireCentreSession {
    mutating func connected(now: Timestamp, into actions: inout [Action]) {
        guard case .connecting(_, let attempts) = link else { return }
        link = .up(since: now, attempts: attempts)
        scanner = GB26875.FrameScanner()
        acknowledgedAt = now
        beatAt = now
        isCongested = false
        garbage = 0
        actions.append(.note(.up))
        // Whoever has been away must not believe what the device said last.
        tellState()
        let untold = book.points(of: owed)
        owed = []
        for unit in book.states(of: untold, at: now) { queue(unit, .ordinary) }
        for unit in book.states(of: book.disabledPoints, at: now) { queue(unit, .idle) }
    }

    /// The connection is over, or was not made.
    mutating func lose(
        _ why: String, now: Timestamp, using random: inout some RandomNumberGenerator,
        into actions: inout [Action]
    ) {
        let attempts: Int
        switch link {
        case .down: return
        case .connecting(_, let made), .up(_, let made): attempts = made
        }
        let full = Lane.Policy.doubled(Self.retryBase, times: attempts, cap: Self.retryCap)
        link = .down(
            retryAt: now + Lane.Policy.jittered(full, using: &random), triedAt: now, attempts: attempts + 1)
        scanner = GB26875.FrameScanner()
        toldState = nil
        actions.append(.note(.down(why)))
        for exchange in underway {
            owe(exchange.parcel)
            if let ticket = exchange.parcel.ticket { actions.append(.settle(ticket, .unknown(why))) }
        }
        underway = []
        giveUpWaiting(why, into: &actions)
    }

    private mutating func giveUpWaiting(_ why: String, into actions: inout [Action]) {
        for parcel in waiting {
            owe(parcel)
            if let ticket = parcel.ticket { actions.append(.settle(ticket, .unreachable(why))) }
        }
        waiting = []
    }

    /// A delivery that was not acknowledged comes again; what nobody waits for would not.
    private mutating func owe(_ parcel: Parcel) {
        guard parcel.ticket == nil, parcel.kind == .news else { return }
        for place in parcel.units.flatMap(book.places) {
            if let point = book.point(at: place) { owed.insert(point.device) }
        }
    }

    /// What time alone brings about.
    mutating func look(
        now: Timestamp, using random: inout some RandomNumberGenerator, into actions: inout [Action]
    ) {
        if let until = dutyUntil, until <= now {
            dutyUntil = nil
            actions.append(.dutyOver)
        }
        switch link {
        case .down(let retryAt, let triedAt, let attempts):
            let isPressing = waiting.contains { $0.rank == .fire }
            let due = isPressing ? min(retryAt, triedAt + Self.fireRetryCap) : retryAt
            guard due <= now else {
                // Nothing was sent: the lane tries again by its own pace, a fire within seconds.
                return giveUpWaiting("no connection", into: &actions)
            }
            link = .connecting(since: now, attempts: attempts)
            actions.append(.connect)
        case .connecting(let since, _):
            guard since + Self.connectLimit <= now else { return }
            actions.append(.close)
            lose("no connection in time", now: now, using: &random, into: &actions)
        case .up:
            if !scanner.remainder.isEmpty, bytesAt + Self.stallLimit <= now {
                scanner = GB26875.FrameScanner()
                noteGarbage(into: &actions)
            }
            overdue(now: now, using: &random, into: &actions)
            guard isUp else { return }
            if toldState != book.deviceState { tellState() }
            if heartbeatAt <= now, !hasHeartbeat {
                waiting.append(Parcel(ticket: nil, rank: .idle, units: [[]], kind: .heartbeat))
            }
        }
    }

    /// Sends again what was not acknowledged in time; a link on which nothing is, is dead.
    private mutating func overdue(
        now: Timestamp, using random: inout some RandomNumberGenerator, into actions: inout [Action]
    ) {
        for index in underway.indices where underway[index].dueAt <= now {
            guard underway[index].attempts <= settings.retries else {
                actions.append(.close)
                return lose("no acknowledgement", now: now, using: &random, into: &actions)
            }
            again(index, now: now, into: &actions)
        }
    }

    mutating func again(_ index: Int, now: Timestamp, into actions: inout [Action]) {
        writes += 1
        underway[index].attempts += 1
        underway[index].order = writes
        underway[index].dueAt = now + settings.answerWithin
        actions.append(.write(underway[index].bytes))
    }

    // MARK: What is to be said

    mutating func accept(_ delivery: Delivery, now: Timestamp, into actions: inout [Action]) {
        let ticket = Ticket.delivery(delivery.number)
        if delivery.report.hazard == OwnHazard.dutyCheck.rawValue {
            return answerDuty(delivery, now: now, into: &actions)
        }
        guard waiting.count < Self.waitingLimit else {
            return actions.append(
                .settle(ticket, .busy("too many wait for the fire centre", retryAfter: nil)))
        }
        let units: [GB26875.ApplicationUnit]
        do throws(FireCentreBook.Misfit) {
            units = try book.units(of: delivery, now: now)
        } catch {
            return actions.append(.settle(ticket, .refused(error.text)))
        }
        guard !units.isEmpty else { return actions.append(.settle(ticket, nil)) }
        let isFire = delivery.isLifeSafety && delivery.report.origin == .real
        waiting.append(
            Parcel(ticket: ticket, rank: isFire ? .fire : .ordinary, units: units.map(\.bytes)))
    }

    mutating func probe(_ number: Int64, into actions: inout [Action]) {
        guard waiting.count < Self.waitingLimit else {
            return actions.append(
                .settle(.probe(number), .busy("too many wait for the fire centre", retryAfter: nil)))
        }
        waiting.append(Parcel(ticket: .probe(number), rank: .idle, units: [[]], kind: .heartbeat))
    }

    mutating func disable(_ devices: Set<String>, now: Timestamp) {
        let changed = book.disable(devices)
        guard isUp else { return owed.formUnion(changed.map(\.device)) }
        for unit in book.states(of: changed, at: now) { queue(unit, .ordinary) }
    }

    /// A unit of our own; the centre may ask for it again, so one that finds no room is let go.
    mutating func queue(_ unit: GB26875.ApplicationUnit, _ rank: Parcel.Rank) {
        guard waiting.count < Self.waitingLimit else { return }
        waiting.append(Parcel(ticket: nil, rank: rank, units: [unit.bytes]))
    }

    /// What the centre has just acknowledged may be older than what stands: a frame is sent again as it was, also
    /// behind a fire, or the end of one, that overtook it. What stands goes with the parcel then, which is not finished
    /// before the centre has that as well: finished sooner, a kill would leave the centre with the older word for good.
    ///
    /// Nothing is said twice that somebody waits for anyway, be it before its turn or written behind this.
    mutating func correct(_ unit: [UInt8], written order: Int, _ parcel: inout Parcel, now: Timestamp) {
        for point in book.outdated(by: unit) {
            let later = waiting + underway.filter { $0.order > order }.map(\.parcel)
            let isComing = later.contains { parcel in
                parcel.ticket != nil
                    && parcel.units.contains { book.places(in: $0).contains(point.place) }
            }
            guard !isComing else { continue }
            parcel.units.insert(book.state(of: point, at: now).bytes, at: 0)
            if book.fireSince(at: point) != nil { parcel.rank = .fire }
        }
    }

    mutating func tellState() {
        toldState = book.deviceState
        guard !waiting.contains(where: { $0.kind == .state }) else { return }
        waiting.append(Parcel(ticket: nil, rank: .ordinary, units: [[]], kind: .state))
    }

    // MARK: What goes out

    mutating func dispatch(now: Timestamp, into actions: inout [Action]) {
        guard isUp else { return }
        while let index = nextIndex {
            begin(waiting.remove(at: index), now: now, into: &actions)
        }
    }

    private var nextIndex: Int? {
        guard let best = waiting.indices.min(by: { waiting[$0].rank < waiting[$1].rank }) else { return nil }
        let fires = underway.count { $0.parcel.rank == .fire }
        if waiting[best].rank == .fire { return fires < Self.fireWindow ? best : nil }
        return underway.isEmpty ? best : nil
    }

    mutating func begin(_ parcel: Parcel, now: Timestamp, into actions: inout [Action]) {
        var parcel = parcel
        switch parcel.kind {
        case .news: if let unit = parcel.units.first { parcel.units[0] = book.present(unit) }
        case .state: parcel.units = [book.deviceState(at: now).bytes]
        case .heartbeat:
            beatAt = now
            switch settings.heartbeat {
            case .empty: parcel.units = [[]]
            case .handshake: parcel.units = [[0x16]]
            case .state: parcel.units = [book.deviceState(at: now).bytes]
            }
        }
        while underway.contains(where: { $0.serial == serial }) { serial &+= 1 }
        let bytes = frame(serial, .send, parcel.units.first ?? [], now: now)
        writes += 1
        underway.append(
            Exchange(
                parcel: parcel, serial: serial, bytes: bytes, order: writes,
                dueAt: now + settings.answerWithin, firstAt: now))
        serial &+= 1
        actions.append(.write(bytes))
    }

    func frame(
        _ serial: UInt16, _ command: GB26875.Command, _ unit: [UInt8], now: Timestamp
    ) -> [UInt8] {
        GB26875.Frame(
            serial: serial, time: settings.label(now), source: settings.devices[self.unit].address,
            destination: settings.centre, command: command, unit: unit
        ).bytes
    }
}
