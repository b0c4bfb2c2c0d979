import Facility
import Foundation

/// What lies around a configuration: the environment's variables, secrets in files and systemd's credentials.
///
/// `${NAME}` is replaced in hosts, ports, addresses and paths only: what a box is told at its installation. What
/// decides about dangers stands in the files, where it is hashed and kept.
struct Surroundings {
    let folder: String
    let environment: [String: String]

    /// A text with its `${NAME}` replaced; nil when one is not set.
    func text(_ value: YAMLValue) -> String? {
        guard let text = value.word() else { return nil }
        var result = ""
        var rest = text[...]
        while let start = rest.range(of: "${") {
            result += rest[..<start.lowerBound]
            guard let end = rest[start.upperBound...].firstIndex(of: "}") else {
                value.error(.form(.openVariable))
                return nil
            }
            let name = String(rest[start.upperBound..<end])
            guard let replacement = environment[name], !replacement.isEmpty else {
                value.error(.form(.unknownVariable(name)), help: .variablesOnlyWhere)
                return nil
            }
            result += replacement
            rest = rest[rest.index(after: end)...]
        }
        return result + rest
    }

    /// A path, relative to the folder of `gengfu.yaml`.
    func path(_ value: YAMLValue) -> String? {
        text(value).map { FilePath.resolve($0, from: folder) }
    }

    func port(_ value: YAMLValue) -> Int? {
        guard case .text = value.kind, value.node.scalar?.string.contains("${") ?? false else {
            return value.integer(in: 1...65_535)
        }
        guard let text = text(value) else { return nil }
        guard let port = Int(text), (1...65_535).contains(port) else {
            value.error(.form(.outOfRange(from: "1", to: "65535")))
            return nil
        }
        return port
    }

    /// A secret from `<name>_file` or `credential`; nil when there is none or it cannot be read. Written into the
    /// file itself under `forbidden` it is an error: configurations are copied, sent and shown.
    func secret(_ section: Section, file fileKey: String, forbidden: String) -> String? {
        let file = section.optional(fileKey)
        let credential = section.optional("credential")
        if section.has(forbidden) {
            _ = section.optional(forbidden)
            section.log.error(
                .site(.plainSecret(forbidden)), at: section.placeOfKey(forbidden), help: .secretsInFiles)
        }
        if file != nil, let credential {
            credential.error(.site(.twoSecrets))
            return nil
        }
        if let file { return path(file).flatMap { read($0, for: file) } }
        guard let credential, let name = credential.word() else { return nil }
        guard let directory = environment["CREDENTIALS_DIRECTORY"], !directory.isEmpty else {
            credential.error(.site(.noCredentialsDirectory(name)))
            return nil
        }
        guard !name.contains("/"), !name.hasPrefix(".") else {
            credential.error(.site(.invalidID(name)))
            return nil
        }
        return read("\(directory)/\(name)", for: credential)
    }

    /// The whole text of a file that holds a key of several lines; nil: it cannot be read, and that is said.
    func wholeSecret(_ value: YAMLValue) -> String? {
        guard let path = path(value) else { return nil }
        guard let bytes = FileManager.default.contents(atPath: path) else {
            value.error(.site(.cannotReadSecret(path: path, ReadFailure(path))))
            return nil
        }
        guard bytes.count <= 65_536, let text = String(validating: bytes, as: UTF8.self) else {
            value.error(.site(.cannotReadSecret(path: path, .notText)))
            return nil
        }
        guard text.contains(where: { !$0.isWhitespace }) else {
            value.error(.site(.emptySecret(path: path)))
            return nil
        }
        return text
    }

    /// Warns of a file with a secret that everybody on the box may read, or others than its owner may write.
    func warnIfOpen(_ value: YAMLValue?) {
        guard let value, let written = value.node.scalar?.string, !written.contains("${"),
            let path = path(value),
            let mode = try? FileManager.default.attributesOfItem(
                atPath: URL(filePath: path).resolvingSymlinksInPath().path)[.posixPermissions] as? Int,
            mode & 0o026 != 0
        else { return }
        value.warning(.signing(.looseSecret(path: path)))
    }

    /// The first line, without its end.
    func read(_ path: String, for value: YAMLValue) -> String? {
        guard let bytes = FileManager.default.contents(atPath: path) else {
            value.error(.site(.cannotReadSecret(path: path, ReadFailure(path))))
            return nil
        }
        guard bytes.count <= 65_536, let text = String(validating: bytes, as: UTF8.self) else {
            value.error(.site(.cannotReadSecret(path: path, .notText)))
            return nil
        }
        let line = text.prefix { !$0.isNewline }
        guard !line.isEmpty else {
            value.error(.site(.emptySecret(path: path)))
            return nil
        }
        return String(line)
    }
}
