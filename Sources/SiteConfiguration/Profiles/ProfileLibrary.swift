import Facility

/// All vocabularies, profiles and hazards of a `DeviceProfiles` folder, compiled into one set of tables.
package struct ProfileLibrary: Sendable {
    package var facilities: [FacilityKind] = []
    package var points: [Point] = []
    package var profiles: [Profile] = []
    package var hazards: [Hazard] = []
    package var examples: [ProfileExample] = []
    /// Where each profile's id is written, by its position.
    package var profilePlaces: [SourcePlace] = []
    /// Hash over its files.
    package var version = ""

    package init() {}

    /// Position of a profile by its id.
    package func profile(named id: String) -> Int? { profiles.firstIndex { $0.id == id } }
}

/// Reads a `DeviceProfiles` folder: one folder per facility with `facility.yaml`, `hazards.yaml` and a file per
/// model. A new facility is a new folder.
package struct ProfilesLoader {
    private struct FacilityFiles {
        let vocabulary: Vocabulary
        /// The items of `hazards.yaml`.
        let hazards: [YAMLValue]
        /// Names of the other files, sorted.
        let models: [String]
        let folder: String
    }

    private let log: DiagnosticLog
    private let reader: SourceReader
    /// Where the hazards lie when not beside the vocabularies.
    private var hazardFolder: String?
    /// There is one facility only.
    private var isAlone = false
    private var library = ProfileLibrary()
    private var sources = HazardSources()

    private init(log: DiagnosticLog, reader: SourceReader) {
        self.log = log
        self.reader = reader
    }

    /// Loads a folder on its own, for `gengfu decode` and `gengfu profiles test`.
    /// - Returns: no library when there was an error; every mistake of every file.
    package static func load(directory: String) -> (library: ProfileLibrary?, diagnostics: [Diagnostic]) {
        let log = DiagnosticLog()
        let library = load(directory: directory, log: log, reader: SourceReader(log: log))
        return (log.errorCount == 0 ? library : nil, log.diagnostics)
    }

    /// The same with hazards from another folder, `FOLDER/<facility>/hazards.yaml` or `FOLDER/hazards.yaml`, for
    /// `gengfu backtest`. Either folder may be that of one facility.
    package static func load(
        profiles: String, hazards: String
    ) -> (library: ProfileLibrary?, diagnostics: [Diagnostic]) {
        let log = DiagnosticLog()
        let reader = SourceReader(log: log)
        var loader = ProfilesLoader(log: log, reader: reader)
        loader.hazardFolder = FilePath.resolve(hazards, from: ".")
        loader.run(FilePath.resolve(profiles, from: "."))
        loader.library.version = reader.version
        return (log.errorCount == 0 ? loader.library : nil, log.diagnostics)
    }

    /// Loads what can be loaded; the log tells the rest.
    static func load(directory: String, log: DiagnosticLog, reader: SourceReader) -> ProfileLibrary {
        var sources = HazardSources()
        return load(directory: directory, log: log, reader: reader, sources: &sources)
    }

    /// - Parameters:
    ///   - sources: gets what every hazard was read from.
    ///   - hazards: another folder of hazards; nil: those beside the profiles.
    static func load(
        directory: String, log: DiagnosticLog, reader: SourceReader, sources: inout HazardSources,
        hazards: String? = nil
    ) -> ProfileLibrary {
        var loader = ProfilesLoader(log: log, reader: reader)
        loader.hazardFolder = hazards.map { FilePath.resolve($0, from: ".") }
        loader.run(FilePath.resolve(directory, from: "."))
        loader.library.version = reader.version
        sources = loader.sources
        return loader.library
    }

    private mutating func run(_ directory: String) {
        guard let entries = names(of: directory) else {
            return log.error(.site(.noDirectory(directory)), path: directory)
        }
        var folders = entries.filter {
            names(of: "\(directory)/\($0)")?.contains("facility.yaml") ?? false
        }
        var directory = directory
        // The folder of one facility alone, as a recording has it.
        if entries.contains("facility.yaml") {
            folders = [String(directory.split(separator: "/").last ?? "")]
            directory = FilePath.folder(of: directory)
        }
        if folders.isEmpty { log.error(.site(.noFacility(directory)), path: directory) }
        isAlone = folders.count == 1
        let facilities = folders.compactMap { readFacility($0, in: directory) }
        readHazards(facilities)
        for facility in facilities { readModels(facility) }
    }

    private mutating func readFacility(_ folder: String, in directory: String) -> FacilityFiles? {
        let path = "\(directory)/\(folder)"
        guard let file = reader.read("\(path)/facility.yaml"),
            let section = YAMLDocument.read(file, into: log)
        else { return nil }
        let vocabulary = VocabularyReader.read(
            section, folder: folder, facility: library.facilities.count, points: &library.points)
        library.facilities.append(vocabulary.kind)
        let names = self.names(of: path) ?? []
        var hazards: [YAMLValue] = []
        if let path = hazardsFile(of: folder, in: path, names), let file = reader.read(path),
            let section = YAMLDocument.read(file, into: log)
        {
            hazards = section.required("hazards")?.list() ?? []
            section.finish()
        }
        let models = names.filter {
            $0.hasSuffix(".yaml") && $0 != "facility.yaml" && $0 != "hazards.yaml"
                && !$0.hasSuffix(".test.yaml")
        }
        return FacilityFiles(vocabulary: vocabulary, hazards: hazards, models: models, folder: path)
    }

    /// What lies in a folder; nil: it is none. One that is there and cannot be listed is a mistake: taken for empty it would
    /// have the box watch without its hazards.
    private func names(of path: String) -> [String]? {
        if let names = Folder.entries(of: path) { return names }
        if Folder.exists(path) { log.error(.form(.cannotRead(.denied)), path: path) }
        return nil
    }

    private func hazardsFile(of folder: String, in path: String, _ names: [String]) -> String? {
        guard let hazardFolder else { return names.contains("hazards.yaml") ? "\(path)/hazards.yaml" : nil }
        let own = "\(hazardFolder)/\(folder)"
        if self.names(of: own)?.contains("hazards.yaml") ?? false { return "\(own)/hazards.yaml" }
        let isOne = self.names(of: hazardFolder)?.contains("hazards.yaml") ?? false
        // Another facility's hazards would speak of points that this one does not have.
        return isOne && (isAlone || hazardFolder.hasSuffix("/\(folder)"))
            ? "\(hazardFolder)/hazards.yaml" : nil
    }

    /// Names first, since a hazard may count the devices that tell another one.
    private mutating func readHazards(_ facilities: [FacilityFiles]) {
        var names: [String] = []
        for value in facilities.flatMap(\.hazards) {
            guard let name = value.node.mapping?["hazard"]?.scalar?.string, !names.contains(name) else {
                continue
            }
            names.append(name)
        }
        // `sources('fire.*', …)`: whatever a second trigger of the facility confirms.
        names += facilities.map { $0.vocabulary.kind.id + ".*" }
        var places: [String: SourcePlace] = [:]
        for facility in facilities {
            let environment = facility.vocabulary.environment(hazards: names)
            let compiler = ConditionCompiler(
                environment: environment, layout: facility.vocabulary.layout,
                counting: .init(
                    hazards: names, environment: facility.vocabulary.innerEnvironment(environment)))
            let hazardReader = HazardReader(vocabulary: facility.vocabulary, compiler: compiler)
            for value in facility.hazards {
                guard let hazard = hazardReader.read(value) else { continue }
                let place = value.node.mapping?["hazard"].map { value.document.place(of: $0) } ?? value.place
                if let first = places[hazard.id] {
                    log.error(.hazard(.duplicateHazard(hazard.id, where: first.name)), at: place)
                    continue
                }
                places[hazard.id] = place
                sources.sources[hazard.id] = HazardSources.Source(value: value, reader: hazardReader)
                library.hazards.append(hazard)
            }
        }
    }

    private mutating func readModels(_ facility: FacilityFiles) {
        for name in facility.models {
            guard let file = reader.read("\(facility.folder)/\(name)"),
                let section = YAMLDocument.read(file, into: log)
            else { continue }
            var profileReader = ProfileReader(
                vocabulary: facility.vocabulary, position: library.profiles.count, log: log,
                files: reader)
            guard let (profile, place) = profileReader.read(section) else { continue }
            if let first = library.profile(named: profile.id) {
                let name = library.profilePlaces[first].name
                log.error(.profile(.duplicateProfile(profile.id, where: name)), at: place)
                continue
            }
            library.profiles.append(profile)
            library.profilePlaces.append(place)
            library.examples += profileReader.examples
        }
    }
}

extension SourcePlace {
    /// `file:line`, to name the other of two places.
    var name: String { "\(file.path):\(line)" }
}
