import CodecWire
import Expressions
import Testing

@testable import Facility

/// What network servers publish, down to the frame that a maker's codec gets.
@Suite("Envelopes of LoRaWAN uplinks")
struct EnvelopeTests {
    static let script = CodecScript(
        name: "test.js", network: .ttn, source: Array("function decodeUplink() {}".utf8))

    private static func bench(
        script: CodecScript? = script, spelling: PayloadBytes.Spelling? = nil, port: UInt8 = 0
    ) -> DecodingBench {
        DecodingBench(
            [("temperature", .number(unit: "Cel", range: -40...85)), ("leak", .boolean)],
            [Field(point: PointIndex(0), at: "/t"), Field(point: PointIndex(1), at: "/leak")],
            codec: .lorawan(LoRaWANLayout(script: script, spelling: spelling, port: port)))
    }

    @Test(
        "Each server's envelope gives the frame, its port and the network's time",
        arguments: [
            (
                #"{"end_device_ids":{"device_id":"E1"},"received_at":"2026-03-09T03:59:59Z","uplink_message":{"f_port":85,"frm_payload":"AQL/","received_at":"2026-03-09T03:59:58.5Z"}}"#,
                85, noon - 1_500
            ),
            (
                #"{"end_device_ids":{"device_id":"E1"},"uplink_message":{"f_port":85,"frm_payload":"AQL/"}}"#,
                85, noon
            ),
            (
                #"{"deviceInfo":{"devEui":"0004a30b001c0530"},"time":"2026-03-09T03:59:58.500123456Z","fPort":2,"data":"AQL/"}"#,
                2, noon - 1_500
            ),
            (
                #"{"devEUI":"AASjCwAcBTA=","fPort":"2","rxInfo":[{"time":"2026-03-09T03:59:58.5Z"}],"data":"AQL/"}"#,
                2, noon - 1_500
            ),
            (#"{"devEUI":"0004a30b001c0530","port":2,"payload":"AQL_"}"#, 2, noon),
            (#"{"devEUI":"0004a30b001c0530","port":2,"payload_hex":"0102ff"}"#, 2, noon),
            ("0102FF", 0, noon), ("  01:02:ff\n", 0, noon),
        ])
    func envelopes(payload: String, port: Int, time: Int64) throws {
        var bench = Self.bench()
        let (outcome, readings) = bench.decode(payload.utf8)
        #expect(outcome.disposition == .deferred)
        #expect(readings.isEmpty)
        let uplink = try #require(bench.decoder.uplink)
        #expect(uplink.payload == [1, 2, 0xFF])
        #expect(Int(uplink.port) == port)
        #expect(uplink.receivedAt.milliseconds == time)
        #expect(uplink.script == Self.script)
    }

    @Test("A profile may say how the frame is spelt and which port stands for none")
    func layout() throws {
        var bench = Self.bench(spelling: .hex, port: 7)
        _ = bench.decode(#"{"devEUI":"0004a30b001c0530","data":"0102ff"}"#.utf8)
        let uplink = try #require(bench.decoder.uplink)
        #expect(uplink.payload == [1, 2, 0xFF])
        #expect(uplink.port == 7)
    }

    @Test(
        "What is no uplink is refused as a whole, with the reason",
        arguments: [
            ("{", "not JSON"), ("", "empty payload"), (#"{"hello":1}"#, "no uplink"),
            (#"{"fPort":256,"data":"AQ=="}"#, "no FPort: 256"), (#"{"fPort":"x","data":"AQ=="}"#, "no FPort"),
            (#"{"fPort":1,"data":"A*=="}"#, "base64"),
            (
                #"{"end_device_ids":{"device_id":"E2"},"uplink_message":{"f_port":1,"frm_payload":"AQ=="}}"#,
                "the payload names another: `E2`"
            ),
        ])
    func refusals(payload: String, reason: String) {
        var bench = Self.bench()
        let (outcome, _) = bench.decode(payload.utf8)
        #expect(bench.decoder.uplink == nil)
        if payload.isEmpty { return }
        #expect(outcome.disposition == .malformed)
        #expect(outcome.rejections.first?.reason.text.contains(reason) ?? false, "\(outcome)")
    }

    @Test("An uplink without a payload is a sign of life and nothing more")
    func empty() {
        var bench = Self.bench()
        let (outcome, readings) = bench.decode(
            #"{"end_device_ids":{"device_id":"E1"},"uplink_message":{"f_cnt":7}}"#.utf8)
        #expect(outcome.disposition == .decoded)
        #expect(readings.isEmpty && outcome.rejections.isEmpty)
    }

    @Test(
        "Without a script what the network server decoded is read",
        arguments: [
            #"{"end_device_ids":{"device_id":"E1"},"uplink_message":{"f_port":1,"frm_payload":"AQ==","decoded_payload":{"t":21.5,"leak":true}}}"#,
            #"{"deviceInfo":{"devEui":"0004a30b001c0530"},"fPort":1,"data":"AQ==","object":{"t":21.5,"leak":true}}"#,
            #"{"devEUI":"AASjCwAcBTA=","fPort":1,"data":"AQ==","objectJSON":"{\"t\":21.5,\"leak\":true}"}"#,
        ])
    func decoded(payload: String) {
        var bench = Self.bench(script: nil)
        #expect(bench.lines(payload) == ["temperature=21.5", "leak=true"])
        #expect(bench.decoder.uplink == nil)
    }

    @Test("The codec's answer is read at the time that the network said")
    func answer() throws {
        var bench = Self.bench()
        _ = bench.decode(
            #"{"time":"2026-03-09T03:59:58.5Z","deviceInfo":{"devEui":"x"},"fPort":1,"data":"AQ=="}"#.utf8)
        let uplink = try #require(bench.decoder.uplink)
        var readings: [Reading] = []
        let outcome = bench.decoder.decode(
            document: Array(#"{"t":21.5,"leak":"off"}"#.utf8), of: uplink,
            receivedAt: Timestamp(milliseconds: noon), draining: false, retained: false, into: &readings)
        #expect(outcome.disposition == .decoded)
        #expect(readings.map(\.value) == [.double(21.5), .bool(false)])
        #expect(readings.allSatisfy { $0.observedAt.milliseconds == noon - 1_500 })
        let broken = bench.decoder.decode(
            document: Array("nonsense".utf8), of: uplink, receivedAt: Timestamp(milliseconds: noon),
            draining: false, retained: false, into: &readings)
        #expect(broken.disposition == .malformed)
    }
}
