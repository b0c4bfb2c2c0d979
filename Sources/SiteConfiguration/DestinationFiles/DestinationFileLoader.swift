import Facility

/// Loads a destination file by itself: for `gengfu outbox preview --template`, and for tests.
package enum DestinationFileLoader {
    /// - Parameters:
    ///   - settings: values the file asks for; `secrets` likewise.
    ///   - hazards: the site's, for dictionaries over them.
    /// - Returns: no template when there was an error; warnings come with one.
    package static func load(
        file: String, settings: [String: String] = [:], secrets: [String: Secret] = [:],
        hazards: [String] = []
    ) -> (template: HTTPTemplate?, diagnostics: [Diagnostic]) {
        let log = DiagnosticLog()
        let reader = SourceReader(log: log)
        guard let source = reader.read(FilePath.resolve(file, from: ".")),
            let section = YAMLDocument.read(source, into: log)
        else { return (nil, log.diagnostics) }
        let template = HTTPTemplateReader(settings: settings, secrets: secrets, hazards: hazards).read(
            section)
        return (log.errorCount == 0 ? template : nil, log.diagnostics)
    }
}
