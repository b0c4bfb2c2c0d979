import Facility
import Testing

@Suite("JSON that speaks for several channels")
struct ChannelTests {
    private static let dual =
        #"{"ENERGY":{"Power":[52,5],"Voltage":235,"Current":[0.278,0.044]}}"#

    private static func tasmota(_ channels: String...) -> DocumentBench {
        DocumentBench(
            [
                ("power", watts, ["/ENERGY/Power", "/ENERGY/Power/{channel}"]),
                ("current", anyNumber, ["/ENERGY/Current", "/ENERGY/Current/{channel}"]),
                ("voltage", anyNumber, ["/ENERGY/Voltage"]),
            ], codec: .json, channels: channels)
    }

    @Test("A value is a number on one device and an array, a channel each, on the next")
    func numberOrArray() {
        var bench = Self.tasmota("0", "1")
        #expect(
            bench.lines(#"{"ENERGY":{"Power":13,"Voltage":227,"Current":2.751}}"#)
                == ["power=13.0", "current=2.751", "voltage=227.0"])
        #expect(
            bench.lines(Self.dual) == [
                "0 power=52.0", "1 power=5.0", "0 current=0.278", "1 current=0.044", "voltage=235.0",
            ])
        #expect(bench.lines(#"{"ENERGY":{"Power":{"a":1},"Voltage":1}}"#) == ["voltage=1.0", "?a"])
        #expect(bench.lines(#"{"ENERGY":{"Power":"off"}}"#) == ["!not a number: `off`"])
    }

    @Test("A channel that nobody declared is named and gives nothing")
    func stranger() {
        var bench = Self.tasmota("0")
        #expect(
            bench.lines(Self.dual) == ["0 power=52.0", "0 current=0.278", "voltage=235.0", "?1"])
    }

    @Test("A channel is part of a key, and keys without it are not channels")
    func partOfKey() {
        var bench = DocumentBench(
            [
                ("power", watts, ["/params/switch:{channel}/apower"]),
                ("voltage", anyNumber, ["/params/switch:{channel}/voltage"]),
                ("cloud", .boolean, ["/params/cloud/connected"]),
            ], codec: .json, channels: ["0", "1"])
        let payload =
            #"{"params":{"ts":1.6,"switch:0":{"id":0,"voltage":232.7},"switch:":{"apower":9},"input:1":{"apower":8},"switch:1":{"apower":40.5,"voltage":231},"cloud":{"connected":true}}}"#
        #expect(
            bench.lines(payload) == ["0 voltage=232.7", "1 power=40.5", "1 voltage=231.0", "cloud=true"])
        #expect(bench.lines(#"{"params":[1,2]}"#) == [])
        #expect(bench.lines(#"{"params":{"switch:0":7}}"#) == [])
    }

    @Test("An array's elements may count from 1")
    func countsFromOne() {
        var bench = DocumentBench(
            [("power", watts, ["/p/{channel}"])], codec: .records(JSONRecords(channelFrom: 1)),
            channels: ["1", "2"])
        #expect(bench.lines(#"{"p":[7,8]}"#) == ["1 power=7.0", "2 power=8.0"])
        #expect(bench.lines(#"{"p":{"1":7,"02":8}}"#) == ["1 power=7.0", "?02"])
    }

    @Test("Of more than 256 channels the first count, and the message says so once")
    func bounded() {
        let names = (0..<300).map(String.init)
        var bench = DocumentBench([("x", anyNumber, ["/{channel}"])], codec: .json, channels: names)
        let payload = "[" + names.joined(separator: ",") + "]"
        let (outcome, readings) = bench.decode(payload.utf8)
        #expect(readings.count == 256)
        #expect(outcome.rejections.map(\.reason) == [.tooManyChannels])
        #expect(bench.decoder.tally[profile: 0, .tooManyChannels].count == 1)
    }

    @Test("A list of records names the channel in each, as a text or a number")
    func records() {
        var bench = DocumentBench(
            [("t", celsius, ["/temp", "/temperature"])],
            codec: .records(JSONRecords(each: "/sensors", channel: "/id")), channels: ["a", "7"])
        #expect(
            bench.lines(#"{"sensors":[{"id":"a","temp":21},{"id":7,"temperature":"22.5"},{"temp":1}]}"#)
                == ["a t=21.0", "7 t=22.5"])
        #expect(
            bench.lines(#"{"sensors":[{"id":"b","temp":1},5,{"id":[1],"temp":2}]}"#) == [
                "!not a value: an array", "?b",
            ])
        #expect(bench.lines(#"{"other":1}"#) == [])
        #expect(bench.lines(#"{"sensors":3}"#) == [])
        var keyed = DocumentBench(
            [("t", celsius, ["/temp"])], codec: .records(JSONRecords(each: "", channel: "")),
            channels: ["a", "b"])
        #expect(keyed.lines(#"{"a":{"temp":1},"b":{"temp":2},"ok":true}"#) == ["a t=1.0", "b t=2.0", "?ok"])
    }

    @Test("Records have times of their own, and one without has the message's")
    func recordTimes() {
        var bench = DocumentBench(
            [("t", celsius, ["/v"])], codec: .records(JSONRecords(each: "/log")),
            time: DeviceTimeRule(at: "/at", format: .unixSeconds))
        let now = noon / 1_000
        let payload =
            #"{"log":[{"at":\#(now - 120),"v":1},{"at":\#(now - 60),"v":2},{"at":\#(now),"v":3},{"v":4}]}"#
        #expect(bench.lines(payload) == ["t=1.0 -120s", "t=2.0 -60s", "t=3.0", "t=4.0"])
        #expect(
            bench.lines(#"{"at":\#(now - 1),"log":[{"v":1},{"at":\#(now - 61),"v":2}]}"#, at: noon)
                == ["t=1.0 -1s", "t=2.0 -61s"])
        #expect(bench.lines(#"{"log":[{"at":"soon","v":1}]}"#).last?.hasPrefix("!time") == true)
    }

    @Test("A record says which point it carries, whatever kind its value is, and others are passed over")
    func namedRecords() {
        let named = JSONRecords.Named(name: "/k", value: "/v")
        var bench = DocumentBench(
            [("t", celsius, ["temp"]), ("wet", .boolean, ["leak", "1"]), ("state", .text, ["mode"])],
            codec: .records(JSONRecords(each: "/data", named: named)),
            time: DeviceTimeRule(at: "/ts", format: .unixSeconds))
        let now = noon / 1_000
        #expect(
            bench.lines(
                #"{"ts":\#(now - 2),"data":[{"v":"21.5","k":"temp"},{"k":"leak","v":1},{"k":"mode","v":"dry"}]}"#
            )
                == ["t=21.5 -2s", "wet=true -2s", "state='dry' -2s"])
        // Two of one name are two readings; a number may be a name; what has no name or value says nothing.
        #expect(
            bench.lines(
                #"{"data":[{"k":"temp","v":1},{"k":"temp","v":2},{"k":1,"v":"off"},{"k":"hum","v":4},{"v":5},{"k":"temp"},7]}"#
            )
                == ["t=1.0", "t=2.0", "wet=false"])
        #expect(bench.lines(#"{"data":[{"k":"temp","v":"hot"}]}"#) == ["!not a number: `hot`"])
        #expect(bench.lines(#"{"data":[{"k":{},"v":1},{"k":null,"v":1}]}"#) == [])
        // An object's members are records too, each with a time of its own.
        #expect(
            bench.lines(
                #"{"data":{"a":{"ts":\#(now - 60),"k":"temp","v":3},"b":{"ts":\#(now),"k":"temp","v":4}}}"#)
                == ["t=3.0 -60s", "t=4.0"])
    }

    @Test("A message that is one named record, and named records of channels")
    func namedRecordAlone() {
        let named = JSONRecords.Named(name: "/name", value: "/value")
        var one = DocumentBench(
            [("t", celsius, ["temp"]), ("h", anyNumber, ["hum"])], codec: .records(JSONRecords(named: named)),
            time: DeviceTimeRule(at: "/ts", format: .unixSeconds))
        let now = noon / 1_000
        #expect(one.lines(#"{"name":"hum","value":40,"ts":\#(now - 5)}"#) == ["h=40.0 -5s"])
        #expect(one.lines(#"{"name":"co2","value":400}"#) == [])
        #expect(one.lines(#"[{"name":"hum","value":40}]"#) == [])
        #expect(one.lines(#"{"name":"hum","value":40,"ts":"soon"}"#).filter { $0.hasPrefix("!") }.count == 1)
        var many = DocumentBench(
            [("t", celsius, ["temp"])],
            codec: .records(JSONRecords(each: "", channel: "/addr", named: named)), channels: ["1", "2"])
        #expect(
            many.lines(#"[{"addr":1,"name":"temp","value":20},{"addr":2,"name":"temp","value":21}]"#)
                == ["1 t=20.0", "2 t=21.0"])
    }

    @Test("A document within a text is read, with the time beside it, and refused when it is none")
    func within() {
        let time = DeviceTimeRule(at: "/ts", format: .unixSeconds)
        var bench = DocumentBench(
            [("t", celsius, ["/temp"]), ("p", watts, ["/ch/{channel}"])],
            codec: .records(JSONRecords(within: "/data")), channels: ["0"], time: time)
        let now = noon / 1_000
        #expect(
            bench.lines(#"{"ts":\#(now - 2),"data":"{\"temp\":21,\"ch\":[5]}"}"#)
                == ["0 p=5.0 -2s", "t=21.0 -2s"])
        #expect(bench.lines(#"{"data":"{\"ts\":\#(now - 3),\"temp\":21}"}"#) == ["t=21.0 -3s"])
        #expect(bench.lines(#"{"data":{"temp":22}}"#) == ["t=22.0"])
        #expect(bench.lines(#"{"other":1}"#) == [])
        #expect(bench.lines(#"{"data":null}"#) == [])
        for broken in [#""{""#, #""{\"temp\":1} x""#, #""{\"temp\":01}""#, #""nope""#, #""{\"temp\":1,}""#] {
            let lines = bench.lines(#"{"data":\#(broken)}"#)
            #expect(lines.count == 1 && lines[0].hasPrefix("!malformed"), "\(broken)")
        }
        #expect(bench.lines(#"{"data":""}"#) == ["!malformed: empty payload"])
    }
}
