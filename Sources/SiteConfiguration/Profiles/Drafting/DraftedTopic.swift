import Facility
import Foundation

/// One topic of a draft: what its messages hold, which message is its example, what its fields are taken for.
struct DraftedTopic {
    enum Codec {
        case json, text, csv, binary
    }

    let group: TopicGroups.Group
    let codec: Codec
    let fields: [FieldSurvey]
    let time: TimeGuess?
    private(set) var guesses: [PointGuess] = []

    init(_ group: TopicGroups.Group) {
        self.group = group
        let looked = group.messages.prefix(2_000)
        let payloads = looked.map { JSONNode.parse($0.payload) }
        let arrivals = (looked.map(\.at).min() ?? 0)...(looked.map(\.at).max() ?? 0)
        let isDocument = payloads.allSatisfy { node in
            switch node {
            case .object?, .list?: true
            default: false
            }
        }
        if isDocument {
            codec = .json
            let all = FieldSurvey.survey(payloads.compactMap { $0 })
            let time = TimeGuess.find(in: all, arrivals: arrivals)
            self.time = time
            fields = all.filter { $0.pointer != time?.pointer }
            return
        }
        time = nil
        let texts = looked.compactMap { String(validating: $0.payload, as: UTF8.self) }
        let isPlain =
            texts.count == looked.count
            && texts.allSatisfy { $0.allSatisfy { $0.isASCII == false || !$0.isNewline } }
        if isPlain, texts.allSatisfy({ $0.contains(",") && $0.count < 1_000 }) {
            codec = .csv
            fields = []
        } else if isPlain, texts.allSatisfy({ (1...64).contains($0.count) }) {
            codec = .text
            // The name of a topic with one value says what it is.
            var survey = FieldSurvey(
                pointer: "/" + (group.pattern.split(separator: "/").last.map(String.init) ?? ""))
            for text in texts { survey.note(.text(text)) }
            fields = [survey]
        } else {
            codec = .binary
            fields = []
        }
    }

    mutating func guess(_ points: [Point]) {
        guesses = PointGuess.match(fields, points, topic: notions).sorted {
            $0.field.pointer < $1.field.pointer
        }
    }

    /// What its topics speak of, the devices' names among them.
    var notions: Set<String> {
        group.messages.prefix(20).reduce(into: []) { $0.formUnion(WordSense.notions(in: $1.topic)) }
    }

    /// Whether it can stand in the profile as it is.
    var isUsable: Bool { !guesses.isEmpty && (codec == .json || codec == .text) }

    var isUrgent: Bool { guesses.contains { $0.point.importance == .life } }

    /// The message that holds most of the points.
    var sample: CapturedMessage {
        guard codec == .json else { return group.messages[0] }
        let wanted = Set(guesses.map(\.field.pointer))
        var best = (message: group.messages[0], count: -1)
        for message in group.messages.prefix(200) {
            let count = (JSONNode.parse(message.payload)?.leaves ?? []).count { pointer, value in
                wanted.contains(pointer) && value != .null
            }
            if count > best.count { best = (message, count) }
        }
        return best.message
    }

    /// The sample with the device's own names taken out: an example is published, a resident's meter is not.
    var redacted: (topic: String, payload: String) {
        let sample = sample
        var levels = sample.topic.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        let device = levels[group.deviceLevel]
        levels[group.deviceLevel] = "device-1"
        var payload = String(decoding: sample.payload, as: UTF8.self)
        guard codec == .json else { return (levels.joined(separator: "/"), payload) }
        if device.count >= 3 { payload = payload.replacing(device, with: "device-1") }
        let used = Set(guesses.map(\.field.pointer) + [time?.pointer ?? ""])
        for (pointer, value) in JSONNode.parse(sample.payload)?.leaves ?? [] where !used.contains(pointer) {
            let words = WordSense.words(of: pointer.split(separator: "/").last.map(String.init) ?? "")
            guard words.contains(where: Self.identities.contains), case .text(let text) = value,
                text.count >= 4
            else { continue }
            payload = payload.replacing(text, with: String(repeating: "0", count: text.count))
        }
        return (levels.joined(separator: "/"), payload)
    }

    /// The sample's own time, RFC 3339.
    var observedAt: String? {
        guard let time, let payload = JSONNode.parse(sample.payload),
            let value = payload.leaves.first(where: { $0.pointer == time.pointer })?.value,
            let milliseconds = time.milliseconds(of: value.spelling)
        else { return nil }
        let text = Timestamp(milliseconds: Int64(milliseconds.rounded())).rfc3339
        return text.hasSuffix(".000Z") ? String(text.dropLast(5)) + "Z" : text
    }

    private static let identities: Set<String> = [
        "imei", "imsi", "iccid", "sn", "mac", "phone", "mobile", "eui", "deveui", "serial", "card", "user",
        "plate",
    ]
}
