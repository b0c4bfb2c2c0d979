import ArgumentParser
import Facility
import Foundation
import SiteConfiguration

/// The people of a site and their PINs.
struct PeopleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "people", abstract: "List the people of a site, or set a PIN.",
        subcommands: [List.self, PIN.self], defaultSubcommand: List.self)

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print people and organisations with their numbers.")

        @OptionGroup var configuration: ConfigurationOptions

        func run() throws {
            let site = try configuration.load()
            let language = configuration.language.language
            let holders = PINDesk.holders(file: site.pinFile)
            for person in site.people {
                let words = [
                    person.id, person.name, person.role?.name[language], person.phone, person.organisation,
                    holders.contains(person.id) ? "PIN" : nil,
                ]
                StandardOutput.write(words.compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: "  "))
            }
            for organisation in site.organisations {
                StandardOutput.write(
                    "\(organisation.id)  \(organisation.name)  \(organisation.role.name[language])  "
                        + organisation.phone)
            }
        }
    }

    struct PIN: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "pin", abstract: "Set a person's PIN for a shared desk, or take it away.",
            discussion: """
                The site file names the file (pin_file). 4 to 32 letters or digits, asked for on the terminal or \
                read from GENGFU_PIN; stored salted and stretched, never as it is. It counts at once. Run it as the \
                gateway's user, so that the gateway can read the file.
                """)

        @Argument(help: "The person's id.") var person: String
        @Flag(name: .long, help: "Take it away.") var remove = false
        @OptionGroup var configuration: ConfigurationOptions

        func run() throws {
            let site = try configuration.load()
            let language = configuration.language.language
            guard let path = site.pinFile else {
                StandardError.write(language == .zh ? "站点文件没有写 pin_file" : "the site file has no pin_file")
                throw ExitCode.badConfiguration
            }
            guard site.people.contains(where: { $0.id == person }) else {
                throw ValidationError("`\(person)` is nobody of this site")
            }
            var hash: PINHash?
            if !remove {
                guard let pin = PINPrompt.read(for: person, variable: "GENGFU_PIN", language),
                    let made = PINHash(of: pin)
                else { throw ValidationError("a PIN has 4 to 32 letters or digits") }
                hash = made
            }
            do {
                try PINFile(path: path).set(hash, for: person)
            } catch {
                StandardError.write("\(path): \(error.localizedDescription)")
                throw ExitCode.failure
            }
            StandardOutput.write(language == .zh ? "已记录" : "recorded")
        }
    }
}
