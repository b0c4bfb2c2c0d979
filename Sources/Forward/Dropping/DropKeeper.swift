import Facility
import Foundation

/// Leaves files in a drop folder and reads the receipts that come back, on a thread of its own: a share that hangs
/// holds up this destination and nobody else.
final class DropKeeper: Sendable {
    private let settings: DropSettings
    private let site: String
    private let destination: String
    private let box: BoxPorts
    private let folder: DropFolder
    private let desk: FolderDesk<Book>

    private struct Book {
        var ledger: DropLedger?
        var open: OpenCases
        var receipts: ReceiptFolder?
    }

    /// Snapshots waiting to be carried away: each says all that the earlier ones said.
    private static let snapshotLimit = 3

    init(_ settings: DropSettings, destination: String, site: String, box: BoxPorts) {
        self.settings = settings
        self.site = site
        self.destination = destination
        self.box = box
        folder = DropFolder(path: settings.folder, prefix: "\(site)-\(destination)-")
        desk = FolderDesk(
            "drop \(destination)",
            Book(
                open: OpenCases(standing: box.standing(destination)),
                receipts: settings.receipts.map { ReceiptFolder(path: $0) }))
    }

    /// Leaves one step of a case.
    func leave(_ delivery: Delivery) async throws(Lane.Failure) {
        try await desk.work { [self] book throws(Lane.Failure) in
            try makeRoom(lifeSafety: delivery.isLifeSafety)
            let sequence = try reserve(&book) { $0.number(for: delivery.idempotencyKey) }
            try write(.step(delivery), sequence, ending: "", book)
            book.open.take(delivery)
        }
    }

    /// Leaves a snapshot of all open cases: the sign of life of a path that is never answered.
    func leaveSnapshot(at now: Timestamp, every: Interval, audit: AuditHead?) async throws(Lane.Failure) {
        try await desk.work { [self] book throws(Lane.Failure) in
            for name in (folder.usage()?.snapshots ?? []).dropLast(Self.snapshotLimit - 1) {
                folder.remove(name)
            }
            try makeRoom(lifeSafety: false)
            let sequence = try reserve(&book) { $0.numberForSnapshot() }
            let open = book.open
            let matter = DropRecord.Matter.snapshot(
                at: now, every: every, audit: audit, cases: open.held, open: open.count,
                isComplete: open.isComplete)
            try write(matter, sequence, ending: DropFolder.snapshotMark, book)
        }
    }

    /// - Throws: where nothing could be left in the folder now.
    func lookWhetherWritable() async throws(Lane.Failure) {
        try await desk.work { [self] _ throws(Lane.Failure) in try folder.lookWhetherWritable() }
    }

    /// Reads the receipts that have come; what cannot be read now is read later.
    func look() async {
        try? await desk.work { [self] book throws(Lane.Failure) in
            guard book.receipts != nil, let ledger = try? self.ledger(&book) else { return }
            var changed = ledger
            book.receipts?.look { receipt in
                changed.receive(stream: receipt.stream, sequence: receipt.sequence, key: receipt.key)
            } apply: { receipt in
                apply(receipt)
            } note: { name, why in
                note("receipt_put_aside", subject: name, why)
            }
            guard changed != ledger else { return }
            book.ledger = changed
            try save(changed)
        }
    }
}

// MARK: - On the desk

extension DropKeeper {
    /// Refuses what does not fit; the last tenth is kept for what concerns life.
    private func makeRoom(lifeSafety: Bool) throws(Lane.Failure) {
        guard let usage = folder.usage() else { throw .unreachable("the folder cannot be read") }
        let (files, bytes) = (settings.fileLimit, settings.byteLimit)
        let isFull =
            lifeSafety
            ? usage.files >= files || usage.bytes >= bytes
            : usage.files >= files - files / 10 || usage.bytes >= bytes - bytes / 10
        guard !isFull else {
            throw .busy("\(usage.files) files wait to be carried away: the folder is full", retryAfter: nil)
        }
    }

    /// A number that is on the disk before anything bears it.
    private func reserve(
        _ book: inout Book, _ number: (inout DropLedger) -> Int64
    ) throws(Lane.Failure) -> Int64 {
        var ledger = try self.ledger(&book)
        let sequence = number(&ledger)
        if ledger != book.ledger {
            try save(ledger)
            book.ledger = ledger
        }
        return sequence
    }

    private func write(
        _ matter: DropRecord.Matter, _ sequence: Int64, ending: String, _ book: borrowing Book
    ) throws(Lane.Failure) {
        let stream = book.ledger?.stream ?? ""
        let record = DropRecord(
            heading: .init(site: site, destination: destination, stream: stream, sequence: sequence),
            matter: matter)
        guard let bytes = try? record.bytes(settings.format) else {
            throw .refused("the case cannot be written")
        }
        let digits = String(sequence)
        let padded = String(repeating: "0", count: max(0, 10 - digits.count)) + digits
        let name = "\(folder.prefix)\(stream)-\(padded)\(ending).\(settings.format.rawValue)"
        try Self.failing { () throws(DropFolder.Failure) in try folder.leave(name, bytes) }
    }

    private static func failing(_ body: () throws(DropFolder.Failure) -> Void) throws(Lane.Failure) {
        do throws(DropFolder.Failure) { try body() } catch { throw error.failure }
    }

    // MARK: The ledger

    private var ledgerFolder: DropFolder { DropFolder(path: "\(box.state)/drop", prefix: destination) }

    private func ledger(_ book: inout Book) throws(Lane.Failure) -> DropLedger {
        if let ledger = book.ledger { return ledger }
        try? FileManager.default.createDirectory(
            atPath: ledgerFolder.path, withIntermediateDirectories: true)
        folder.sweep()
        let path = "\(ledgerFolder.path)/\(destination).json"
        if FileManager.default.fileExists(atPath: path) {
            guard let bytes = FileManager.default.contents(atPath: path) else {
                throw .unreachable("the numbers of the folder cannot be read")
            }
            if let ledger = try? JSONDecoder().decode(DropLedger.self, from: bytes) {
                book.ledger = ledger
                return ledger
            }
        }
        let digits = String(UInt64.random(in: 0..<(1 << 40)), radix: 16)
        let ledger = DropLedger(stream: String(repeating: "0", count: 10 - digits.count) + digits)
        try save(ledger)
        book.ledger = ledger
        note("drop_stream_begun", subject: destination, ledger.stream)
        return ledger
    }

    private func save(_ ledger: DropLedger) throws(Lane.Failure) {
        guard let bytes = try? JSONEncoder().encode(ledger) else { throw .unreachable("no numbers") }
        try Self.failing { () throws(DropFolder.Failure) in
            try ledgerFolder.leave("\(destination).json", bytes)
        }
    }

    // MARK: Receipts

    private func apply(_ receipt: DropReceipt) {
        let ending = "-\(destination)"
        guard receipt.key.hasSuffix(ending),
            let incident = receipt.key.dropLast(ending.count).lastIndex(of: "-").flatMap({
                IncidentID(String(receipt.key[..<$0]))
            })
        else { return }
        let said = receipt.handling ?? .accepted
        // A receipt says at least that the far side has it.
        let handling: Handling =
            receipt.isAccepted ? (said == .open || said == .reported ? .accepted : said) : .rejected
        note("receipt", subject: incident.description, "\(receipt.key): \(receipt.line)")
        box.command(.feedback(incident, destination: destination, handling))
    }

    private func note(_ action: String, subject: String, _ detail: String) {
        box.audit(
            AuditLine(at: box.clock.now(), by: destination, action: action, subject: subject, detail: detail))
    }
}
