import Foundation
import Testing

extension GatewayTests {
    /// The form for the firewall's keeper: whoever forgets a line of it has a box that is silent towards one office.
    @Suite struct EgressTests {
        private static let site = """
            site: {id: longhu-1, name: 龙湖一期, time_zone: Asia/Shanghai}
            profiles: \(GatewayProgram.profiles)
            devices: devices.csv
            buildings: {1号楼: {grid_code: "310104001001001"}}
            people: [{id: zhang, name: 张工, role: engineer}]
            brokers: [{id: main, host: broker.example, port: 18830}]
            destinations:
              - {id: grid, kind: http, url: "https://10.8.0.1/a"}
              - id: hosted
                kind: http
                url: https://platform.example/a
                via: {hosts: {platform.example: 10.8.0.2}, bind: 10.8.3.17}
              - {id: proxied, kind: http, url: "https://10.8.0.9/a", via: {proxy: "10.8.0.3:3128"}}
              - {id: hook, kind: webhook, url: "https://10.8.0.4:8443/in", secret_file: hook}
              - {id: duty, kind: webhook, robot: wecom, token_file: token}
              - {id: ding, kind: webhook, robot: dingtalk, token_file: token}
              - id: county
                kind: cap
                url: https://10.8.0.5/cap
                token_file: token
                sender: g@x.example
                scope: private
                addresses: [county.fire]
              - {id: shelf, kind: cap, folder: out, sender: g@x.example, scope: private, addresses: [county.fire]}
              - {id: police, kind: file, folder: out}
              - {id: bus, kind: mqtt, broker: {host: 10.8.0.6, port: 8883}, topic: "gengfu/{site}/{incident}"}
              - {id: centre, kind: gb26875, host: 10.8.0.7, port: 5000, centre: 88888, devices: [{address: 11111}]}
              - {id: speaker, kind: sound}
            routes: [\(names.map { "{to: \($0)}" }.joined(separator: ", "))]
            calls:
              sms:
                kind: http
                url: http://10.8.0.8:9000/sms
                headers: {Content-Type: application/x-www-form-urlencoded}
                body: "to={{phone}}&text={{text}}"
                success: {at: /code, is: "0"}

            """
        private static let names = [
            "grid", "hosted", "proxied", "hook", "duty", "ding", "county", "shelf", "police", "bus", "centre",
            "speaker",
        ]

        @Test(
            "Every address the box calls is a line, with port and purpose; what it calls nobody for is none")
        func every() throws {
            let folder = try TestFolder()
            try folder.write(
                "id,name,profile,building,gb26875\nsmoke-1,烟感,fire.plain,1号楼,1.1.40.1.1\n", to: "devices.csv")
            try folder.write("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n", to: "hook")
            try folder.write("a-token-of-the-robot\n", to: "token")
            try FileManager.default.createDirectory(atPath: folder["out"], withIntermediateDirectories: true)
            let file = try folder.write(Self.site, to: "gengfu.yaml")
            let run = try CommandsRun(["doctor", "--egress", "--config", file, "--lang", "en"])
            #expect(run.code == 0, "\(run.errors)")
            let cells = run.lines.dropFirst().map { $0.split(separator: "\t").map(String.init) }
            #expect(
                cells.map { $0[1] + ":" + $0[2] } == [
                    "broker.example:18830", "10.8.0.1:443", "10.8.0.2:443", "10.8.0.3:3128", "10.8.0.4:8443",
                    "qyapi.weixin.qq.com:443", "oapi.dingtalk.com:443", "10.8.0.5:443", "10.8.0.6:8883",
                    "10.8.0.7:5000", "10.8.0.8:9000",
                ])
            #expect(cells.allSatisfy { $0.count == 6 && $0[3] == "tcp" && $0[4] == "outbound" })
            #expect(cells[2][0] == "10.8.3.17" && cells[1][0] == "this box")
            #expect(cells.last?[5] == "SMS and voice calls to people (http)")
        }
    }
}
