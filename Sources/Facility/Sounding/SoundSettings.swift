/// How a destination of kind `sound` wakes whoever is near the box: a tone from its loudspeaker, then a sentence.
package struct SoundSettings: Sendable, Equatable {
    /// The mildest severity that sounds. Life safety sounds whatever its severity.
    package var from: Severity
    /// In which languages the sentence is spoken, one after the other; at least one.
    package var languages: [Language]
    /// Silence between two calls of the same case, in which people can speak and telephone.
    package var pause: Interval
    /// So long a case is called every `pause`; afterwards, while nobody has answered, every `laterPause`.
    package var urgentFor: Interval
    package var laterPause: Interval
    /// Between two calls about a lost path; they are calm and wake nobody twice an hour without need.
    package var pathPause: Interval
    /// The program that plays a WAV file, with `{file}` in its words. It ends when the file is played.
    package var player: [String]
    /// The program that turns a sentence into a WAV file, with `{text}`, `{file}` and `{voice}` in its words; empty:
    /// nothing is spoken.
    package var voice: [String]
    /// `{voice}` of each language, as espeak-ng names them: Mandarin `cmn`, British English `en-gb`.
    package var voices: [Language: String]
    /// Folder of recorded phrases, `<hazard>.wav` and `<building>.wav`; they are played instead of the synthetic voice.
    package var phrases: String?

    package init(
        from: Severity = .extreme, languages: [Language] = [.zh], pause: Interval = .seconds(15),
        urgentFor: Interval = .minutes(10), laterPause: Interval = .minutes(2),
        pathPause: Interval = .minutes(30)
    ) {
        self.from = from
        self.languages = languages
        self.pause = pause
        self.urgentFor = urgentFor
        self.laterPause = laterPause
        self.pathPause = pathPause
        player = Self.alsaPlayer
        voice = Self.espeak
        voices = [.zh: "cmn", .en: "en-gb"]
    }

    /// ALSA's own player (Debian `alsa-utils`).
    package static let alsaPlayer = ["aplay", "-q", "{file}"]
    /// Debian's `espeak-ng`; 150 words a minute is the pace of an announcement, and `-a 150` louder than its usual 100.
    package static let espeak = [
        "espeak-ng", "-v", "{voice}", "-s", "150", "-a", "150", "-w", "{file}", "{text}",
    ]

    /// Whether an incident may be heard here. History never is: what is over wakes nobody.
    package func takes(severity: Severity, isLifeSafety: Bool, isHistoric: Bool) -> Bool {
        !isHistoric && (isLifeSafety || severity >= from)
    }
}
