import Facility

/// A site on disk for one test: `gengfu.yaml` and `devices.csv`, with the profiles of this repository.
///
/// Devices speak plain JSON: `gengfu/fire/<id>/alarm` is urgent, `gengfu/fire/<id>/state` is telemetry.
struct SiteFolder {
    /// One entry of `brokers`; `settings` are further lines of it, such as `user: gengfu`.
    struct BrokerEntry {
        var id = "main"
        var host = "127.0.0.1"
        var port: UInt16
        var settings: [String] = []
    }

    struct DeviceEntry {
        var id: String
        var profile = "fire.plain"
        var broker = "main"
        /// 国标地址, its address at a fire monitoring centre.
        var gb26875 = ""
    }

    var id = "test"
    var brokers: [BrokerEntry]
    var devices: [DeviceEntry]
    /// Lines of `limits`. Rates far above what a test sends, and a store that is made in no time.
    var limits = ["journal: 16MiB", "messages_per_second: 10000", "burst: 100000"]
    /// Folder of the profiles; a test that mends one copies them first.
    var profiles = GatewayProgram.profiles
    /// Whole further sections of the site's file, as `destinations` and `routes`.
    var sections = ""

    init(broker: UInt16, devices: [String]) {
        brokers = [BrokerEntry(port: broker)]
        self.devices = devices.map { DeviceEntry(id: $0) }
    }

    /// Writes both files.
    /// - Returns: the path of the site's file.
    func write(into folder: TestFolder) throws -> String {
        var sheet = "id,name,profile,building,broker,gb26875\n"
        for device in devices {
            sheet += "\(device.id),\(device.id),\(device.profile),1号楼,\(device.broker),\(device.gb26875)\n"
        }
        try folder.write(sheet, to: "devices.csv")
        return try folder.write(text, to: "gengfu.yaml")
    }

    private var text: String {
        var text = """
            site: {id: \(id), name: 测试小区, time_zone: Asia/Shanghai}
            profiles: \(profiles)
            devices: devices.csv
            buildings:
              1号楼: {grid_code: "110101001001001"}
            people:
              - {id: guard, name: 值班员, role: duty guard}
            # Nobody looks at a page of these tests.
            calling: {unwatched_after: 1d}
            limits:
            \(limits.map { "  \($0)\n" }.joined())
            brokers:

            """
        for broker in brokers {
            text += "  - id: \(broker.id)\n    host: \(broker.host)\n    port: \(broker.port)\n"
            text += broker.settings.map { "    \($0)\n" }.joined()
        }
        return text + sections
    }
}
