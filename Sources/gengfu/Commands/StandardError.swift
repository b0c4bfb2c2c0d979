import Foundation

/// Lines for the person at the terminal that are not the command's result.
enum StandardError {
    static func write(_ line: String) {
        // Nobody there to read it is no reason to end; the other `write` traps then.
        try? FileHandle.standardError.write(contentsOf: Data((line + "\n").utf8))
    }
}

/// Lines that are the command's result.
enum StandardOutput {
    static func write(_ line: String) {
        try? FileHandle.standardOutput.write(contentsOf: Data((line + "\n").utf8))
    }
}
