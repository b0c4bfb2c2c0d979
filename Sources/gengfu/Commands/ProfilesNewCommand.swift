import ArgumentParser
import Facility
import Foundation
import Simulation
import SiteConfiguration

extension ProfilesCommand {
    /// Drafts a profile from recorded traffic, for a person to confirm.
    struct New: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Draft a profile from a capture (gengfu record).",
            discussion: """
                Finds the level of the topic that names the device, the fields, their points, units, spellings and \
                times, and writes every guess beside a `# guess`. Devices' names are replaced. The draft loads and \
                its examples decode as written; whether the guesses are true is for you to say.

                Exits 65 when the capture cannot be read, 2 when it holds nothing that a profile could read.
                """)

        @Option(name: .long, help: "The capture: lines of {\"at\":…,\"topic\":…,\"payload\":…}, also .gz.")
        var from: String

        @Option(name: .long, help: "Folder of device profiles, for the vocabularies.")
        var profiles = "DeviceProfiles"

        @Option(name: .long, help: "The facility, such as fire; the one that fits best when absent.")
        var facility: String?

        @Option(name: .long, help: "Id of the profile, such as fire.acme.")
        var id: String?

        @Option(name: .long, help: "File to write; standard output when absent.")
        var to: String?

        @OptionGroup var language: LanguageOptions

        func run() throws {
            let language = language.language
            let (library, diagnostics) = ProfilesLoader.load(directory: profiles)
            guard let library else {
                ConfigurationOptions.print(diagnostics, in: language)
                throw ExitCode.badConfiguration
            }
            let messages = try captured()
            let draft: ProfileDraft
            do throws(DraftFailure) {
                draft = try ProfileDraft.make(
                    of: messages, library: library, directory: profiles, facility: facility, id: id)
            } catch {
                StandardError.write(error.message.text[language])
                if case .noSuchFacility = error { throw ExitCode.badConfiguration }
                throw ExitCode.findings
            }
            if let to {
                guard WholeFile.write(Array(draft.text.utf8), to: to) else {
                    StandardError.write(WorkbookMessage.cannotWrite(to).text[language])
                    throw ExitCode.failure
                }
            } else {
                StandardOutput.write(draft.text)
            }
            StandardError.write(draft.summary.text[language])
        }

        /// At most as many messages as tell something new.
        private func captured() throws -> [CapturedMessage] {
            var messages: [CapturedMessage] = []
            do throws(CaptureFailure) {
                var reader = try CaptureReader(file: from)
                while messages.count < ProfileDraft.messageLimit, let line = reader.next() {
                    messages.append(
                        CapturedMessage(at: line.at, topic: line.topic, payload: line.payload))
                }
                if messages.isEmpty, let failure = reader.failures.first { throw failure }
            } catch {
                StandardError.write("\(error)")
                throw ExitCode.badData
            }
            return messages
        }
    }
}
