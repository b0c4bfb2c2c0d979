import Facility

/// Reads what a destination of kind `file` has of its own.
struct DropReader {
    let surroundings: Surroundings

    func read(_ section: Section, into destination: inout Destination) -> Destination.Kind? {
        let folder = section.required("folder").flatMap(readFolder)
        var settings = DropSettings(folder: folder ?? "")
        let receipts = section.optional("receipts")
        settings.receipts = receipts.flatMap(readFolder)
        if let receipts, settings.receipts != nil, settings.receipts == folder {
            receipts.error(.kind(.receiptsInDropFolder))
        }
        if let value = section.optional("format") {
            settings.format = value.choice(DropSettings.Format.allCases) ?? .json
        }
        // A tenth of it is kept for life safety: ten or more, or there would be none.
        if let count = section.optional("files")?.integer(in: 10...1_000_000) { settings.fileLimit = count }
        if let count = section.optional("megabytes")?.integer(in: 1...1_048_576) {
            settings.byteLimit = Int64(count) << 20
        }
        destination.heartbeatEvery = DropSettings.snapshotEvery
        if let value = section.optional("snapshot"), let interval = value.interval() {
            destination.heartbeatEvery = interval
            if interval < .seconds(10) { value.error(.site(.shorterThan(seconds: 10))) }
        }
        destination.acknowledgement = receipts == nil ? .none : .business
        if let value = section.optional("acknowledgement") {
            let choices = [Destination.Acknowledgement.business, .none]
            destination.acknowledgement = value.choice(choices) ?? .none
            if destination.acknowledgement == .business, receipts == nil {
                value.error(.kind(.nobodyAcknowledges))
            }
        }
        // Where nobody ever answers, a case would stand at 上报 for ever and hold up those who have an answer.
        destination.drivesHandling = destination.acknowledgement == .business
        if let drives = section.optional("drives_handling")?.boolean() { destination.drivesHandling = drives }
        return folder == nil ? nil : .file(settings)
    }

    private func readFolder(_ value: YAMLValue) -> String? {
        guard let path = surroundings.path(value) else { return nil }
        guard Folder.entries(of: path) != nil else {
            value.error(.site(.noDirectory(path)))
            return nil
        }
        return path
    }
}
