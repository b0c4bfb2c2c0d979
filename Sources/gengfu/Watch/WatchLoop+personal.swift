import Facility
import Ring

/// Persons get other pseudonyms when the old ones have served their time.
extension WatchLoop {
    /// Once a second. A key that cannot be stored is drawn again when commits succeed; the old one goes on until then.
    func renewPseudonyms(now: Timestamp) {
        guard store.failingSince == nil, engine.wantsNewPseudonyms(at: now) else { return }
        var random = SystemRandomNumberGenerator()
        guard
            let key = try? store.ring.pseudonyms(
                at: now, lasting: engine.site.pseudonymsLast, using: &random)
        else { return }
        engine.take(key)
        log.notice("pseudonyms of persons are made with a new key")
    }
}
