import Foundation

/// `xmllint`, the judge of XML that is not ours.
enum Lint {
    static let program = "/usr/bin/xmllint"
    static var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: program) }

    /// Whether it finds a file well-formed, and valid when a schema is given.
    /// - Throws: when the program is not there: nobody has looked then.
    static func accepts(_ file: String, schema: String? = nil) throws -> Bool {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = ["--noout", "--nonet"] + (schema.map { ["--schema", $0] } ?? []) + [file]
        process.standardError = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus == 0
    }
}
