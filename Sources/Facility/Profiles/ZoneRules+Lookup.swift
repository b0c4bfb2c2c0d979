extension ZoneRules {
    /// No zone is further from UTC, so no change further away matters.
    private static let widest: Int64 = 26 * 3_600

    /// Turns wall-clock seconds (as if UTC) into UTC seconds.
    ///
    /// Twice a year a wall clock lies. In the hour that is **skipped** the time is read by the rule before the
    /// change: 02:30 on the day that has no 02:30 is 03:30. In the hour that comes **twice** the later one is
    /// meant, unless that is after `notAfter`: a device cannot have written what has not been yet, and among
    /// two times that have been the nearer one is the likelier.
    /// - Parameter notAfter: the latest believable UTC second, mostly the arrival and some tolerance.
    package func utcSeconds(local: Int64, notAfter: Int64) -> Int64 {
        guard let last = changes.last else { return local - Int64(initialOffset) }
        let inLast = local - Int64(last.offset)
        if inLast >= last.utcSeconds + Self.widest { return inLast }
        return search(local: local, notAfter: notAfter)
    }

    private func search(local: Int64, notAfter: Int64) -> Int64 {
        var later: Int64?
        var skipped: Int64?
        var index = changes.count - 1
        while index >= -1 {
            let offset = index >= 0 ? changes[index].offset : initialOffset
            let from = index >= 0 ? changes[index].utcSeconds : .min
            let to = index + 1 < changes.count ? changes[index + 1].utcSeconds : .max
            let utc = local - Int64(offset)
            if utc >= from, utc < to {
                guard let known = later else {
                    if utc <= notAfter { return utc }
                    later = utc
                    index -= 1
                    continue
                }
                return min(utc, known)
            }
            if utc >= to, skipped == nil { skipped = utc }
            if to < local - 2 * Self.widest { break }
            index -= 1
        }
        return later ?? skipped ?? local - Int64(initialOffset)
    }
}
