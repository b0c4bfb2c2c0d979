import Foundation
import Testing

@testable import Facility
@testable import Forward

/// A stand-in for ModemManager's `mmcli`: it answers as the real one does and keeps what it was told in a folder.
struct FakeModem: ~Copyable {
    let folder = FileManager.default.temporaryDirectory.path + "/gengfu-mmcli-\(UUID().uuidString)"
    /// By its shell: a file just written may still be open in a process that another test has forked, and is then busy.
    var program: [String] { ["/bin/sh", folder + "/mmcli"] }

    private static let script = #"""
        #!/bin/sh
        here=$(dirname "$0")
        printf '%s\n' "$*" >> "$here/told"
        if [ -e "$here/hangs" ]; then sleep 60; fi
        if [ -e "$here/broken" ]; then echo "error: couldn't find modem" >&2; exit 1; fi
        case "$*" in
          *--messaging-create-sms=*) echo "Successfully created new SMS: /org/freedesktop/ModemManager1/SMS/12";;
          *--voice-create-call=*) echo "Successfully created new call: /org/freedesktop/ModemManager1/Call/3";;
          *--messaging-list-sms*) cat "$here/list";;
          "-s /org"*-J) cat "$here/$(basename "$2").json";;
          *--messaging-delete-sms=/org*) rm "$here/$(basename "${3#*=}").json"; printf '{"modem.messaging.sms":[]}' > "$here/list";;
          "-o 3 -J") printf '{"call":{"properties":{"state":"%s"}}}' "$(cat "$here/state")";;
          *) echo "successfully done";;
        esac
        """#

    init() throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try write("mmcli", Self.script)
        try write("list", #"{"modem.messaging.sms":[]}"#)
        try write("state", "ringing-out")
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func write(_ name: String, _ text: String) throws {
        try Data(text.utf8).write(to: URL(filePath: folder + "/" + name))
    }

    /// What it was told, in order.
    var told: [String] {
        let text = try? String(contentsOfFile: folder + "/told", encoding: .utf8)
        return (text ?? "").split(separator: "\n").map(String.init)
    }

    func receive(_ text: String, from number: String, state: String = "received") throws {
        try write("list", #"{"modem.messaging.sms":["/org/freedesktop/ModemManager1/SMS/5"]}"#)
        try write(
            "5.json",
            #"{"sms":{"content":{"number":"\#(number)","text":"\#(text)"},"properties":{"state":"\#(state)"}}}"#
        )
    }
}

@Suite("A modem sends, rings and reads")
struct ModemLineTests {
    private static func outgoing(_ route: CallRoute, _ parts: [String]) throws -> PhoneDesk.Outgoing {
        PhoneDesk.Outgoing(
            route: route, number: try #require(PhoneNumber("138 0000 1111")), parts: parts, code: "0042")
    }

    @Test("Each part of an SMS is made, sent and taken off the card, its text one word")
    func sms() async throws {
        let modem = try FakeModem()
        let line = ModemLine(settings: ModemSettings(), program: modem.program)
        let text = PhoneText.sms(
            "1号楼'; rm -rf / #\"$(id)\"", address: "", code: "0042", keys: [1: .going], isExercise: false)
        let outcome = await line.send(try Self.outgoing(.sms, text))
        #expect(outcome == .sent(call: nil))
        #expect(
            modem.told == [
                "-m any --messaging-create-sms=text='1号楼’; rm -rf / #’$(id)’回复“0042 数字”：1去看',number='13800001111'",
                "-s 12 --send", "-m any --messaging-delete-sms=12",
            ])
    }

    @Test("A voice call rings until somebody picks up, or long enough, and is hung up")
    func call() async throws {
        let modem = try FakeModem()
        var settings = ModemSettings()
        settings.ringFor = .milliseconds(600)
        let line = ModemLine(settings: settings, program: modem.program)
        #expect(await line.send(try Self.outgoing(.call, ["Smoke"])) == .sent(call: nil))
        let told = modem.told
        #expect(told.first == "-m any --voice-create-call=number=13800001111" && told[1] == "-o 3 --start")
        #expect(told.suffix(2) == ["-o 3 --hangup", "-m any --voice-delete-call=3"])
        try modem.write("state", "active")
        let before = modem.told.count
        #expect(await line.send(try Self.outgoing(.call, ["Smoke"])) == .sent(call: nil))
        #expect(modem.told.count - before == 5)
    }

    @Test("A reply is read once and taken off the card; what is being sent is no reply")
    func replies() async throws {
        let modem = try FakeModem()
        let line = ModemLine(settings: ModemSettings(), program: modem.program)
        #expect(await line.replies().isEmpty)
        try modem.receive("0042 1", from: "+8613800001111")
        let replies = await line.replies()
        #expect(replies.map(\.number) == ["+8613800001111"] && replies.map(\.text) == ["0042 1"])
        #expect(await line.replies().isEmpty)
        try modem.receive("0042 1", from: "+8613800001111", state: "sent")
        #expect(await line.replies().isEmpty)
    }

    @Test("A modem that is gone is a failure to try again, with its own words")
    func broken() async throws {
        let modem = try FakeModem()
        try modem.write("broken", "")
        let line = ModemLine(settings: ModemSettings(), program: modem.program)
        let outcome = await line.send(try Self.outgoing(.sms, ["Smoke"]))
        guard case .failed(let why) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(why.contains("couldn't find modem"))
        #expect(await line.replies().isEmpty)
        let nowhere = ModemLine(settings: ModemSettings(), program: [modem.folder + "/nothing"])
        guard case .failed(let missing) = await nowhere.send(try Self.outgoing(.sms, ["Smoke"])) else {
            return
        }
        #expect(missing.contains("not installed"))
    }
}
