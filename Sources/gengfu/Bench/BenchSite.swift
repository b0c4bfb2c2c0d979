import Foundation

/// The site a benchmark's gateway watches: the example's compound, its lifts replaced by as many ES1500 terminals
/// as publish, so that memory and coverage are those of the default compound.
struct BenchSite {
    /// Folder of the project or of its installed files.
    let root: String
    let devices: Int

    var profiles: String { "\(root)/DeviceProfiles" }

    /// Writes `gengfu.yaml` and its sheet.
    /// - Parameters:
    ///   - port: of the broker on 127.0.0.1.
    ///   - authority: PEM file of the broker's authority; nil: no TLS.
    /// - Returns: path of `gengfu.yaml`.
    func write(to folder: String, port: UInt16, authority: String?) throws -> String {
        let (sheet, buildings) = try sheet()
        try sheet.write(toFile: "\(folder)/devices.csv", atomically: true, encoding: .utf8)
        let path = "\(folder)/gengfu.yaml"
        try text(port: port, authority: authority, buildings: buildings).write(
            toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    /// The sheet, and the buildings in it.
    /// - Parameters:
    ///   - revision: above 0 every lift stands elsewhere than before, and a hundredth as many lifts are new in place of
    ///     those of the revision before.
    ///   - isFaulty: every lift stands in a building that is not declared.
    func sheet(revision: Int = 0, isFaulty: Bool = false) throws -> (text: String, buildings: [String]) {
        let example = "\(root)/deploy/example/devices.csv"
        guard let sheet = try? String(contentsOfFile: example, encoding: .utf8) else {
            throw BenchFailure.missing(file: example)
        }
        var rows = sheet.split(separator: "\n").filter { !$0.contains(",elevator.es1500,") }.map(String.init)
        let buildings = Set(rows.dropFirst().compactMap(Self.building)).sorted()
        let unit = revision > 0 ? "\(revision)" : ""
        for device in 0..<devices {
            let building = isFaulty ? "?" : buildings[device % buildings.count]
            rows.append("E\(device),E\(device),elevator.es1500,\(building),\(unit),,,,,")
        }
        for device in 0..<(revision > 0 ? devices / 100 : 0) {
            let id = "N\(revision)-\(device)"
            rows.append("\(id),\(id),elevator.es1500,\(buildings[device % buildings.count]),\(unit),,,,,")
        }
        return (rows.joined(separator: "\n") + "\n", buildings)
    }

    private static func building(_ row: String) -> String? {
        let cells = row.split(separator: ",", omittingEmptySubsequences: false)
        return cells.count > 3 ? String(cells[3]) : nil
    }

    /// No destination: what is measured is the way from the broker to the disk. The rate limit, there against a
    /// babbling terminal, is as high as a site may set it; a lift here sends 500 times what a real one does.
    private func text(port: UInt16, authority: String?, buildings: [String]) -> String {
        let tls = authority.map { "\n    tls: {authority_file: \($0)}" } ?? ""
        let codes = buildings.map { "  \($0): {grid_code: \"110101001001001\"}" }.joined(separator: "\n")
        return """
            site: {id: bench, name: bench, time_zone: Asia/Shanghai}
            profiles: \(URL(fileURLWithPath: profiles).standardizedFileURL.path)
            devices: devices.csv
            buildings:
            \(codes)
            brokers:
              - id: main
                host: 127.0.0.1
                port: \(port)\(tls)
            limits: {messages_per_second: 10000, burst: 100000}
            people:
              - {id: guard, name: guard}

            """
    }
}
