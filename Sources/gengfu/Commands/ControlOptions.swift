import ArgumentParser
import Control
import Facility

/// How a command reaches the running gateway.
struct ControlOptions: ParsableArguments {
    @Option(name: .long, help: "Control socket of the running gateway.")
    var control = "/run/gengfu/control"

    @Flag(name: .long, help: "Print JSON.")
    var json = false

    @OptionGroup var language: LanguageOptions

    /// Asks and returns the answer; a refusal or a silent gateway ends the command with 1 and a sentence.
    func ask(_ ask: ControlRequest.Ask, person: String? = nil) throws -> ControlAnswer {
        let client = ControlClient(path: control)
        do throws(ControlSocketError) {
            switch try client.ask(ask, person: person, language: language.language) {
            case .answer(let answer): return answer
            case .failure(let failure): StandardError.write(VisibleText.of(failure.message))
            }
        } catch {
            StandardError.write(error.text[language.language])
        }
        throw ExitCode.failure
    }

    /// Every row of a list that is asked for in pages.
    func all<Row>(
        _ page: (ControlRequest.Page) -> ControlRequest.Ask, _ rows: (ControlAnswer) -> Listing<Row>?
    ) throws -> [Row] {
        var all: [Row] = []
        while true {
            let next = ControlRequest.Page(offset: all.count, limit: ControlRequest.pageLimit)
            guard let listing = rows(try ask(page(next))), !listing.rows.isEmpty else { return all }
            all += listing.rows
            if all.count >= listing.total { return all }
        }
    }
}
