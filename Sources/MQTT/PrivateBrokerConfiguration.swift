import Glibc

/// The shipped broker configuration with its places (listeners, files, users) replaced by a temporary folder's, so
/// that tests and the demo run on the settings a site runs on.
struct PrivateBrokerConfiguration {
    let text: String

    /// Settings that name a place on the machine; dropped from the shipped file.
    private static let places: Set<String> = [
        "acl_file", "allow_anonymous", "bind_address", "bind_interface", "cafile", "capath", "certfile",
        "include_dir", "keyfile", "listener", "log_dest", "max_connections", "password_file",
        "persistence_file", "persistence_location", "pid_file", "port", "require_certificate", "tls_version",
        "use_identity_as_username", "user",
    ]

    init(
        shipped: String, port: UInt16, folder: String, options: PrivateBroker.Options,
        certificates: CertificateSet?
    ) {
        let replaced = Set(options.lines.map(Self.name))
        var lines = shipped.split(separator: "\n").map(String.init).filter { line in
            let name = Self.name(line)
            return !name.isEmpty && !name.hasPrefix("#") && !Self.places.contains(name)
                && !replaced.contains(name)
        }
        // Started by root, mosquitto would become a user who cannot write into our folder.
        if geteuid() == 0 { lines.append("user root") }
        lines += ["persistence_location \(folder)/", "log_dest stderr", "log_timestamp_format %H:%M:%S"]
        lines.append("allow_anonymous \(options.users.isEmpty)")
        if !options.users.isEmpty { lines.append("password_file \(folder)/passwords") }
        if let accessControl = options.accessControl { lines.append("acl_file \(accessControl)") }
        lines += options.lines
        lines.append("listener \(port) 127.0.0.1")
        if let certificates {
            lines += [
                "cafile \(certificates.authority)", "certfile \(certificates.serverCertificate)",
                "keyfile \(certificates.serverKey)",
                "require_certificate \(options.demandsClientCertificate)",
            ]
        }
        text = lines.joined(separator: "\n") + "\n"
    }

    private static func name(_ line: String) -> String {
        line.split(whereSeparator: { $0 == " " || $0 == "\t" }).first.map(String.init) ?? ""
    }
}
