import Facility

/// Every case of a `DeviceProfiles` folder: `gengfu hazards test` and the tests run them.
package struct HazardSuite: Sendable {
    package let library: ProfileLibrary
    /// In the order of folders and files.
    package let cases: [HazardCase]

    /// The name beside `hazards.yaml`.
    static let fileName = "hazards.test.yaml"

    /// - Returns: no suite when a profile, a hazard or a case has a mistake; every mistake of every file.
    package static func load(directory: String) -> (suite: HazardSuite?, diagnostics: [Diagnostic]) {
        let log = DiagnosticLog()
        let reader = SourceReader(log: log)
        let library = ProfilesLoader.load(directory: directory, log: log, reader: reader)
        // What is wrong in a vocabulary would be said of every case again.
        guard log.errorCount == 0 else { return (nil, log.diagnostics) }
        let directory = FilePath.resolve(directory, from: ".")
        var cases: [HazardCase] = []
        for facility in library.facilities.indices {
            let folder = "\(directory)/\(library.facilities[facility].id)"
            guard Folder.entries(of: folder)?.contains(fileName) ?? false,
                let file = reader.read("\(folder)/\(fileName)"),
                let section = YAMLDocument.read(file, into: log)
            else { continue }
            cases += read(section, HazardCaseReader(library: library, facility: facility, log: log))
        }
        if cases.isEmpty, log.errorCount == 0 {
            log.error(.hazardTest(.noCases(directory)), path: directory)
        }
        let suite = HazardSuite(library: library, cases: cases)
        return (log.errorCount == 0 ? suite : nil, log.diagnostics)
    }

    private static func read(_ section: Section, _ reader: HazardCaseReader) -> [HazardCase] {
        let items = section.required("cases")?.list() ?? []
        section.finish()
        var lines: [String: Int] = [:]
        return items.compactMap { item in
            guard let found = reader.read(item) else { return nil }
            if let line = lines[found.name] {
                reader.log.error(.hazardTest(.duplicateCase(found.name, line: line)), at: found.place)
                return nil
            }
            lines[found.name] = found.place.line
            return found
        }
    }

    /// Hazards that no case is about, in the library's order.
    package var unproven: [String] {
        let proven = Set(cases.map(\.hazard))
        return library.hazards.map(\.id).filter { !proven.contains($0) }
    }
}
