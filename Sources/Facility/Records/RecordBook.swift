/// What the records say now: of each subject and kind the line that counts, and when it falls due.
///
/// Holds a few words per line, never its texts; the lines themselves are the store's.
package struct RecordBook: Sendable {
    /// What is known of one line.
    package struct Entry: Sendable, Equatable {
        package var number: Int64
        package var kind: RecordKind
        package var subject: RecordSubject
        package var performedAt: Timestamp
        package var performer: String
        package var due: Timestamp?
        /// Another line stands in for it, or for nothing.
        package var isVoid: Bool
    }

    /// Lines kept, the newest; enough for fifty lifts' visits over the four years they must be kept.
    package static let limit = 20_000

    private struct Key: Hashable {
        var subject: RecordSubject
        var kind: RecordKind
    }

    private var entries: [Int64: Entry] = [:]
    private var numbers: [Key: [Int64]] = [:]
    package private(set) var nextNumber: Int64 = 1

    /// Takes a line in; `record.number` is its own already.
    mutating func file(_ record: UpkeepRecord, due: Timestamp?) {
        nextNumber = max(nextNumber, record.number + 1)
        if let corrected = record.corrects { entries[corrected]?.isVoid = true }
        entries[record.number] = Entry(
            number: record.number, kind: record.kind, subject: record.subject,
            performedAt: record.performedAt, performer: record.performer, due: due,
            isVoid: record.isWithdrawal)
        numbers[Key(subject: record.subject, kind: record.kind), default: []].append(record.number)
        forget(record.number - Int64(Self.limit))
    }

    private mutating func forget(_ number: Int64) {
        guard let entry = entries.removeValue(forKey: number) else { return }
        numbers[Key(subject: entry.subject, kind: entry.kind)]?.removeAll { $0 == number }
    }

    package subscript(number: Int64) -> Entry? { entries[number] }

    /// The line that counts: the latest deed that is not void; of two at one time the one entered last.
    package func current(_ kind: RecordKind, of subject: RecordSubject) -> Entry? {
        (numbers[Key(subject: subject, kind: kind)] ?? []).compactMap { entries[$0] }
            .filter { !$0.isVoid }
            .max { ($0.performedAt, $0.number) < ($1.performedAt, $1.number) }
    }

    /// Whether the same deed is there already: a sheet that is imported twice must not count twice.
    func holds(_ record: UpkeepRecord) -> Bool {
        (numbers[Key(subject: record.subject, kind: record.kind)] ?? []).contains { number in
            guard let entry = entries[number] else { return false }
            return !entry.isVoid && entry.performedAt == record.performedAt
                && entry.performer == record.performer
        }
    }

    /// Every line that counts and falls due, the earliest first.
    package var standing: [Entry] {
        numbers.keys.compactMap { current($0.kind, of: $0.subject) }.filter { $0.due != nil }
            .sorted {
                ($0.due ?? .distantFuture, $0.subject, $0.number) < (
                    $1.due ?? .distantFuture, $1.subject, $1.number
                )
            }
    }
}
