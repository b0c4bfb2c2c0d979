import Foundation
import Testing

/// Where the program under test and the repository's files are.
///
/// `GENGFU_PROGRAM` names the program; otherwise it is the one built beside the test bundle, or the newest of
/// `.build/release` and `.build/debug`.
enum GatewayProgram {
    static let absence: Comment =
        "no gengfu beside this test bundle: run deploy/test.sh, `swift build`, or set GENGFU_PROGRAM"

    /// The root of this very tree.
    static let repository = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(4)
        .joined(separator: "/")

    static let path: String? = {
        if let named = ProcessInfo.processInfo.environment["GENGFU_PROGRAM"] {
            return isProgram(named) ? named : nil
        }
        // On Linux the bundle is an executable in the folder of the products.
        let bundle = CommandLine.arguments.first.map { folder(of: $0) }
        let places = [bundle, "\(repository)/.build/release", "\(repository)/.build/debug"]
        return places.compactMap(\.self).map { "\($0)/gengfu" }.first(where: isProgram)
    }()

    static let brokerConfiguration = "\(repository)/deploy/mosquitto/gengfu.conf"
    static let profiles = "\(repository)/DeviceProfiles"

    private static func folder(of file: String) -> String {
        URL(fileURLWithPath: file).resolvingSymlinksInPath().deletingLastPathComponent().path
    }

    private static func isProgram(_ file: String) -> Bool { access(file, X_OK) == 0 }
}
