import Foundation
import Testing

@testable import Console
@testable import Control
@testable import Facility

@Suite struct MetricsTests {
    private let text = MetricsText(.success(Compound.status)).text

    @Test("The metrics say what the page says")
    func values() {
        for line in [
            "gengfu_up 1", #"gengfu_devices{standing="silent"} 3"#,
            #"gengfu_incidents_open{severity="extreme"} 1"#,
            #"gengfu_session_connected{broker="main",session="telemetry"} 0"#,
            #"gengfu_outbox_oldest_age_seconds{destination="grid"} 75.5"#,
            "gengfu_ring_commit_p99_seconds 0.0009",
            #"gengfu_lost_total{cause="rate_limit"} 17"#,
            #"gengfu_broker_contract_holds{broker="main",property="window"} NaN"#,
        ] {
            #expect(text.contains(line + "\n"), "\(line)")
        }
    }

    @Test("What stands beside the sheet is counted, and what is not known is left out")
    func registry() {
        var status = Compound.status
        #expect(!text.contains("gengfu_registry") && !text.contains("gengfu_polls"))
        (status.heldDevices, status.adoptedDevices, status.retiredDevices) = (3, 2, 1)
        (status.pendingDecodes, status.restingCodecs, status.quarantineRows) = (7, 1, 40)
        var counters = PollLine.Counters()
        (counters.requests, counters.answers, counters.timeouts) = (100, 97, 3)
        status.polls = PollTotals(counters)
        let text = MetricsText(.success(status)).text
        for line in [
            #"gengfu_registry_devices{standing="held"} 3"#, #"gengfu_registry_devices{standing="retired"} 1"#,
            "gengfu_pending_decodes 7", "gengfu_codecs_resting 1", "gengfu_quarantine_rows 40",
            #"gengfu_polls_total{kind="request"} 100"#, #"gengfu_polls_total{kind="timeout"} 3"#,
        ] {
            #expect(text.contains(line + "\n"), "\(line)")
        }
        let context = PageContext(language: .en, token: "", nonce: "", now: Compound.now)
        let page = WatchTables(context: context, wall: WallTime(offset: 0)).markup(status).text
        for part in [
            "devices retired: 1", "messages wait for their codec: 7", "questions without an answer: 3",
        ] {
            #expect(page.contains(part), "\(part)")
        }
    }

    @Test("Sealed history is measured by importance, and not at all where there is none")
    func history() {
        var status = Compound.status
        #expect(!text.contains("gengfu_history"))
        status.ring.history = HistoryReport(
            bytes: 5_000, limitBytes: 9_000,
            classes: [
                HistoryReport.Class(
                    importance: .life, readings: 70, bytes: 400,
                    oldest: Timestamp(milliseconds: 1_773_022_530_000))
            ], unsealedReadings: 12, evictedReadings: 3, writtenBytes: 77)
        let text = MetricsText(.success(status)).text
        for line in [
            "gengfu_history_size_bytes 5000", "gengfu_history_limit_bytes 9000",
            "gengfu_history_unsealed_readings 12",
            #"gengfu_history_readings{importance="life"} 70"#, "gengfu_history_failing 0",
            #"gengfu_history_oldest_timestamp_seconds{importance="life"} 1773022530"#,
            "gengfu_history_evicted_readings_total 3", "gengfu_written_bytes_total 77",
        ] {
            #expect(text.contains(line + "\n"), "\(line)")
        }
    }

    @Test(
        "When a destination was last proven to be reached is a number and a light; never is not the same as now"
    )
    func proofs() {
        var status = Compound.status
        #expect(!text.contains("gengfu_destination_proof"), "an older gateway says nothing of it")
        status.destinations[0].isProofOverdue = false
        func page(_ language: Language) -> String {
            let context = PageContext(language: language, token: "", nonce: "", now: Compound.now)
            return WatchTables(context: context, wall: WallTime(offset: 0)).markup(status).text
        }
        #expect(
            MetricsText(.success(status)).text.contains(
                #"gengfu_destination_proof_age_seconds{destination="grid"} +Inf"# + "\n"))
        #expect(page(.zh).contains("通道尚未验证"))
        status.destinations[0].provenAt = status.now - .hours(5)
        status.destinations[0].proofMeans = .link
        let text = MetricsText(.success(status)).text
        #expect(text.contains(#"gengfu_destination_proof_age_seconds{destination="grid"} 18000"# + "\n"))
        #expect(text.contains(#"gengfu_destination_proof_overdue{destination="grid"} 0"# + "\n"))
        #expect(page(.en).contains("proven 5 h ago (the link alone)"))
        status.destinations[0].isProofOverdue = true
        status.destinations[0].proofTrouble = LocalizedText(en: "<401>", zh: "<401>")
        #expect(page(.zh).contains("已 5 小时未验证通道（仅链路）；上次验证失败：&lt;401&gt;"))
        #expect(page(.en).contains("NOT PROVEN for 5 h"))
    }

    @Test("A label with quotes, backslashes and line breaks stays one label")
    func escaped() {
        #expect(text.contains(#"reason="out of \"range\"\n\\"} 2"#))
    }

    private static let checker = ["/usr/bin/promtool", "/usr/local/bin/promtool"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    @Test(
        "promtool finds no fault with the metrics",
        .enabled(if: checker != nil, "promtool (Debian: prometheus) is not installed"))
    func promtool() throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(Self.checker))
        process.arguments = ["check", "metrics"]
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        process.standardError = output
        try process.run()
        try input.fileHandleForWriting.write(contentsOf: Data(text.utf8))
        try input.fileHandleForWriting.close()
        let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0 && said.isEmpty, "\(said)")
    }
}
