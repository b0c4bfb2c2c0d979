import CSimulatedDisk
import Facility
import Testing

@testable import Ring

/// Between the journal and history no reading is lost and none is there twice, whatever the disk does and whenever the
/// power goes.
@Suite("History on a disk that fails")
struct SimulatedHistoryTests {
    /// Both files wrap several times; then all that is not remembered is in the ledger.
    private static func expectComplete(_ sealed: SealedDisk, _ what: String) throws {
        // What failed is tried again after a minute; a commit takes what was dropped into the ledger.
        for _ in 0..<3 {
            sealed.pass(.minutes(2))
            sealed.seal()
        }
        #expect(sealed.commit(), "\(what)")
        #expect(sealed.writer?.statistics.history?.failure == nil, "\(what)")
        let account = try sealed.account()
        #expect(account.doubled == 0, "\(what)")
        #expect(account.kept + account.lost == sealed.said * 2, "\(what)")
    }

    private static func run(_ sealed: SealedDisk) {
        for _ in 0..<6 {
            guard sealed.commit() else { break }
            sealed.seal()
        }
    }

    @Test("Both files are full and have given way, and every reading is in one of them or in the ledger")
    func wrapped() throws {
        let sealed = SealedDisk(copying: SealedDisk.full, seed: 1)
        try sealed.open()
        let history = try #require(sealed.writer?.statistics.history)
        #expect(history.isFull)
        #expect(try sealed.account().lost > 400)
        try Self.expectComplete(sealed, "unharmed")
        let size = sealed.disk.size(sealed.disk.directory + "/history.db")
        let used = sealed.disk.used
        for _ in 0..<10 { Self.run(sealed) }
        #expect(sealed.disk.size(sealed.disk.directory + "/history.db") == size)
        #expect(sealed.disk.used == used)
    }

    @Test("A power cut or a kill at any write of commit, sealing or eviction loses and doubles no reading")
    func cuts() throws {
        var call: Int64 = 0
        var isOver = false
        var losing = 0
        while !isOver, call < 2_000 {
            call += 7
            let sealed = SealedDisk(copying: SealedDisk.full, seed: UInt64(call))
            try sealed.open()
            simulated_disk_darken_in(sealed.disk.disk, call)
            Self.run(sealed)
            isOver = !sealed.disk.isDark
            sealed.end(SimulatedDisk.End.allCases[Int(call / 7 % 4)])
            losing += sealed.disk.losingCuts
            try sealed.open()
            #expect(sealed.writer?.report.history == .found, "call \(call)")
            try Self.expectComplete(sealed, "call \(call)")
        }
        #expect(isOver, "the sweep has an end")
        #expect(call > 150)
        #expect(losing > 5)
    }

    @Test(
        "Whichever call of the disk fails, history fails alone, catches up, and no reading is lost",
        arguments: [Int32(SIMULATED_WRITE), Int32(SIMULATED_SYNC), Int32(SIMULATED_READ)])
    func everyCall(kind: Int32) throws {
        var position: Int64 = 0
        var hasFailed = true
        while hasFailed, position < 1_000 {
            position += kind == Int32(SIMULATED_READ) ? 61 : kind == Int32(SIMULATED_WRITE) ? 11 : 3
            let sealed = SealedDisk(copying: SealedDisk.full, seed: UInt64(position))
            try sealed.open()
            let before = sealed.disk.failures(of: Int(kind))
            simulated_disk_fail(
                sealed.disk.disk, kind, position, 1, Int32(SIMULATED_IO_ERROR), position % 2 == 0 ? 1 : 0)
            Self.run(sealed)
            hasFailed = sealed.disk.failures(of: Int(kind)) > before
            simulated_disk_heal(sealed.disk.disk)
            if position % 3 == 0 { sealed.pass(.minutes(2)) }
            sealed.seal()
            sealed.end(.cutOfEverything)
            try sealed.open()
            try Self.expectComplete(sealed, "call \(position) of kind \(kind)")
        }
        #expect(!hasFailed, "the sweep has an end")
    }

    @Test("No slice waits for the disk more than once, and most do not wait")
    func waits() throws {
        let sealed = SealedDisk(copying: SealedDisk.full, seed: 1)
        try sealed.open()
        var slices = 0
        var waiting = 0
        for _ in 0..<60 {
            #expect(sealed.commit())
            var syncs = simulated_disk_calls(sealed.disk.disk, Int32(SIMULATED_SYNC))
            sealed.seal {
                slices += 1
                let now = simulated_disk_calls(sealed.disk.disk, Int32(SIMULATED_SYNC))
                #expect(now - syncs <= 1)
                if now > syncs { waiting += 1 }
                syncs = now
            }
        }
        #expect(slices > 150)
        #expect(waiting > 10 && waiting * 2 < slices, "\(waiting) of \(slices)")
    }
}
