import Testing

@testable import gengfu

/// Lines of a capture, as `gengfu record` and others write them.
@Suite("Lines of a capture")
struct CaptureScannerTests {
    @Test(
        "A line is read in any order of its keys and with every escape, by either reader",
        arguments: [
            (#"{"at":1709251200000,"payload":"{\"p\":1}","topic":"a/b"}"#, #"{"p":1}"#),
            (#"{ "topic" : "a/b", "at" : 1709251200000, "payload" : "x\/y\n" }"#, "x/y\n"),
            (#"{"at":1709251200000,"topic":"a/b","payload":"\u4e2d"}"#, "中"),
            (#"{"at":1709251200000,"topic":"a/b","payload":"中"}"#, "中"),
            (#"{"at":1709251200000,"topic":"a/b","payload_hex":"7b7d"}"#, "{}"),
            (#"{"at":1709251200000,"qos":1,"topic":"a/b","payload":""}"#, ""),
        ])
    func lines(line: String, payload: String) {
        var scanner = CaptureScanner()
        let isRead = scanner.read(Array(line.utf8))
        #expect(isRead)
        #expect(scanner.at == 1_709_251_200_000)
        #expect(String(decoding: scanner.topic, as: UTF8.self) == "a/b")
        #expect(String(decoding: scanner.payload, as: UTF8.self) == payload)
    }

    @Test(
        "What is no line of a capture is refused",
        arguments: [
            "", "{", "[]", #"{"at":1,"topic":"t"}"#, #"{"at":"x","topic":"t","payload":""}"#,
            #"{"at":1,"topic":"t","payload":"open"#,
        ])
    func refused(line: String) {
        var scanner = CaptureScanner()
        let isRead = scanner.read(Array(line.utf8))
        #expect(!isRead)
    }
}
