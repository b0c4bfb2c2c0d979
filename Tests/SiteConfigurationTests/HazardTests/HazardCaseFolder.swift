import Facility
import Foundation

@testable import SiteConfiguration

/// A folder of profiles of its own, made of one shipped facility and what a test adds to it.
struct HazardCaseFolder {
    let path: String

    /// - Parameters:
    ///   - facility: copied from the shipped ones, without its cases.
    ///   - files: by their names in the facility's folder; they replace what is there.
    init(_ facility: String, files: [String: String]) throws {
        path = FileManager.default.temporaryDirectory.path + "/gengfu-cases-\(UInt64.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        let folder = "\(path)/\(facility)"
        try FileManager.default.copyItem(atPath: "\(Repository.profiles)/\(facility)", toPath: folder)
        try? FileManager.default.removeItem(atPath: "\(folder)/\(HazardSuite.fileName)")
        for (name, text) in files {
            try text.write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8)
        }
    }

    func remove() { try? FileManager.default.removeItem(atPath: path) }

    /// Diagnostics of loading and of running, without the way to the folder.
    func diagnostics(in language: Language = .en) -> [String] {
        let loaded = HazardSuite.load(directory: path)
        var found = loaded.diagnostics
        let batch = HazardCaseRun.makeBatch()
        if let suite = loaded.suite {
            for test in suite.cases {
                found += HazardCaseRun(test, in: suite.library, batch: batch).diagnostics
            }
        }
        return found.map { $0.rendered(in: language).replacing(path + "/", with: "") }
    }
}
