/// A profile's topic, such as `TerminalData/{device}/real_alarm`: what in it says the device or one of its
/// channels, and what is fixed.
///
/// | topic | says |
/// |---|---|
/// | `tele/{device}/SENSOR` | the device, a whole level |
/// | `charger_{device}/temp` | the device, within a level |
/// | `ocpp/{device}/{channel}/status` | a channel of the device |
/// | `openevse/temp1` | the only device of its profile (`Profile.device`) |
package struct TopicPattern: Sendable, Hashable, CustomStringConvertible {
    /// What a topic can tell.
    package enum Name: String, Sendable, Hashable, CaseIterable {
        case device, channel

        /// As it is written in a topic.
        package var placeholder: String { "{\(rawValue)}" }
    }

    /// One level between slashes.
    package enum Level: Sendable, Hashable {
        case literal(String)
        case device
        case channel
        /// A name with fixed text around it: `charger_{device}`.
        case within(before: String, Name, after: String)
        /// `+`: any one level.
        case any
    }

    package var levels: [Level]

    package init(levels: [Level]) {
        self.levels = levels
    }

    /// Splits at `/`; `{device}`, `{channel}` and `+` are special, and of the names the first one in a level.
    /// Whether the pattern is sensible is for the loader to say, with its place in the file.
    package init(_ text: String) {
        levels = text.split(separator: "/", omittingEmptySubsequences: false).map(Self.level)
    }

    private static func level(_ text: Substring) -> Level {
        switch text {
        case "{device}": return .device
        case "{channel}": return .channel
        case "+": return .any
        default: break
        }
        for name in Name.allCases {
            guard let place = text.firstRange(of: name.placeholder) else { continue }
            return .within(
                before: String(text[..<place.lowerBound]), name, after: String(text[place.upperBound...]))
        }
        return .literal(String(text))
    }

    /// Whether some level says this.
    package func says(_ name: Name) -> Bool {
        levels.contains { level in
            switch level {
            case .device: name == .device
            case .channel: name == .channel
            case .within(_, let found, _): name == found
            case .literal, .any: false
            }
        }
    }

    /// The MQTT filter to subscribe to: `TerminalData/+/real_alarm`.
    package var filter: String {
        levels.map { level in if case .literal(let text) = level { text } else { "+" } }.joined(
            separator: "/")
    }

    package var description: String { text { $0.placeholder } }

    /// The topic with names put in; a level that may be anything is `any`.
    package func named(device: String, channel: String = "1") -> String {
        text(any: "any") { $0 == .device ? device : channel }
    }

    private func text(any: String = "+", _ spelling: (Name) -> String) -> String {
        levels.map { level in
            switch level {
            case .literal(let text): text
            case .device: spelling(.device)
            case .channel: spelling(.channel)
            case .within(let before, let name, let after): before + spelling(name) + after
            case .any: any
            }
        }.joined(separator: "/")
    }

    /// What a topic says by this pattern, nil when it does not fit. Slow and simple: the decoder has a table for
    /// messages that come in.
    package func names(in topic: String) -> (device: String?, channel: String?)? {
        let parts = topic.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == levels.count else { return nil }
        var names: (device: String?, channel: String?) = (nil, nil)
        for (level, part) in zip(levels, parts) {
            switch level {
            case .literal(let text): guard text == part else { return nil }
            case .device: names.device = String(part)
            case .channel: names.channel = String(part)
            case .any: break
            case .within(let before, let name, let after):
                guard part.utf8.count > before.utf8.count + after.utf8.count, part.hasPrefix(before),
                    part.hasSuffix(after)
                else { return nil }
                let found = String(part.dropFirst(before.count).dropLast(after.count))
                if name == .device { names.device = found } else { names.channel = found }
            }
        }
        return names
    }
}
