import Facility
import Foundation
import SiteConfiguration

/// Something that reads what strangers send.
protocol FuzzTarget {
    func run(_ bytes: UnsafeBufferPointer<UInt8>)
    /// What to begin with.
    var seeds: [[UInt8]] { get }
}

enum FuzzTargets {
    /// A codec by the name of its case, or one of the readers that stand apart from profiles; nil: no profile has such
    /// a codec.
    static func named(_ name: String) -> (any FuzzTarget)? {
        switch name {
        case "frames": FrameTarget()
        case "zigbee": ZigbeeTarget()
        case "sheet": SheetTarget()
        case "time": TimeTarget()
        case "answer": AnswerTarget()
        default: CodecTarget(codec: name)
        }
    }

    /// Of the repository, where seeds and profiles are.
    static var root: String { ProcessInfo.processInfo.environment["GENGFU_ROOT"] ?? "." }

    /// The folder of profiles whose routes are fuzzed: the shipped ones, and what the caller has laid beside them.
    static var profiles: String {
        ProcessInfo.processInfo.environment["GENGFU_PROFILES"] ?? root + "/DeviceProfiles"
    }
}

extension FuzzTarget {
    /// Writes the seeds as libFuzzer wants them, a file each.
    func writeSeeds(to folder: String) {
        try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for (number, seed) in seeds.enumerated() {
            _ = FileManager.default.createFile(atPath: "\(folder)/seed-\(number)", contents: Data(seed))
        }
    }
}
