import Foundation

/// What lies in a folder, in an order that does not depend on the file system.
enum Folder {
    /// Names, sorted, without hidden files; nil when it is no folder.
    static func entries(of path: String) -> [String]? {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else { return nil }
        return names.filter { !$0.hasPrefix(".") }.sorted()
    }
}
