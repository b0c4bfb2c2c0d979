import Facility
import Foundation

/// Loads a whole site from `gengfu.yaml` and everything it names, and says every mistake of every file at once.
package enum SiteLoader {
    /// - Parameters:
    ///   - file: path of `gengfu.yaml`; what it names is relative to its folder.
    ///   - environment: for `${NAME}` and systemd's `CREDENTIALS_DIRECTORY`.
    ///   - hazards: another folder of hazards than that of the site's profiles, for `gengfu backtest`.
    /// - Returns: no site when there was an error; warnings come with one.
    package static func load(
        file: String, environment: [String: String] = ProcessInfo.processInfo.environment,
        hazards: String? = nil
    ) -> (site: Site?, diagnostics: [Diagnostic]) {
        var paths: [String] = []
        return load(file: file, environment: environment, hazards: hazards, paths: &paths)
    }

    /// - Parameter paths: gets every file that was asked for; a change of one changes the site.
    package static func load(
        file: String, environment: [String: String] = ProcessInfo.processInfo.environment,
        hazards: String? = nil, paths: inout [String]
    ) -> (site: Site?, diagnostics: [Diagnostic]) {
        let log = DiagnosticLog()
        let reader = SourceReader(log: log)
        defer { paths = reader.paths }
        let path = FilePath.resolve(file, from: ".")
        guard let source = reader.read(path), let section = YAMLDocument.read(source, into: log) else {
            return (nil, log.diagnostics)
        }
        var siteReader = SiteReader(
            folder: FilePath.folder(of: path), log: log, reader: reader, environment: environment)
        siteReader.hazardFolder = hazards
        var site = siteReader.read(section)
        site.version = reader.version
        return (log.errorCount == 0 ? site : nil, log.diagnostics)
    }

    /// Everything a sheet of devices speaks of, and where the site's own lies. The sheet itself is not read.
    static func surroundingsOfSheet(
        file: String, log: DiagnosticLog, environment: [String: String]
    ) -> (context: SheetContext, sheet: String)? {
        let reader = SourceReader(log: log)
        let path = FilePath.resolve(file, from: ".")
        guard let source = reader.read(path), let section = YAMLDocument.read(source, into: log) else {
            return nil
        }
        var siteReader = SiteReader(
            folder: FilePath.folder(of: path), log: log, reader: reader, environment: environment)
        return siteReader.readSurroundingsOfSheet(section)
    }
}
