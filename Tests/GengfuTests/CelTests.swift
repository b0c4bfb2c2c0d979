import Foundation
import Testing

/// `gengfu cel` as a script uses it: lines in, lines out.
extension GatewayTests {
    @Suite("gengfu cel")
    struct Cel {
        private func answers(_ lines: String...) throws -> [String] {
            let run = try CommandsRun(["cel"], input: lines.joined(separator: "\n") + "\n")
            #expect(run.code == 0, "\(run.errors)")
            return run.lines
        }

        @Test("Every line is answered by one line, a mistake by its reason, and the code is 0")
        func lines() throws {
            let lines = try answers(
                #"{"expr":"1 + 1"}"#, #"{"expr":"1 / 0"}"#, "", "no json", #"{"expr":"1 +"}"#,
                #"{"name":"x"}"#,
                #"{"expr":"x","bindings":{"x":{"int64Value":"soon"}}}"#, #"{"expr":"x || true"}"#)
            #expect(
                lines == [
                    #"{"value":{"int64Value":"2"}}"#, #"{"error":"division by zero"}"#,
                    #"{"error":"the line is no JSON object"}"#,
                    #"{"error":"3: expected a value, found the end"}"#,
                    #"{"error":"the line has no `expr`"}"#,
                    #"{"error":"bindings: no whole number of 64 bits"}"#, #"{"value":{"boolValue":true}}"#,
                ])
        }

        @Test("Every kind of value is printed as protobuf's JSON has it")
        func kinds() throws {
            let expressions = [
                ("null", #"{"nullValue":null}"#), ("2 < 3", #"{"boolValue":true}"#),
                ("18446744073709551615u", #"{"uint64Value":"18446744073709551615"}"#),
                ("-0.0", #"{"doubleValue":-0.0}"#), ("0.0 / 0.0", #"{"doubleValue":"NaN"}"#),
                ("-1.0 / 0.0", #"{"doubleValue":"-Infinity"}"#),
                ("'困\\\\n\\\"'", #"{"stringValue":"困\u000a\""}"#),
                ("b'\\\\xff'", #"{"bytesValue":"/w=="}"#), ("int", #"{"typeValue":"int"}"#),
                ("[1, 'a']", #"{"listValue":{"values":[{"int64Value":"1"},{"stringValue":"a"}]}}"#),
                (
                    "{'b': 1, 'a': 2u}",
                    #"{"mapValue":{"entries":[{"key":{"stringValue":"a"},"value":{"uint64Value":"2"}},"#
                        + #"{"key":{"stringValue":"b"},"value":{"int64Value":"1"}}]}}"#
                ),
                (
                    "duration('1ns')",
                    #"{"objectValue":{"@type":"type.googleapis.com/google.protobuf.Duration","#
                        + #""value":"0.000000001s"}}"#
                ),
                (
                    "timestamp('2026-03-09T18:15:30.5+08:00')",
                    #"{"objectValue":{"@type":"type.googleapis.com/google.protobuf.Timestamp","#
                        + #""value":"2026-03-09T10:15:30.500Z"}}"#
                ),
            ]
            let input = expressions.map { #"{"expr":"\#($0.0)"}"# }.joined(separator: "\n")
            let run = try CommandsRun(["cel"], input: input)
            #expect(run.lines == expressions.map { #"{"value":\#($0.1)}"# })
        }

        @Test("A value is printed as the line's own values are written, and so are those after it")
        func forms() throws {
            let lines = try answers(
                #"{"expr":"x + 1","bindings":{"x":{"int":1}}}"#, #"{"expr":"[duration('90s')]"}"#,
                #"{"expr":"x","bindings":{"x":{"map":[[{"string":"k"},{"bytes":"/w=="}]]}}}"#,
                #"{"expr":"1","value":{"int64_value":1}}"#, #"{"expr":"{1: 2}"}"#,
                #"{"expr":"1","expected":{"value":{"type":"int","value":"1"}}}"#,
                #"{"expr":"x","bindings":{"x":{"value":{"boolValue":true}}}}"#,
                #"{"expr":"{1: x}","bindings":{"x":{"int64":"7"}}}"#,
                #"{"expr":"{1: x}","bindings":{"x":{"map":[{"key":{"bool":true},"value":{"null":null}}]}}}"#)
            #expect(
                lines == [
                    #"{"value":{"int":2}}"#, #"{"value":{"list":[{"duration":"90s"}]}}"#,
                    #"{"value":{"map":[[{"string":"k"},{"bytes":"/w=="}]]}}"#,
                    #"{"value":{"int64_value":1}}"#,
                    #"{"value":{"map_value":{"entries":[{"key":{"int64_value":1},"value":{"int64_value":2}}]}}}"#,
                    #"{"value":{"type":"int","value":"1"}}"#, #"{"value":{"boolValue":true}}"#,
                    #"{"value":{"map":[[{"int64":"1"},{"int64":"7"}]]}}"#,
                    #"{"value":{"map":[{"key":{"int64":"1"},"value":{"map":[{"key":{"bool":true},"#
                        + #""value":{"null":null}}]}}]}}"#,
                ])
        }

        @Test("Names may be dotted, a container is searched, and a zone may be named")
        func names() throws {
            let lines = try answers(
                #"{"expr":"a.b","bindings":{"a.b":{"int":7}}}"#,
                #"{"expr":"b","container":"a","bindings":{"a.b":{"int":7}}}"#,
                #"{"expr":"timestamp('2026-03-09T22:15:30Z').getHours('Asia/Shanghai')"}"#,
                #"{"expr":"timestamp('2026-03-09T22:15:30Z').getHours('CST')"}"#)
            #expect(
                lines == [
                    #"{"value":{"int":7}}"#, #"{"value":{"int":7}}"#, #"{"value":{"int":6}}"#,
                    #"{"error":"unknown time zone"}"#,
                ])
        }

        @Test("A line of more than 1 MiB is refused, and the next one answered")
        func length() throws {
            let long = #"{"expr":"1","note":"\#(String(repeating: "x", count: 1_048_576))"}"#
            #expect(
                try answers(long, #"{"expr":"1"}"#) == [
                    #"{"error":"the line is longer than 1 MiB"}"#, #"{"value":{"int64Value":"1"}}"#,
                ])
        }
    }
}
