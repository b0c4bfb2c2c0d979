import Foundation

/// What lies in a folder, in an order that does not depend on the file system.
enum Folder {
    /// Names, sorted, without hidden files; nil when it is no folder.
    static func entries(of path: String) -> [String]? {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else { return nil }
        return names.filter { !$0.hasPrefix(".") }.sorted()
    }

    /// Whether there is a folder, readable or not.
    static func exists(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }
}
