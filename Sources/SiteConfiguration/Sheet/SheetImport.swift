import Facility
import Foundation

/// Takes the devices of a sheet into the site's own: all of them or none.
///
/// The rule: a device that is not yet there is added, one that is there with the same values stays as it is, one with
/// other values is refused unless `replacing`; what the sheet does not name stays.
package struct SheetImport {
    package struct Summary: Sendable, Equatable {
        package var added: [String] = []
        /// Those there with other values, and in which columns.
        package var changed: [Change] = []
        package var unchanged = 0
        /// In the site and not in the sheet.
        package var missing: [String] = []

        package struct Change: Sendable, Equatable {
            package var id: String
            package var columns: [String]
        }
    }

    package let summary: Summary
    /// The site's sheet as it will be.
    private let merged: [DeviceEntry]
    private let language: Language

    /// Where a site's sheet lies and what it speaks of, its devices left out.
    ///
    /// The sheet itself may be missing or broken: it is what an import mends.
    package static func context(
        config: String, environment: [String: String] = ProcessInfo.processInfo.environment
    ) -> (context: SheetContext?, sheet: String, diagnostics: [Diagnostic]) {
        let log = DiagnosticLog()
        let found = SiteLoader.surroundingsOfSheet(file: config, log: log, environment: environment)
        return (log.errorCount == 0 ? found?.context : nil, found?.sheet ?? "", log.diagnostics)
    }

    /// Reads a sheet and holds it against the one in force.
    /// - Parameters:
    ///   - path: the sheet to import.
    ///   - target: the site's sheet; need not exist.
    /// - Returns: nothing when the sheet or the one in force has a mistake; the diagnostics tell all.
    package static func read(
        _ path: String, into target: String, context: SheetContext, in language: Language
    ) -> (import: SheetImport?, diagnostics: [Diagnostic]) {
        let log = DiagnosticLog()
        var existing: [DeviceEntry] = []
        if FileManager.default.fileExists(atPath: target) {
            guard let entries = entries(target, context: context, others: [], log: log) else {
                return (nil, log.diagnostics)
            }
            existing = entries
        }
        let others = Set(existing.map(\.id))
        let entries = Self.entries(path, context: context, others: others, log: log)
        guard let entries, log.errorCount == 0 else { return (nil, log.diagnostics) }
        return (SheetImport(entries, into: existing, in: language), log.diagnostics)
    }

    private static func entries(
        _ path: String, context: SheetContext, others: Set<String>, log: DiagnosticLog
    ) -> [DeviceEntry]? {
        guard let bytes = SourceReader(log: log).bytes(path),
            let grid = SheetFile.read(bytes, path: path, log: log)
        else { return nil }
        var sheet = DeviceSheet(grid: grid, log: log, context: context, others: others)
        let devices = sheet.read()
        guard log.errorCount == 0 else { return nil }
        return DeviceEntry.entries(
            of: devices, zones: sheet.zones, context: context, otherParents: sheet.otherParents)
    }

    init(_ entries: [DeviceEntry], into existing: [DeviceEntry], in language: Language) {
        var summary = Summary()
        var merged = existing
        let positions = Dictionary(
            existing.enumerated().map { ($0.element.id, $0.offset) }, uniquingKeysWith: { first, _ in first })
        for entry in entries {
            guard let position = positions[entry.id] else {
                summary.added.append(entry.id)
                merged.append(entry)
                continue
            }
            let columns = entry.differences(from: existing[position], chinese: language == .zh)
            if columns.isEmpty {
                summary.unchanged += 1
            } else {
                summary.changed.append(.init(id: entry.id, columns: columns))
                merged[position] = entry
            }
        }
        let named = Set(entries.map(\.id))
        summary.missing = existing.map(\.id).filter { !named.contains($0) }
        self.summary = summary
        self.merged = merged
        self.language = language
    }

    /// Writes the site's sheet anew: the old one is there until the new one is whole on the disk.
    package func write(to path: String) -> WorkbookMessage? {
        let form: SheetWriter.Form = path.lowercased().hasSuffix(".xlsx") ? .workbook : .commas
        return WholeFile.write(SheetWriter.write(merged, as: form, in: language), to: path)
            ? nil : .cannotWrite(path)
    }
}

/// Replaces a file as a whole.
package enum WholeFile {
    /// Beside the old one, synchronised, then in its place: a power cut leaves the one or the other.
    package static func write(_ bytes: [UInt8], to path: String) -> Bool {
        let beside = path + ".new"
        let descriptor = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else { return false }
        // The old file's rights are the operator's choice.
        var status = stat()
        if stat(path, &status) == 0 {
            _ = fchmod(descriptor, status.st_mode & 0o7777)
            _ = fchown(descriptor, status.st_uid, status.st_gid)
        }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        do {
            try handle.write(contentsOf: Data(bytes))
            try handle.synchronize()
            try handle.close()
        } catch {
            unlink(beside)
            return false
        }
        guard rename(beside, path) == 0 else {
            unlink(beside)
            return false
        }
        return true
    }
}

extension SheetImport.Summary {
    /// For the person, line by line.
    package var messages: [ImportMessage] {
        var messages: [ImportMessage] = [.added(count: added.count, ids: added)]
        messages.append(.changed(count: changed.count))
        messages += changed.prefix(50).map { .changedDevice(id: $0.id, columns: $0.columns) }
        messages.append(.unchanged(count: unchanged))
        if !missing.isEmpty { messages.append(.missing(count: missing.count, ids: missing)) }
        return messages
    }
}
