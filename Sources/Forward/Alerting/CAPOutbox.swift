import Facility
import Foundation

/// Makes CAP messages of deliveries, and keeps which were sent on the disk.
final class CAPOutbox: Sendable {
    private let settings: CAPSettings
    private let path: String
    private let name: String
    private let desk: FolderDesk<CAPLedger?>

    /// `state`: the store's folder.
    init(_ settings: CAPSettings, destination: String, state: String) {
        self.settings = settings
        path = "\(state)/cap"
        name = "\(destination).json"
        desk = FolderDesk("cap \(destination)", nil)
    }

    /// The message of a delivery, noted as sent.
    /// - Throws: `.refused` when it would break a rule of the standard.
    func message(_ delivery: Delivery) async throws(Lane.Failure) -> CAPMessage {
        try await desk.work { [self] ledger throws(Lane.Failure) in
            var known = read(&ledger)
            let own = CAPMessage.Reference(
                identifier: CAPMessage.identifier(of: delivery),
                sent: CAPMessage.sent(delivery, settings.zone))
            let message = CAPMessage(
                delivery: delivery, settings: settings,
                references: known.references(of: delivery.incident, before: own.identifier))
            let broken = CAPRules.broken(message.xml().utf8)
            guard broken.isEmpty else { throw .refused("no valid CAP: \(broken.joined(separator: "; "))") }
            known.note(own, of: delivery.incident)
            if known != ledger {
                try save(known)
                ledger = known
            }
            return message
        }
    }

    /// What became of it: a refused message is named by nobody, a case whose end was taken is forgotten.
    func settle(_ delivery: Delivery, isTaken: Bool) async {
        guard !isTaken || delivery.action == .close else { return }
        try? await desk.work { [self] ledger throws(Lane.Failure) in
            var known = read(&ledger)
            if isTaken {
                known.close(delivery.incident)
            } else {
                known.withdraw(CAPMessage.identifier(of: delivery), of: delivery.incident)
            }
            guard known != ledger else { return }
            ledger = known
            try save(known)
        }
    }

    private func read(_ ledger: inout CAPLedger?) -> CAPLedger {
        if let ledger { return ledger }
        try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        let bytes = FileManager.default.contents(atPath: "\(path)/\(name)")
        let known = bytes.flatMap { try? JSONDecoder().decode(CAPLedger.self, from: $0) } ?? CAPLedger()
        ledger = known
        return known
    }

    private func save(_ ledger: CAPLedger) throws(Lane.Failure) {
        guard let bytes = try? JSONEncoder().encode(ledger) else { throw .unreachable("no list of messages") }
        do throws(DropFolder.Failure) {
            try DropFolder(path: path, prefix: name).leave(name, bytes)
        } catch {
            throw error.failure
        }
    }
}
