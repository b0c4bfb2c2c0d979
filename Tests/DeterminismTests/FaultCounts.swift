/// What went wrong in a night, by kind: a run in which too little did proves nothing.
struct FaultCounts {
    enum Kind: String, CaseIterable {
        case powerCut, losingCut, kill, endInCommit, endInOpening
        case writeError, syncError, forgetfulSync, readError, openingError, fullDisk
        case linkDrop, halfOpenLink, brokerRestart, brokerForgets, redelivery
        case duplicate, reorder, delay, garbage, flood
        case clockForward, clockBack, reload, drill, works, emergency
        case platformDown, lost, unanswered, busy, wrongAnswer, twice, lockedOut
        case centreDown, centreMute, centreRefuses, centreGarbage, centreHangsUp, centreAsks
        case bitFlip
    }

    private(set) var counts: [Kind: Int] = [:]

    subscript(kind: Kind) -> Int { counts[kind, default: 0] }

    mutating func note(_ kind: Kind, _ count: Int = 1) { counts[kind, default: 0] += count }

    mutating func add(_ other: FaultCounts) {
        for (kind, count) in other.counts { counts[kind, default: 0] += count }
    }
}
