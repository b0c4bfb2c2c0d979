import Facility
import Testing

@Suite("OCPP 1.6 over MQTT")
struct OCPPTests {
    private static func bench(_ layout: OCPPLayout = OCPPLayout()) -> DocumentBench {
        DocumentBench(
            [
                ("ground", .boolean, ["error/GroundFailure"]),
                ("volts_wrong", .boolean, ["error/OverVoltage", "error/UnderVoltage"]),
                ("status", .text, ["status"]),
                ("power", watts, ["Power.Active.Import"]),
                ("current", .number(unit: "A", range: nil), ["Current.Import", "Current.Import/any"]),
                ("cable", celsius, ["Temperature/Cable"]), ("hot", celsius, ["Temperature"]),
                ("energy", .number(unit: "kWh", range: nil), ["Energy.Active.Import.Register"]),
            ], codec: .ocpp(layout), channels: ["1", "2"])
    }

    private static func status(_ connector: String, _ code: String, _ status: String = "Faulted") -> String {
        #"[2,"id-1","StatusNotification",{"connectorId":\#(connector),"errorCode":"\#(code)","status":"\#(status)","info":""}]"#
    }

    @Test("A fault ends only by NoError for the same connector; another code ends nothing")
    func faults() {
        var bench = Self.bench()
        #expect(bench.lines(Self.status("1", "GroundFailure")) == ["1 ground=true", "1 status='Faulted'"])
        #expect(bench.lines(Self.status("1", "OverVoltage")) == ["1 volts_wrong=true", "1 status='Faulted'"])
        #expect(bench.lines(Self.status("1", "ReaderFailure")) == ["1 status='Faulted'"])
        #expect(
            bench.lines(Self.status("0", "NoError", "Available"))
                == ["ground=false", "volts_wrong=false", "status='Available'"])
        #expect(
            bench.lines(Self.status("\"2\"", "NoError", "Charging"))
                == ["2 ground=false", "2 volts_wrong=false", "2 status='Charging'"])
        #expect(bench.lines(Self.status("3", "GroundFailure")) == ["?3"])
    }

    @Test("The payload alone is read too, with the action in the topic, beside it, or to be guessed")
    func payloadOnly() {
        let body =
            #"{"connectorId":1,"errorCode":"GroundFailure","status":"Faulted","info":"","timestamp":"2026-03-09T03:59:00Z","vendorId":"","vendorErrorCode":""}"#
        let expected = ["1 ground=true -60s", "1 status='Faulted' -60s"]
        var guessing = Self.bench()
        #expect(guessing.lines(body) == expected)
        var fixed = Self.bench(OCPPLayout(action: "StatusNotification"))
        #expect(fixed.lines(body) == expected)
        var other = Self.bench(OCPPLayout(action: "Heartbeat"))
        #expect(other.lines(body) == [])
        var beside = Self.bench(OCPPLayout(actionAt: "/action", payloadAt: "/payload"))
        #expect(beside.lines(#"{"action":"StatusNotification","payload":\#(body)}"#) == expected)
        #expect(beside.lines(#"{"action":"Heartbeat","payload":{}}"#) == [])
    }

    @Test("Meter values are texts in units of their own; of several phases the largest counts")
    func meterValues() {
        var bench = Self.bench()
        let payload = #"""
            [2,"7","MeterValues",{"connectorId":1,"transactionId":3,"meterValue":[
              {"timestamp":"2026-03-09T03:59:30Z","sampledValue":[
                {"value":"7.36","measurand":"Power.Active.Import","unit":"kW"},
                {"value":"15.9","measurand":"Current.Import","phase":"L1","unit":"A"},
                {"value":"16.4","measurand":"Current.Import","phase":"L2","unit":"A"},
                {"value":"38","measurand":"Temperature","location":"Body","unit":"Celcius"},
                {"value":"61.5","measurand":"Temperature","location":"Cable","unit":"Celsius"},
                {"value":"123456"}]},
              {"timestamp":"2026-03-09T04:00:00Z","sampledValue":[
                {"value":"311.15","measurand":"Temperature","unit":"K"},
                {"value":"7","measurand":"Power.Active.Import","unit":"A"},
                {"value":"aGk=","measurand":"Power.Active.Import","format":"SignedData"}]}]}]
            """#
        #expect(
            bench.lines(payload).map { $0.replacing("0.00000000000006", with: "") } == [
                "1 power=7360.0 -30s", "1 current=16.4 -30s", "1 cable=61.5 -30s", "1 hot=61.5 -30s",
                "1 energy=123.456 -30s", "1 hot=38.0", "!not a unit of the point's quantity: `A`",
            ])
    }

    @Test("Boots, heartbeats, answers and errors are signs of life without readings")
    func life() {
        var bench = Self.bench()
        for payload in [
            #"[2,"1","Heartbeat",{}]"#, #"[2,"1","BootNotification",{"chargePointModel":"x"}]"#,
            #"[3,"1",{"status":"Accepted"}]"#, #"[4,"1","NotImplemented","",{}]"#,
        ] {
            let (outcome, readings) = bench.decode(payload.utf8)
            #expect(outcome.disposition == .decoded && readings.isEmpty && outcome.rejections.isEmpty)
        }
    }

    @Test(
        "What is no OCPP is malformed",
        arguments: [
            (#"[]"#, "ocpp without a message type"), (#"[2,"1"]"#, "an ocpp call without an action"),
            (#"[2,"1","MeterValues",3]"#, "an ocpp call without a payload"),
            (#"7"#, "ocpp without a payload"),
            (#"[2,"1","StatusNotification",{"errorCode":"NoError"}]"#, "ocpp without a connectorId"),
            (
                #"[2,"1","StatusNotification",{"connectorId":-1,"errorCode":"NoError"}]"#,
                "ocpp without a connectorId"
            ),
        ])
    func malformed(payload: String, reason: String) {
        var bench = Self.bench()
        #expect(bench.lines(payload) == ["!malformed: " + reason])
    }
}
