import CodecWire
import Testing

@testable import CodecHost

/// What a maker's file may look like, run by the real child.
@Suite("Codecs run as published", .enabled(if: Child.path != nil, Child.absence))
struct PublishedInterfaceTests {
    @Test(
        "Each published interface is called by its own rules",
        arguments: [
            (
                "function decodeUplink(i) { return {data: {b: i.bytes, p: i.fPort, t: i.recvTime}} }",
                CodecNetwork.ttn,
                #"{"b":[1,2],"p":1,"t":"2023-11-14T22:13:20.000Z"}"#
            ),
            ("function Decoder(bytes, port) { return {b: bytes, p: port} }", .ttn, #"{"b":[1,2],"p":1}"#),
            (
                "function Decode(fPort, bytes, variables) { return {p: fPort, b: bytes, v: variables} }",
                .chirpstack,
                #"{"p":1,"b":[1,2],"v":{}}"#
            ),
            (
                "function Decode(p, b) { return {of: 'chirpstack'} } function Decoder(b, p) { return {of: 'ttn'} }",
                .ttn,
                #"{"of":"ttn"}"#
            ),
            (
                "function Decode(p, b) { return {of: 'chirpstack'} } function Decoder(b, p) { return {of: 'ttn'} }",
                .chirpstack, #"{"of":"chirpstack"}"#
            ),
            ("function Decoder() { return 1 } function decodeUplink(i) { return {data: 2} }", .ttn, "2"),
            ("var decodeUplink = function (i) { return {data: 1} };", .ttn, "1"),
            ("const decodeUplink = (i) => ({data: 1});", .ttn, "1"),
            ("module.exports = {decodeUplink: function (i) { return {data: 1} }};", .ttn, "1"),
            ("exports.decodeUplink = function (i) { return {data: 1} };", .ttn, "1"),
            (
                "if (typeof module !== 'undefined') { module.exports = f } function f() {} function Decoder() { return 1 }",
                .ttn, "1"
            ),
            ("'use strict';\nfunction decodeUplink(i) { return {data: this === undefined} }", .ttn, "true"),
            ("\u{FEFF}function decodeUplink(i) { return {data: 1} }", .ttn, "1"),
            ("function decodeUplink(i) { console.log('noise', i); return {data: 1} } // the end", .ttn, "1"),
        ])
    func interfaces(source: String, network: CodecNetwork, expected: String) throws {
        let result = try Child().run(source, network: network)
        #expect(result.outcome == .decoded, "\(result.reason)")
        #expect(result.json == expected)
    }

    @Test("What JSON has no word for is written as JSON.stringify does")
    func stringify() throws {
        let result = try Child().run(
            "function decodeUplink(i) { return {data: {a: NaN, b: -Infinity, c: undefined, d: new Date(0), e: 'é\\u2028'}} }"
        )
        #expect(result.json == #"{"a":null,"b":null,"d":"1970-01-01T00:00:00.000Z","e":"é"# + "\u{2028}\"}")
    }

    @Test("No Node, no file, no network: only what networks give a codec")
    func nothingElse() throws {
        let result = try Child().run(
            "function decodeUplink(i) { return {data: [typeof require, typeof process, typeof Buffer, typeof fetch, typeof atob, typeof WebAssembly, typeof SharedArrayBuffer]} }"
        )
        #expect(result.json == "[" + Array(repeating: #""undefined""#, count: 7).joined(separator: ",") + "]")
    }

    @Test(
        "A codec that cannot be used is refused with its own words",
        arguments: [
            (
                "function decodeUplink(i) { return {errors: ['unknown FPort', 'x'], data: {}} }",
                CodecAnswer.Outcome.refused, "unknown FPort; x"
            ),
            ("function decodeUplink(i) { return undefined }", .refused, "the codec returned nothing"),
            ("function decodeUplink(i) { return {} }", .refused, "the codec returned no data"),
            ("function Decoder() { return null }", .refused, "the codec returned nothing"),
            ("function decodeUplink(i) { throw new Error('bad frame') }", .threw, "Error: bad frame"),
            ("function decodeUplink(i) { throw 'bad frame' }", .threw, "bad frame"),
            (
                "function decodeUplink(i) { throw {toString: function () { throw 1 }} }", .threw,
                "an error that cannot be shown"
            ),
            (
                "function decodeUplink(i) { var a = {}; a.a = a; return {data: a} }", .threw,
                "TypeError: JSON.stringify cannot serialize cyclic structures."
            ),
            (
                "function decodeUplink(i) { return (function f() { return f() + 1 })() }", .threw,
                "RangeError: Maximum call stack size exceeded."
            ),
            (
                "function decodeUplink(i) { return {data: 'x'.repeat(10000000)} }", .tooLong,
                "the codec returned more than 256 kB"
            ),
            ("function decodeUplink(i) {", .unusable, "SyntaxError: Unexpected end of script"),
            ("})();(function () {", .unusable, "SyntaxError: Parser error"),
            ("var x = 1;", .unusable, "the file defines none of decodeUplink, Decode and Decoder"),
        ])
    func refusals(source: String, outcome: CodecAnswer.Outcome, reason: String) throws {
        let result = try Child().run(source)
        #expect(result.outcome == outcome)
        #expect(result.reason == reason)
    }

    @Test(
        "No uplink's result depends on another's",
        arguments: [
            "var n = 0; function decodeUplink(i) { n++; return {data: n} }",
            "function decodeUplink(i) { n = typeof n === 'undefined' ? 1 : n + 1; return {data: n} }",
            "function decodeUplink(i) { Math.n = (Math.n || 0) + 1; return {data: Math.n} }",
            "function decodeUplink(i) { [].__proto__.n = ([].n || 0) + 1; return {data: [].n} }",
            "function decodeUplink(i) { globalThis.n = (globalThis.n || 0) + 1; return {data: n} }",
            """
            function decodeUplink(i) {
                Object.defineProperty(Object.prototype, 'n', {value: ({}).n + 1 || 1, configurable: false});
                return {data: ({}).n}
            }
            """,
            "var old = Math.max; function decodeUplink(i) { Math.max = function () { return old(1, 0) + 1 }; return {data: old(1, 0)} }",
        ])
    func noMemory(source: String) throws {
        let child = try Child()
        let script = CodecScript(source)
        let results = try child.results(child.offer(Array(repeating: script, count: 40)))
        for result in results {
            #expect(result.outcome == .decoded, "\(result.reason)")
            #expect(result.json == "1")
        }
    }
}
