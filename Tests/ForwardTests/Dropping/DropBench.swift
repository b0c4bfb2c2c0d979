import Facility
import Foundation
import Synchronization
import Testing

@testable import Forward

/// A drop folder, a receipt folder and a store's folder on the disk for the length of one test.
final class DropBench: Sendable {
    let root: String
    let words = Mutex<[Command]>([])
    let lines = Mutex<[AuditLine]>([])

    init() throws {
        root =
            FileManager.default.temporaryDirectory.path + "/gengfu-drop-\(UInt64.random(in: 0...UInt64.max))"
        for folder in ["out", "in", "store"] {
            try FileManager.default.createDirectory(
                atPath: "\(root)/\(folder)", withIntermediateDirectories: true)
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: root) }

    var out: String { root + "/out" }
    var back: String { root + "/in" }

    static let now = Timestamp(milliseconds: 1_773_022_530_123)

    /// The conveyance of a destination `police`, as after a start with these cases standing.
    func conveyance(
        receipts: Bool = false, format: DropSettings.Format = .json, files: Int = 10_000,
        standing: [Delivery] = []
    ) -> FileConveyance {
        let box = BoxPorts(
            clock: WakeClock(
                now: { Self.now }, sleep: { _ in try? await Task.sleep(for: .seconds(3_600)) }),
            state: root + "/store", standing: { _ in standing },
            audit: { line in self.lines.withLock { $0.append(line) } },
            command: { word in self.words.withLock { $0.append(word) } })
        let settings = DropSettings(
            folder: out, receipts: receipts ? back : nil, format: format, fileLimit: files)
        return FileConveyance(settings, destination: "police", site: "longhu", box: box)
    }

    /// Names in a folder, hidden ones included, in order.
    func names(_ folder: String = "out") -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: "\(root)/\(folder)")) ?? []).sorted()
    }

    func bytes(_ name: String) -> Data { FileManager.default.contents(atPath: "\(out)/\(name)") ?? Data() }

    func object(_ name: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: bytes(name)) as? [String: Any])
    }

    /// Numbers on the files, in their order.
    var numbers: [Int] {
        names().compactMap { Int($0.split(separator: "-")[3].prefix(10)) }
    }

    func receipt(_ text: String, _ name: String = "r1.json") throws {
        try text.write(toFile: "\(back)/\(name)", atomically: true, encoding: .utf8)
    }

    var audited: [String] { lines.withLock { $0.map { "\($0.action) \($0.detail)" } } }
}

/// The failure a call ends with, or nil.
func dropFailure(_ call: () async throws(Lane.Failure) -> Void) async -> Lane.Failure? {
    do throws(Lane.Failure) { try await call() } catch { return error }
    return nil
}
