import Foundation

/// Where the repository's own files lie, for tests over what is shipped.
enum Repository {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .resolvingSymlinksInPath().deletingLastPathComponent().deletingLastPathComponent().path

    static var profiles: String { root + "/DeviceProfiles" }
    static var tests: String { root + "/Tests/SiteConfigurationTests" }
}
