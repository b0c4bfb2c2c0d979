import Facility
import Foundation

/// SMS and voice calls by a modem in the box: ModemManager's own command `mmcli`, each word an argument, no shell.
///
/// A voice call only rings: nobody speaks on it, what it is about stands in the SMS. An SMS that was read is deleted: the
/// card holds twenty.
struct ModemLine: PhoneLine {
    /// Of one question to ModemManager; sending may wait for the network.
    private static let patience = Duration.seconds(20)
    /// Replies taken at one look.
    private static let replyLimit = 20

    let settings: ModemSettings
    /// `mmcli`, or the words that stand in for it.
    var program = ["mmcli"]

    var readsEvery: Interval? { settings.readEvery }

    func shutDown() async {}

    func key(of call: String) async -> Int? { nil }

    func send(_ call: PhoneDesk.Outgoing) async -> PhoneDesk.Outcome {
        if call.route == .call { return await ring(call.number) }
        for part in call.parts {
            if let problem = await sendSMS(part, to: call.number) { return .failed(problem) }
        }
        return .sent(call: nil)
    }

    private func sendSMS(_ text: String, to number: PhoneNumber) async -> String? {
        // The text holds no quotes (`PhoneText.flat`), or mmcli would take what follows for a property.
        let made = await ask([
            "-m", settings.modem, "--messaging-create-sms=text='\(text)',number='\(number.digits)'",
        ])
        if let problem = made.problem { return problem }
        guard let sms = Self.index(in: made.output, of: "SMS") else { return "mmcli made no SMS" }
        let sent = await ask(["-s", sms, "--send"])
        _ = await ask(["-m", settings.modem, "--messaging-delete-sms=\(sms)"])
        return sent.problem
    }

    private func ring(_ number: PhoneNumber) async -> PhoneDesk.Outcome {
        let made = await ask(["-m", settings.modem, "--voice-create-call=number=\(number.digits)"])
        if let problem = made.problem { return .failed(problem) }
        guard let call = Self.index(in: made.output, of: "Call") else { return .failed("mmcli made no call") }
        let started = await ask(["-o", call, "--start"])
        if started.problem == nil { await waitForEnd(of: call) }
        _ = await ask(["-o", call, "--hangup"])
        _ = await ask(["-m", settings.modem, "--voice-delete-call=\(call)"])
        return started.problem.map { .failed($0) } ?? .sent(call: nil)
    }

    /// Until somebody has picked up, or hung up, or it has rung long enough.
    private func waitForEnd(of call: String) async {
        let end = ContinuousClock.now + .milliseconds(settings.ringFor.milliseconds)
        while ContinuousClock.now < end, !Task.isCancelled {
            let shown = await ask(["-o", call, "-J"])
            let state = Self.tree(shown.output).flatMap { JSONAnswer.text($0, at: "/call/properties/state") }
            if state == "terminated" || state == "active" { return }
            try? await Task.sleep(for: .milliseconds(500))
        }
    }

    func replies() async -> [(number: String, text: String)] {
        let listed = await ask(["-m", settings.modem, "--messaging-list-sms", "-J"])
        guard listed.problem == nil, let tree = Self.tree(listed.output) as? [String: Any],
            let paths = tree["modem.messaging.sms"] as? [String]
        else { return [] }
        var replies: [(number: String, text: String)] = []
        for path in paths.prefix(Self.replyLimit) {
            let shown = await ask(["-s", path, "-J"])
            guard shown.problem == nil, let sms = Self.tree(shown.output),
                JSONAnswer.text(sms, at: "/sms/properties/state") == "received",
                let number = JSONAnswer.text(sms, at: "/sms/content/number"),
                let text = JSONAnswer.text(sms, at: "/sms/content/text")
            else { continue }
            // First away, then heard: one that cannot be deleted would be answered for ever.
            guard await ask(["-m", settings.modem, "--messaging-delete-sms=\(path)"]).problem == nil else {
                continue
            }
            replies.append((number, text))
        }
        return replies
    }

    private func ask(_ words: [String]) async -> (problem: String?, output: [UInt8]) {
        let answer = await OutsideProgram.answer(program + words, within: Self.patience)
        return (answer.problem, answer.output)
    }

    private static func tree(_ output: [UInt8]) -> Any? {
        try? JSONSerialization.jsonObject(with: Data(output))
    }

    /// `…/org/freedesktop/ModemManager1/SMS/12` → `12`.
    static func index(in output: [UInt8], of kind: String) -> String? {
        let text = String(decoding: output, as: UTF8.self)
        guard let mark = text.range(of: "/ModemManager1/\(kind)/") else { return nil }
        let digits = text[mark.upperBound...].prefix { $0.isASCII && $0.isNumber }
        return digits.isEmpty ? nil : String(digits)
    }
}
