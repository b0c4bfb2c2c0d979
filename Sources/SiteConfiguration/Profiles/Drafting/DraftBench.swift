import Facility
import Foundation

/// Loads a draft beside its vocabulary, in a folder of its own, and runs its examples.
struct DraftBench {
    /// What one example yields.
    struct Found {
        var readings: [(point: String, value: String)] = []
        var rejected: [String] = []
        /// Whether the time comes out as guessed.
        var hasTime = true
        /// Whether it yields what is written.
        var isProven = false
    }

    let directory: String
    let facility: String

    /// In the order of the examples; nil when the draft does not load.
    func readings(of draft: String) -> [Found]? {
        let files = FileManager.default
        let folder = files.temporaryDirectory.path + "/gengfu-draft-\(UUID().uuidString)"
        defer { try? files.removeItem(atPath: folder) }
        do {
            try files.createDirectory(atPath: "\(folder)/\(facility)", withIntermediateDirectories: true)
            try files.copyItem(
                atPath: "\(directory)/\(facility)/facility.yaml",
                toPath: "\(folder)/\(facility)/facility.yaml")
            try Data(draft.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(facility)/draft.yaml"))
        } catch {
            return nil
        }
        guard let library = ProfilesLoader.load(directory: folder).library else { return nil }
        return library.examples.map { found($0, in: library) }
    }

    private func found(_ example: ProfileExample, in library: ProfileLibrary) -> Found {
        let run = ExampleRun(example, in: library)
        var found = Found(isProven: run.differences.isEmpty)
        for case .exampleDiffers(let point, "—", let value) in run.differences {
            if value == "rejected" {
                found.rejected.append(point)
            } else {
                found.readings.append((point, Self.yaml(value)))
            }
        }
        found.hasTime = !run.differences.contains { difference in
            guard case .exampleDiffers(let point, _, _) = difference else { return false }
            return point.hasSuffix(" observed_at")
        }
        return found
    }

    /// A text in quotes as YAML escapes it; numbers and booleans as they are.
    private static func yaml(_ spelling: String) -> String {
        guard spelling.hasPrefix("\""), spelling.count >= 2 else { return spelling }
        let text = String(spelling.dropFirst().dropLast())
        return text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x5C }
            ? spelling : DraftComposer.scalar(text)
    }
}
