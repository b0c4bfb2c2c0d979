/// Turns what says who somebody is (a card's number, an account, a telephone) into a pseudonym before anything else
/// sees it: the same text gives the same pseudonym as long as the key lives, so repeats can be counted, and nobody
/// gets back from it without the key.
///
/// The key is the whole retention: when it is replaced, every pseudonym made with it, wherever it was written (journal,
/// last values, an incident's evidence, a backup), names nobody any more and fits nothing that comes later.
package struct PseudonymKey: Sendable, Equatable {
    /// 128 random bits.
    let low: UInt64
    let high: UInt64
    /// When it was drawn.
    package let since: Timestamp

    package init(low: UInt64, high: UInt64, since: Timestamp) {
        self.low = low
        self.high = high
        self.since = since
    }

    package static func drawn(
        at now: Timestamp, using random: inout some RandomNumberGenerator
    ) -> PseudonymKey {
        PseudonymKey(low: random.next(), high: random.next(), since: now)
    }

    /// For the store, which keeps whole numbers.
    package var halves: (low: Int64, high: Int64) {
        (Int64(bitPattern: low), Int64(bitPattern: high))
    }

    package init(halves: (low: Int64, high: Int64), since: Timestamp) {
        self.init(low: UInt64(bitPattern: halves.low), high: UInt64(bitPattern: halves.high), since: since)
    }

    /// Whether it has served long enough. A key from the near future (the clock went back) has not; one that would serve
    /// for longer than the period from now on was drawn by a clock that ran ahead, and would hardly ever be replaced.
    package func isDue(at now: Timestamp, after period: Interval) -> Bool {
        now - since >= period || since - now >= period
    }

    /// `pn-` and sixteen hexadecimal digits.
    package func pseudonym(of text: String) -> String {
        let digits = String(SipHash.hash(text.utf8, key: low, high), radix: 16)
        return Pseudonym.prefix + String(repeating: "0", count: Pseudonym.digits - digits.count) + digits
    }
}

extension PseudonymKey: CustomStringConvertible, CustomReflectable {
    /// A key is in no log, not even by mistake.
    package var description: String { "a pseudonym key" }
    package var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}
