import ArgumentParser
import Control
import Facility

/// What a person does with the outbox of the running gateway.
extension OutboxCommand {
    struct Retry: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Tell refused deliveries again, or try a destination again now.",
            discussion: """
                A refused delivery goes out with its case as it stands now and with its old idempotency key; of a \
                case that is over its end follows. One that waits goes now, whatever the back-off. Numbers are those \
                of `outbox list`. What was refused because of a destination's file: mend the file, restart, retry.
                """)

        @Argument(help: "Numbers of deliveries (`gengfu outbox list`).") var numbers: [Int64] = []
        @Option(name: .long, help: "Instead of numbers: everything that waits for this destination.")
        var destination: String?
        @Option(name: .long, help: "Who does it (the id of a person of the site).") var by: String
        @OptionGroup var control: ControlOptions

        func validate() throws {
            guard numbers.isEmpty != (destination == nil) else {
                throw ValidationError("give numbers, or --destination")
            }
        }

        func run() throws {
            if let destination {
                try OutboxCommand.perform(.hurry(destination), subject: destination, by: by, control)
            }
            // Each by itself: one that cannot be told again keeps none of the others back.
            var isFailed = false
            for number in numbers {
                do {
                    try OutboxCommand.perform(.retry(number, nil), subject: String(number), by: by, control)
                } catch { isFailed = true }
            }
            if isFailed { throw ExitCode.failure }
        }
    }

    struct Drop: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take out a delivery that nobody shall have. It is kept as refused, with the reason.",
            discussion: """
                A destination whose report is dropped hears of no later step of the case. What is under way may \
                arrive all the same; then the destination has it, and it is kept as accepted. What tells of a danger \
                to life is refused without --even-life-safety.
                """)

        @Argument(help: "Its number (`gengfu outbox list`).") var number: Int64
        @Option(name: .long, help: "Why.") var why: String
        @Flag(name: .long, help: "Although it tells of a danger to life.") var evenLifeSafety = false
        @Option(name: .long, help: "Who does it (the id of a person of the site).") var by: String
        @OptionGroup var control: ControlOptions

        func validate() throws { try OutboxCommand.check(why: why) }

        func run() throws {
            try OutboxCommand.perform(
                .drop(number, why: why, evenLifeSafety: evenLifeSafety), subject: String(number), by: by,
                control)
        }
    }

    struct Pause: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Hold a destination's ordinary cases back until `resume`; life safety goes on.",
            discussion: """
                It holds over restarts. What concerns life is never held back: nothing may hide a fire. The status \
                page, `gengfu status` and the metrics say that a destination is held back.
                """)

        @Argument(help: "The destination's id.") var destination: String
        @Option(name: .long, help: "Why.") var why: String?
        @Option(name: .long, help: "Who does it (the id of a person of the site).") var by: String
        @OptionGroup var control: ControlOptions

        func validate() throws { if let why { try OutboxCommand.check(why: why) } }

        func run() throws {
            try OutboxCommand.perform(.pause(destination, why: why), subject: destination, by: by, control)
        }
    }

    struct Resume: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Let a destination go on.")
        @Argument(help: "The destination's id.") var destination: String
        @Option(name: .long, help: "Who does it (the id of a person of the site).") var by: String
        @OptionGroup var control: ControlOptions

        func run() throws {
            try OutboxCommand.perform(.resume(destination), subject: destination, by: by, control)
        }
    }

    struct Prove: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prove the way from the sensors' topics to every destination now, without a case.",
            discussion: """
                A marked reading goes to every broker; when it has come back and is stored, each destination is called \
                harmlessly. It happens by itself once a day (`proof:` of gengfu.yaml). `gengfu status`, the page and the \
                metrics show when each destination was last proven, and why not.
                """)

        @Option(name: .long, help: "Who does it (the id of a person of the site).") var by: String
        @OptionGroup var control: ControlOptions

        func run() throws { try OutboxCommand.perform(.prove, subject: "*", by: by, control) }
    }

    /// One deed as `--json` prints it.
    private struct Deed: Encodable {
        var word: String
        var subject: String
        /// False: it was so already.
        var changed: Bool
    }

    fileprivate static func check(why: String) throws {
        guard why.contains(where: { !$0.isWhitespace }) else { throw ValidationError("--why: say why") }
        guard why.utf8.count <= ControlRequest.textLimit else {
            throw ValidationError("--why: at most \(ControlRequest.textLimit) bytes")
        }
    }

    fileprivate static func perform(
        _ word: OutboxWord, subject: String, by person: String, _ control: ControlOptions
    ) throws {
        let answer = try control.ask(.outbox(word), person: person)
        let changed = answer != .alreadySo
        if control.json {
            StandardOutput.write(
                JSONLine.text(Deed(word: word.name, subject: subject, changed: changed)))
            return
        }
        let text = changed ? word.done : LocalizedText(en: "it was so already", zh: "此前已如此，没有变化")
        StandardOutput.write(VisibleText.of("\(subject): \(text[control.language.language])"))
    }
}

extension OutboxWord {
    /// Said to the person once it is on the disk.
    fileprivate var done: LocalizedText {
        switch self {
        case .pause:
            LocalizedText(
                en: "ordinary cases are held back; life safety goes on", zh: "普通事件已暂停报送；涉及生命安全的照常发送")
        case .resume: LocalizedText(en: "goes on", zh: "已恢复报送")
        case .hurry: LocalizedText(en: "tried again now", zh: "正在重新发送")
        case .retry: LocalizedText(en: "is told again", zh: "已重新报送")
        case .drop: LocalizedText(en: "dropped", zh: "已撤下")
        case .prove:
            LocalizedText(
                en: "the way is being proven; `gengfu status` shows what came of it",
                zh: "正在验证通道；结果见 gengfu status")
        }
    }
}
