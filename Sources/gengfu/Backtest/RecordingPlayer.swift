import Facility
import Foundation
import Ring
import Simulation
import SiteConfiguration

/// Plays one recording, of whatever kind, to a back-test.
struct RecordingPlayer {
    /// What cannot be played, in the language's words.
    struct Failure: Error {
        let message: Message
    }

    var site: BacktestSite
    let from: Timestamp
    let to: Timestamp
    var states: LineWriter?
    var scores: LineWriter?
    /// Rows that are no message, and the first of them.
    private(set) var refusedRows = 0
    private(set) var complaints: [Message] = []
    /// What of the store's own history could not be read.
    private(set) var leftOut: [LocalizedText] = []
    private static let complaintLimit = 10

    init(site: BacktestSite, from: Timestamp?, to: Timestamp?) {
        self.site = site
        self.from = from ?? .distantPast
        self.to = to ?? .distantFuture
    }

    private mutating func complain(_ message: BacktestMessage) {
        refusedRows += 1
        if complaints.count < Self.complaintLimit { complaints.append(.backtest(message)) }
    }

    // MARK: A table

    mutating func play(csv file: String, topic: String, timeColumn: String?) throws -> Backtest {
        var rows = try table(file, topic: topic, timeColumn: timeColumn)
        var sessions: [[UInt8]: UInt16] = [:]
        let header = try prepare(&rows, file, &sessions)
        let hasOneTopic = rows.hasOneTopic
        var session = sessions.values.first ?? 1
        var lines = try LineSource(file: file)
        _ = lines.next()
        var test: Backtest?
        rows = header
        while let line = lines.next() {
            let outcome = rows.read(line)
            guard outcome != .empty else { continue }
            let at = rows.at
            if outcome == .message {
                guard at >= from, at <= to else { continue }
                if !hasOneTopic { session = sessions[rows.topic] ?? 1 }
                if test == nil { test = Backtest(site.site, now: at) }
                if test?.take(
                    topic: rows.topic, payload: rows.payload, session: session, at: at, row: rows.row)
                    != true
                {
                    complain(.unreadableRow(row: rows.row, "too large"))
                }
            } else {
                complain(Self.complaint(outcome, row: rows.row))
            }
            try write(rows.row, outcome == .message ? at : test?.now ?? at, &test)
        }
        try states?.flush()
        try scores?.flush()
        guard let test else { throw Failure(message: .backtest(.noRows(file))) }
        return test
    }

    private static func complaint(_ outcome: RowMessage.Outcome, row: Int) -> BacktestMessage {
        switch outcome {
        case .wrongCount(let count): .unreadableRow(row: row, "\(count) fields")
        case .badTime(let text): .unreadableRow(row: row, "not a time: `\(text)`")
        case .message, .empty: .unreadableRow(row: row, "")
        }
    }

    private mutating func write(_ row: Int, _ at: Timestamp, _ test: inout Backtest?) throws {
        if states != nil {
            states?.write(Int64(row), at.milliseconds)
            try states?.write(text: test?.activeHazards ?? "")
        }
        guard scores != nil else { return }
        var found: [(String, Double)] = []
        test?.scores { found.append(($0, $1)) }
        for (detector, score) in found {
            scores?.write(Int64(row), at.milliseconds)
            try scores?.write(text: detector, isLast: false)
            try scores?.write(text: "\(score)")
        }
    }

    /// The table's columns, its clock and the form of its payloads.
    private func table(_ file: String, topic: String, timeColumn: String?) throws -> RowMessage {
        var lines = try LineSource(file: file)
        guard let header = lines.next() else { throw Failure(message: .backtest(.noRows(file))) }
        var rows = RowMessage(header: header, topic: topic)
        guard let first = lines.next(), rows.read(first) == .message else {
            throw Failure(message: .backtest(.noRows(file)))
        }
        let name = String(decoding: rows.topic, as: UTF8.self)
        guard let route = site.route(of: name) else { throw Failure(message: .backtest(.nobodysTopic(name))) }
        var fresh = RowMessage(header: header, topic: topic)
        if case .csv(let layout) = route.codec {
            fresh.form = layout.header == .line ? .lineBelowHeader : .line
        }
        if let timeColumn {
            guard let column = fresh.columns.firstIndex(of: timeColumn) else {
                throw Failure(message: .backtest(.noTimeColumn(timeColumn, known: fresh.columns)))
            }
            fresh.clock = .column(column)
            // The rule reads it where the profile has one for this very column.
            if let rule = route.time, fresh.column(at: rule.at) == column {
                fresh.clock = .rule(column: column, TimeReader(rule))
            }
        } else if let rule = route.time {
            guard let column = fresh.column(at: rule.at) else {
                throw Failure(message: .backtest(.noTimeColumn(rule.at, known: fresh.columns)))
            }
            fresh.clock = .rule(column: column, TimeReader(rule))
        }
        return fresh
    }

    /// Takes in the devices of all rows. With one topic the first row is enough.
    private mutating func prepare(
        _ rows: inout RowMessage, _ file: String, _ sessions: inout [[UInt8]: UInt16]
    ) throws -> RowMessage {
        let fresh = rows
        var lines = try LineSource(file: file)
        _ = lines.next()
        while let line = lines.next() {
            guard rows.read(line) == .message, sessions[rows.topic] == nil else { continue }
            let topic = String(decoding: rows.topic, as: UTF8.self)
            guard let session = site.session(of: topic) else {
                throw Failure(message: .backtest(.nobodysTopic(topic)))
            }
            sessions[rows.topic] = session
            if rows.hasOneTopic { break }
        }
        return fresh
    }

    // MARK: A capture

    mutating func play(capture file: String) throws -> Backtest {
        var scanner = CaptureScanner()
        var sessions: [[UInt8]: UInt16] = [:]
        for line in try LineSource(file: file) where scanner.read(line) && sessions[scanner.topic] == nil {
            // What no profile knows is counted when it comes.
            sessions[scanner.topic] = site.session(of: String(decoding: scanner.topic, as: UTF8.self)) ?? 1
        }
        var test: Backtest?
        var number = 0
        for line in try LineSource(file: file) where !line.isEmpty {
            number += 1
            guard scanner.read(line) else {
                complain(.unreadableRow(row: number, "not a line of a capture"))
                try write(number, test?.now ?? from, &test)
                continue
            }
            let at = Timestamp(milliseconds: scanner.at)
            guard at >= from, at <= to else { continue }
            if test == nil { test = Backtest(site.site, now: at) }
            let isTaken = test?.take(
                topic: scanner.topic, payload: scanner.payload, session: sessions[scanner.topic] ?? 1, at: at,
                row: number)
            if isTaken != true { complain(.unreadableRow(row: number, "too large")) }
            try write(number, at, &test)
        }
        try states?.flush()
        try scores?.flush()
        guard let test else { throw Failure(message: .backtest(.noRows(file))) }
        return test
    }

    // MARK: The store's own history

    mutating func play(history directory: String) throws -> Backtest {
        let reader = try RingReader(directory: directory)
        let names = try reader.historyNames()
        var said: [UInt32: Set<UInt32>] = [:]
        try reader.history(from: from, to: to) { message in
            for reading in message.readings { said[message.device, default: []].insert(reading.point) }
        }
        var devices: [UInt32: DeviceIndex] = [:]
        for number in said.keys.sorted() {
            guard let name = names.devices[number] else { continue }
            let points = Set((said[number] ?? []).compactMap { names.points[$0] })
            if let position = site.device(name, saying: points) {
                devices[number] = DeviceIndex(position)
            } else if complaints.count < Self.complaintLimit {
                complaints.append(.backtest(.unknownDevice(name)))
            }
        }
        let positions = Dictionary(
            site.site.points.indices.map { (site.name(of: PointIndex($0)), PointIndex($0)) },
            uniquingKeysWith: { first, _ in first })
        let points = names.points.compactMapValues { positions[$0] }
        var test: Backtest?
        let played = site.site
        var past: [Reading] = []
        try reader.history(from: from, to: to) { message in
            guard let device = devices[message.device] else { return }
            past.removeAll(keepingCapacity: true)
            for reading in message.readings {
                guard let point = points[reading.point] else { continue }
                past.append(
                    Reading(
                        device: device, point: point, value: reading.value, observedAt: message.observedAt,
                        receivedAt: message.receivedAt, quality: reading.quality, isLate: reading.isLate))
            }
            guard !past.isEmpty else { return }
            if test == nil { test = Backtest(played, now: message.receivedAt) }
            test?.take(past, at: message.receivedAt)
        }
        leftOut = reader.leftOut
        guard let test else { throw Failure(message: .backtest(.noRows(directory))) }
        return test
    }
}
