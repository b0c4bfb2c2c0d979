import ArgumentParser

/// What the exit status says; the same for every command (sysexits(3) where it has a word).
extension ExitCode {
    /// A test came out otherwise than it says: an example, a case.
    static let failedTest = ExitCode(1)
    /// Found something to report: a remark, an open incident, something degraded.
    static let findings = ExitCode(2)
    /// EX_DATAERR: the payload or capture cannot be read.
    static let badData = ExitCode(65)
    /// EX_CONFIG: the configuration has mistakes; all of them were printed.
    static let badConfiguration = ExitCode(78)
}
