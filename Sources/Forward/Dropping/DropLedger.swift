import Foundation

/// Which number went to what in a drop folder, kept over restarts.
///
/// A number is never given twice: it is in the ledger on the disk before a file bears it. What is sent again after
/// a restart gets its old number back, so that the far side sees a repetition and no second step. Numbers of
/// deliveries that were reserved and never written are gaps, which the next snapshot heals.
struct DropLedger: Codable, Equatable {
    /// Latest deliveries whose numbers are remembered; as many may wait for receipts.
    static let entryLimit = 512

    struct Entry: Codable, Equatable {
        var sequence: Int64
        /// `Delivery.idempotencyKey`.
        var key: String
        /// Its receipt has come.
        var isReceipted: Bool?
    }

    /// What a receipt speaks of.
    enum Standing: String {
        case expected
        /// Its receipt has been here before.
        case doubled
        /// Of a delivery so old that it is forgotten.
        case late
        /// Of a number or key that never left here.
        case unknown
    }

    /// 10 hexadecimal digits, drawn when the ledger begins.
    let stream: String
    /// Counts from 1.
    private(set) var next: Int64 = 1
    private(set) var entries: [Entry] = []
    /// Number of the last snapshot; 0: none yet. Whatever has a smaller number is in it or over.
    private(set) var lastSnapshot: Int64 = 0

    init(stream: String) { self.stream = stream }

    /// The number of a delivery: its old one, when it had one that no snapshot has overtaken. Behind a snapshot the
    /// old number would be taken for what the snapshot holds already.
    mutating func number(for key: String) -> Int64 {
        if let known = entries.last(where: { $0.key == key }), known.sequence > lastSnapshot {
            return known.sequence
        }
        defer { next += 1 }
        entries.append(Entry(sequence: next, key: key))
        if entries.count > Self.entryLimit { entries.removeFirst(entries.count - Self.entryLimit) }
        return next
    }

    /// The number of a snapshot, which is never repeated.
    mutating func numberForSnapshot() -> Int64 {
        defer { next += 1 }
        lastSnapshot = next
        return next
    }

    /// What a receipt for that number and key is; an expected one is doubled from then on.
    mutating func receive(stream: String, sequence: Int64, key: String) -> Standing {
        guard stream == self.stream, sequence > 0, sequence < next else { return .unknown }
        guard let position = entries.lastIndex(where: { $0.sequence == sequence }) else {
            return sequence < (entries.first?.sequence ?? next) ? .late : .unknown
        }
        guard entries[position].key == key else { return .unknown }
        guard entries[position].isReceipted != true else { return .doubled }
        entries[position].isReceipted = true
        return .expected
    }
}
