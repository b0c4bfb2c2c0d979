/// A profile's topic, such as `TerminalData/{device}/real_alarm`: which level says the device, which are fixed.
package struct TopicPattern: Sendable, Hashable, CustomStringConvertible {
    /// One level between slashes.
    package enum Level: Sendable, Hashable {
        case literal(String)
        case device
        /// `+`: any one level.
        case any
    }

    package var levels: [Level]

    package init(levels: [Level]) {
        self.levels = levels
    }

    /// Splits at `/`; `{device}` and `+` are the only special levels. Whether the pattern is sensible
    /// (exactly one `{device}`) is for the loader to say, with its place in the file.
    package init(_ text: String) {
        levels = text.split(separator: "/", omittingEmptySubsequences: false).map { level in
            switch level {
            case "{device}": .device
            case "+": .any
            default: .literal(String(level))
            }
        }
    }

    /// The MQTT filter to subscribe to: `TerminalData/+/real_alarm`.
    package var filter: String {
        levels.map { level in if case .literal(let text) = level { text } else { "+" } }.joined(
            separator: "/")
    }

    package var description: String {
        levels.map { level in
            switch level {
            case .literal(let text): text
            case .device: "{device}"
            case .any: "+"
            }
        }.joined(separator: "/")
    }
}
