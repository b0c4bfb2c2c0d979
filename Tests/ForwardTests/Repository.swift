import Facility
import Foundation
import SiteConfiguration
import Testing

/// The repository's own files, as tests use them.
enum Repository {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path

    /// A shipped destination file, read without a word of complaint.
    static func template(
        _ name: String, settings: [String: String] = [:], secrets: [String: Secret] = [:]
    ) throws -> HTTPTemplate {
        let file = "\(root)/deploy/destinations/\(name).yaml"
        let (template, diagnostics) = DestinationFileLoader.load(
            file: file, settings: settings, secrets: secrets)
        let said = diagnostics.map { $0.rendered(in: .en) }
        return try #require(said.isEmpty ? template : nil, "\(said.joined(separator: "\n"))")
    }
}
