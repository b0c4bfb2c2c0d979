import Facility
import Foundation
import Ring
import Testing

/// Disks that are full, read-only or rotten: it comes up where it can, keeps watching, and says what is wrong.
extension GatewayTests {
    @Suite("A store in trouble")
    struct Store {
        @Test(
            "A disk that fills up stops no commit: the store has had its bytes from the start",
            .enabled(if: SurvivalDisk.isAllowed, SurvivalDisk.absence))
        func fullDisk() throws {
            let house = try SurvivalHouse()
            // 16 MiB of journal, 32 MiB for the rest and 8 MiB of log fit, and little more.
            let disk = try SurvivalDisk(at: house.gateway.store, megabytes: 60)
            try house.open()
            try disk.fill()
            let levels = Array(51...99)
            house.measure("smoke-1", levels)
            try house.expectStored("smoke-1", levels)
            house.raise("smoke-2")
            try house.fire("smoke-2")
            let status = try #require(house.gateway.status)
            #expect(status.ring.failingSince == nil)
            #expect(!status.degraded.contains { $0.code.hasPrefix("store_") }, "\(status.degraded)")
            // It also comes up again on the disk that is still full, and has it all.
            house.gateway.kill9()
            try house.gateway.start()
            try house.expectStored("smoke-1", levels)
            #expect(try house.fires("smoke-2").count == 1)
            #expect(house.gateway.stop())
        }

        @Test(
            "Where no store can be made the program ends with one line that says why",
            .enabled(if: SurvivalDisk.isAllowed, SurvivalDisk.absence),
            arguments: ["full", "read-only"])
        func noStore(_ trouble: String) throws {
            let house = try SurvivalHouse()
            let disk = try SurvivalDisk(at: house.gateway.store, megabytes: trouble == "full" ? 8 : 64)
            if trouble == "read-only" { try disk.makeReadOnly() }
            let run = try run(house.gateway)
            #expect(run.code == 1)
            #expect(run.lastWord.hasPrefix("the store cannot be opened: \(disk.path)"), "\(run.errors)")
            #expect(
                run.lastWord.contains(trouble == "full" ? "the disk is full" : "Read-only"), "\(run.errors)")
            #expect(!run.errors.contains("atal error"))
        }

        @Test("A second gateway on the same store is refused with one line, and the first goes on")
        func secondGateway() throws {
            let house = try SurvivalHouse()
            try house.open()
            let run = try run(house.gateway, control: house.gateway.folder["second"])
            #expect(run.code == 1)
            #expect(
                run.lastWord
                    == "the store cannot be opened: \(house.gateway.store)/gengfu.db: another gateway uses this store",
                "\(run.errors)")
            house.raise("smoke-1")
            try house.fire("smoke-1")
        }

        @Test("A second gateway at the same control socket is refused with one line, and the first goes on")
        func secondSocket() throws {
            let house = try SurvivalHouse()
            try house.open()
            let run = try run(house.gateway, store: house.gateway.folder["second"])
            #expect(run.code == 1)
            #expect(run.lastWord.hasSuffix("another gateway answers here"), "\(run.errors)")
            #expect(house.gateway.status != nil, "the first one's socket is still there")
        }

        enum Damage: CaseIterable { case headerOfZeros, randomBytes, cutShort, somebodyElses }

        @Test(
            "A damaged store is put away: it says so, starts with a new one and keeps watching",
            arguments: Damage.allCases)
        func damaged(_ damage: Damage) throws {
            let house = try SurvivalHouse()
            try house.open()
            house.raise("smoke-1")
            let before = try house.fire("smoke-1").id
            house.gateway.kill9()
            try Self.spoil("\(house.gateway.store)/gengfu.db", damage)

            try house.gateway.start()
            try house.gateway.waitUntilConnected()
            let status = try #require(house.gateway.status)
            let degradation = try #require(status.degraded.first { $0.code == "store_damaged" })
            let kept = try FileManager.default.contentsOfDirectory(atPath: house.gateway.store)
                .filter { $0.hasPrefix("gengfu.db.damaged-") && !$0.hasSuffix("-wal") }
            let name = try #require(kept.first)
            #expect(kept.count == 1)
            #expect(degradation.text.en.contains(name) && degradation.text.zh.contains(name))
            #expect(status.losses.contains { $0.cause == .damaged })
            #expect(house.gateway.log.contains("the store was damaged"))
            house.raise("smoke-2")
            let after = try house.fire("smoke-2").id
            #expect(after.epoch != before.epoch, "a new file never uses a case's number again")
            #expect(house.gateway.stop())
            // The next start has nothing to complain of.
            try house.gateway.start()
            #expect(!house.isDegraded("store_damaged"))
            #expect(try house.fires("smoke-2").count == 1)
        }

        @Test(
            "A store that rots while the gateway runs ends the run; the next one puts it away and misses nothing"
        )
        func rotsWhileRunning() throws {
            let house = try SurvivalHouse()
            try house.open()
            try Self.rot("\(house.gateway.store)/gengfu.db")
            // What was read and not committed was not acknowledged either.
            let hasEnded = Patience.wait {
                house.measure("smoke-1", Array(51...99))
                return !house.gateway.isRunning
            }
            try #require(hasEnded, "\(house.gateway.log.suffix(2_000))")
            house.raise("smoke-2")
            try house.gateway.start()
            try house.fire("smoke-2")
            #expect(house.isDegraded("store_damaged"))
            house.measure("smoke-3", [61, 62])
            try house.expectStored("smoke-3", [61, 62])
        }

        // MARK: -

        /// A run beside the house's own gateway.
        private func run(
            _ gateway: GatewayProcess, store: String? = nil, control: String? = nil
        ) throws -> CommandsRun {
            try CommandsRun([
                "run", "--config", gateway.configuration, "--store", store ?? gateway.store, "--control",
                control ?? gateway.control, "--lang", "en",
            ])
        }

        private static func spoil(_ file: String, _ damage: Damage) throws {
            let descriptor = open(file, O_RDWR)
            try #require(descriptor >= 0)
            defer { close(descriptor) }
            let size = lseek(descriptor, 0, SEEK_END)
            switch damage {
            case .headerOfZeros:
                pwrite(descriptor, [UInt8](repeating: 0, count: 100), 100, 0)
                // Where the log holds a newer first page, it mends the file by itself.
                truncate("\(file)-wal", 0)
            case .randomBytes:
                // A page in four, wherever the tables are; the first page stays.
                for offset in stride(from: off_t(4_096), to: size, by: 16_384) {
                    let page = noise(seed: UInt64(offset))
                    pwrite(descriptor, page, page.count, offset)
                }
            case .cutShort: ftruncate(descriptor, size / 2 + 100)
            case .somebodyElses:
                ftruncate(descriptor, 0)
                pwrite(descriptor, Array("not a database".utf8), 14, 0)
            }
        }

        /// Spoils every page but the first under a running gateway, and the log with its index, so that its next
        /// commit must read from the disk instead of its own memory.
        private static func rot(_ file: String) throws {
            for (name, first, last) in [
                (file, off_t(4_096), off_t.max), ("\(file)-wal", 0, 1), ("\(file)-shm", 0, 1),
            ] {
                let descriptor = open(name, O_RDWR)
                try #require(descriptor >= 0)
                defer { close(descriptor) }
                for offset in stride(from: first, to: min(last, lseek(descriptor, 0, SEEK_END)), by: 4_096) {
                    let page = noise(seed: UInt64(offset))
                    pwrite(descriptor, page, page.count, offset)
                }
            }
        }

        /// A page of noise, the same for the same seed.
        private static func noise(seed: UInt64) -> [UInt8] {
            var state = seed
            return (0..<4_096).map { _ in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return UInt8(truncatingIfNeeded: state >> 56)
            }
        }
    }
}
