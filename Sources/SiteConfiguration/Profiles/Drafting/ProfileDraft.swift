import Facility
import Foundation

/// Why no profile can be drafted.
package enum DraftFailure: Error, Sendable {
    /// Nothing in the capture is JSON or one value.
    case nothing
    case noSuchFacility(String)
    /// The folder of profiles changed meanwhile, or the draft has a mistake of ours.
    case unreadable

    package var message: ToolingMessage {
        switch self {
        case .nothing: .nothingToDraft
        case .noSuchFacility(let name): .noSuchFacility(name)
        case .unreadable: .draftFails
        }
    }
}

/// A profile drafted from recorded traffic: it loads, its examples decode as written, and every guess says so.
package struct ProfileDraft: Sendable {
    /// Messages looked at; more tell nothing new.
    package static let messageLimit = 20_000

    /// The file.
    package let text: String
    package let summary: ToolingMessage

    /// - Parameters:
    ///   - library: the vocabularies to guess in.
    ///   - directory: where they lie, to prove the draft.
    package static func make(
        of messages: [CapturedMessage], library: ProfileLibrary, directory: String, facility: String?,
        id: String?
    ) throws(DraftFailure) -> ProfileDraft {
        let topics = TopicGroups(messages).groups.map { DraftedTopic($0) }
        guard topics.contains(where: { $0.codec == .json || $0.codec == .text }) else { throw .nothing }
        let chosen = try choose(facility, topics, library)
        let points = library.points.filter { $0.facility == chosen }
        let kind = library.facilities[chosen].id
        let guessed = topics.map { topic in
            var topic = topic
            topic.guess(points)
            return topic
        }
        guard guessed.contains(where: \.isUsable) else { throw .nothing }
        let name = id ?? freeID(guessed.filter(\.isUsable), kind: kind, library: library)
        let bench = DraftBench(directory: directory, facility: kind)
        let composer = DraftComposer(id: name, kind: kind, messages: messages.count, topics: guessed)
        // What the examples yield is read off the decoder itself.
        guard let found = bench.readings(of: composer.text(examples: nil)) else { throw .unreadable }
        let text = composer.text(examples: found)
        guard bench.readings(of: text)?.allSatisfy(\.isProven) ?? false else { throw .unreadable }
        let used = guessed.filter { !$0.guesses.isEmpty }
        return ProfileDraft(
            text: text,
            summary: .drafted(
                messages: messages.count, topics: used.count,
                points: used.reduce(0) { $0 + $1.guesses.count }))
    }

    private static func choose(
        _ facility: String?, _ topics: [DraftedTopic], _ library: ProfileLibrary
    ) throws(DraftFailure) -> Int {
        if let facility {
            guard let position = library.facilities.firstIndex(where: { $0.id == facility }) else {
                throw .noSuchFacility(facility)
            }
            return position
        }
        let scores = library.facilities.indices.map { position in
            let points = library.points.filter { $0.facility == position }
            return topics.reduce(0.0) { sum, topic in
                sum
                    + PointGuess.match(topic.fields, points, topic: topic.notions).reduce(0) {
                        $0 + $1.nearness
                    }
            }
        }
        let best = scores.indices.max { (scores[$0], $1) < (scores[$1], $0) } ?? 0
        if scores.isEmpty || scores[best] == 0 { throw .nothing }
        return best
    }

    /// `fire.acme` after the first fixed word of the topics.
    private static func freeID(_ topics: [DraftedTopic], kind: String, library: ProfileLibrary) -> String {
        let words = topics[0].group.pattern.split(separator: "/").filter { $0 != "{device}" && $0 != "+" }
        var word = String(
            (words.first ?? "model").lowercased().utf8.compactMap { byte -> Character? in
                let isLetter = (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
                return isLetter ? Character(UnicodeScalar(byte)) : byte == 0x5F || byte == 0x2D ? "_" : nil
            })
        if word.first.map({ !$0.isLetter }) ?? true { word = "model" + word }
        var id = "\(kind).\(word)"
        var number = 2
        while library.profile(named: id) != nil {
            id = "\(kind).\(word)\(number)"
            number += 1
        }
        return id
    }
}
