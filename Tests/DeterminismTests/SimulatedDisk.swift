import CSimulatedDisk
import Facility

@testable import Ring

/// The disk of one simulated night (`CSimulatedDisk`), with a directory for the store and the writer's lock.
final class SimulatedDisk: StoreDisk, @unchecked Sendable {
    /// One thread has it at a time; the store's interface asks for more than a night needs.
    let disk: OpaquePointer
    private var isLocked = false

    init(seed: UInt64) {
        simulated_disk_register()
        disk = simulated_disk_create(seed)
    }

    /// The same files, all of them on the disk.
    init(copying other: SimulatedDisk, seed: UInt64) { disk = simulated_disk_copy(other.disk, seed) }

    deinit { simulated_disk_destroy(disk) }

    var directory: String { String(cString: simulated_disk_directory(disk)) }
    var database: String { directory + "/gengfu.db" }

    // MARK: What goes wrong

    /// How the process or the machine ends.
    enum End: Int32, CaseIterable {
        case cutOfEverything, cutOfTheLatest, cutOfSectors, kill
    }

    func end(_ end: End) {
        isLocked = false
        if end == .kill { simulated_disk_kill(disk) } else { simulated_disk_cut(disk, end.rawValue) }
    }

    var isDark: Bool { simulated_disk_is_dark(disk) != 0 }
    var losingCuts: Int { Int(simulated_disk_losing_cuts(disk)) }
    var fullCalls: Int { Int(simulated_disk_full_calls(disk)) }
    func failures(of kind: Int) -> Int { Int(simulated_disk_failures(disk, Int32(kind))) }

    /// No byte more than there is now.
    func fill() { simulated_disk_limit(disk, simulated_disk_used(disk)) }
    func empty() { simulated_disk_limit(disk, -1) }
    var used: Int64 { simulated_disk_used(disk) }

    // MARK: The store's disk

    func checkDirectory(_ path: String) throws(OpenFailure) {}

    private final class Lock: StoreLock {
        weak var disk: SimulatedDisk?
        let life: Int

        init(_ disk: SimulatedDisk, life: Int) {
            self.disk = disk
            self.life = life
        }

        deinit { if let disk, disk.lives == life { disk.isLocked = false } }
    }

    private var lives = 0

    func takeLock(_ path: String, guarding database: String) throws(OpenFailure) -> any StoreLock {
        guard !isLocked else { throw .inUse(path: database) }
        isLocked = true
        lives += 1
        return Lock(self, life: lives)
    }

    func exists(_ path: String) -> Bool { simulated_disk_exists(disk, path) != 0 }
    func size(_ path: String) -> Int64 { simulated_disk_size(disk, path) }
    func remove(_ path: String) { _ = simulated_disk_remove(disk, path) }

    func rename(_ path: String, to other: String) throws(DiskRefusal) {
        guard simulated_disk_rename(disk, path, other) != 0 else { throw DiskRefusal(reason: "simulated") }
    }

    func synchronise(_ path: String) throws(DiskRefusal) {
        guard simulated_disk_sync(disk, path) != 0 else { throw DiskRefusal(reason: "simulated") }
    }

    func names(in directory: String) -> [String] {
        var names: [String] = []
        while let path = simulated_disk_name(disk, Int32(names.count)) {
            names.append(String(String(cString: path).dropFirst(directory.count + 1)))
        }
        return names
    }

    func fill(_ path: String, upTo bytes: Int64) -> Bool { simulated_disk_fill(disk, path, bytes) != 0 }
    func renew(_ path: String) throws(DiskRefusal) {
        guard simulated_disk_renew(disk, path) != 0 else { throw DiskRefusal(reason: "simulated") }
    }

    func address(of path: String) -> String { "file:\(path)?vfs=gengfu-simulated" }
}
