import ArgumentParser
import Facility

/// A person presses: the only way a siren sounds that is not `automatic`.
struct SirenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "siren", abstract: "Switch a siren on or off.", subcommands: [On.self, Off.self])

    /// Which one, and who.
    struct Press: ParsableArguments {
        @Argument(help: "The siren: a destination of kind `siren`.") var siren: String
        @Option(name: .long, help: "Who presses (the id of a person of the site).") var by: String
        @OptionGroup var control: ControlOptions

        func press(isOn: Bool) throws {
            _ = try control.ask(.siren(siren, isOn: isOn), person: by)
            let text =
                isOn
                ? LocalizedText(en: "ordered on; do you hear it?", zh: "已发出开启指令，请确认警铃已响")
                : LocalizedText(en: "ordered off; is it silent?", zh: "已发出关闭指令，请确认警铃已停")
            StandardOutput.write(text[control.language.language])
        }
    }

    struct On: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Switch it on; it switches itself off after its `for`.")
        @OptionGroup var press: Press
        func run() throws { try press.press(isOn: true) }
    }

    struct Off: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Switch it off.")
        @OptionGroup var press: Press
        func run() throws { try press.press(isOn: false) }
    }
}
