import Foundation
import Testing

/// The papers as somebody prints them: out of a store that a rehearsed week left, hash and all.
@Suite("Papers at the terminal")
struct ReportCommandTests {
    private let folder: TestFolder

    /// A fire that was none, a lift out of service for two of four hours, turbid water for one of two.
    init() throws {
        folder = try TestFolder()
        let profiles = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("DeviceProfiles").path
        try folder.write(
            """
            site: {id: yard, name: 龙湖一期, time_zone: Asia/Shanghai}
            profiles: \(profiles)
            devices: devices.csv
            buildings:
              1号楼: {grid_code: "110101001001001"}
            brokers:
              - {id: main, host: 127.0.0.1, port: 1883}
            limits: {journal: 16MiB}
            people:
              - {id: guard, name: 张三, role: duty, phone: "13800000000"}
            """, to: "gengfu.yaml")
        try folder.write(
            """
            id,name,profile,building,firm
            E1,一号梯,elevator.plain,1号楼,迅达
            F1,走道烟感,fire.plain,1号楼,
            W1,泵房,water.plain,1号楼,
            """, to: "devices.csv")
        var lines: [(Int64, String)] = []
        let noon: Int64 = 1_783_051_200_000
        for minute in stride(from: Int64(0), through: 240, by: 10) {
            let at = noon + minute * 60_000
            let mode = minute < 120 ? "normal" : "out_of_service"
            lines.append((at, message(at, "elevator/E1/state", #"{"mode":"\#(mode)"}"#)))
            guard minute <= 120 else { continue }
            let turbidity = minute < 60 ? 0.3 + Double(minute) / 1_000 : 2 + Double(minute) / 1_000
            lines.append((at, message(at, "water/W1/state", #"{"turbidity":\#(turbidity)}"#)))
        }
        lines.append((noon + 1_000, message(noon + 1_000, "fire/F1/alarm", #"{"smoke":true}"#)))
        lines.append((noon + 60_000, message(noon + 60_000, "fire/F1/alarm", #"{"smoke":false}"#)))
        let fire = #""hazard":"fire.alarm","device":"F1","by":"guard""#
        lines.append((noon + 31_000, #"{"at":\#(noon + 31_000),"word":"acknowledge",\#(fire)}"#))
        lines.append(
            (noon + 301_000, #"{"at":\#(noon + 301_000),"word":"refute","cause":"油烟",\#(fire)}"#))
        lines.append(
            (
                noon + 400_000,
                #"{"at":\#(noon + 400_000),"word":"record","kind":"objection","device":"E1","by":"guard","#
                    + #""performer":"迅达","note":"停梯系业主装修"}"#
            ))
        let text = lines.sorted { $0.0 < $1.0 }.map(\.1).joined(separator: "\n")
        try folder.write(text + "\n", to: "week.jsonl")
        let run = try CommandsRun([
            "rehearse", folder["week.jsonl"], "--config", folder["gengfu.yaml"], "--store", folder["store"],
        ])
        #expect(run.code == 0, "\(run.errors)")
    }

    private func message(_ at: Int64, _ topic: String, _ payload: String) -> String {
        let quoted = payload.replacingOccurrences(of: "\"", with: "\\\"")
        return #"{"at":\#(at),"topic":"gengfu/\#(topic)","payload":"\#(quoted)"}"#
    }

    private func report(_ arguments: String...) throws -> CommandsRun {
        try CommandsRun(
            ["report", "--config", folder["gengfu.yaml"], "--store", folder["store"], "--lang", "zh"]
                + arguments)
    }

    @Test("The figures are those that were rehearsed, with the firm's objection beside its row")
    func figures() throws {
        let run = try report("--day", "2026-07-03", "--format", "json")
        #expect(run.code == 0, "\(run.errors)")
        let object = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
        let tables = try #require(object?["tables"] as? [String: [[String: Any]]])
        func row(_ table: String, _ group: String, _ facility: String) throws -> [String: Any] {
            try #require(
                tables[table]?.first {
                    $0["group"] as? String == group && $0["facility"] as? String == facility
                })
        }
        let fire = try row("incidents", "合计", "消防设施")
        #expect(fire["incidents"] as? Int == 1 && fire["refuted"] as? Int == 1)
        #expect(try row("times", "合计", "消防设施")["notice_median"] as? Int == 30)
        #expect(try row("incidents", "维保单位：迅达 ※1", "电梯")["devices"] as? Int == 1)
        #expect(tables["remarks"]?.first?["text"] as? String == "停梯系业主装修")
        let lift = try #require(tables["availability"]?.first)
        #expect(lift["in_service_hours"] as? Double == 2 && lift["out_of_service_hours"] as? Double == 2)
        let water = try #require(tables["within_limits"]?.first { $0["point"] as? String == "浑浊度" })
        #expect(water["inside_hours"] as? Double == 1 && water["outside_hours"] as? Double == 1)
        #expect(water["calibrated"] as? String == "无记录")
    }

    @Test("Every page and form is written, names no telephone, and its hash is that of the bytes before it")
    func pages() throws {
        for page in ["figures", "duty", "lift-safety", "notice"] {
            for form in ["html", "csv", "json"] {
                let run = try report("--week", "2026-07-03", "--page", page, "--format", form)
                #expect(
                    run.code == 0 && !run.output.contains("13800000000"), "\(page) \(form): \(run.errors)")
            }
        }
        let page = try report("--week", "2026-07-03", "--page", "notice")
        #expect(!page.output.contains("张三") && !page.output.contains("走道烟感"))
        let body = try #require(page.output.range(of: "<footer>"))
        try folder.write(String(page.output[..<body.lowerBound]), to: "body")
        let sum = Process()
        sum.executableURL = URL(fileURLWithPath: "/usr/bin/sha256sum")
        sum.arguments = [folder["body"]]
        let pipe = Pipe()
        sum.standardOutput = pipe
        try sum.runUnblocked()
        let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        sum.waitUntilExit()
        #expect(page.output.contains(text.prefix(64)) && text.count > 64)
    }

    @Test("No period, two, one that is to come, and a quarter of Order 74 are refused")
    func refused() throws {
        #expect(try report().code == 64)
        #expect(try report("--day", "2026-07-03", "--week", "2026-07-03").code == 64)
        #expect(try report("--day", "2999-01-01").code == 64)
        #expect(try report("--quarter", "2026-07-03", "--page", "lift-safety").code == 64)
        #expect(try report("--day", "2026-02-30").code == 64)
    }
}
