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
        var pin: String?
        var second: String?
        do throws(ControlSocketError) {
            // Who has a PIN is asked for it when the gateway asks; nobody else ever is.
            for _ in 0..<3 {
                let outcome = try client.ask(
                    ask, person: person, language: language.language, pin: pin, secondPIN: second)
                guard case .failure(let failure) = outcome else {
                    if case .answer(let answer) = outcome { return answer }
                    break
                }
                if failure.code == ControlFailure.Code.pinRequired.rawValue, pin == nil {
                    pin = PINPrompt.read(for: person ?? "", variable: "GENGFU_PIN", language.language)
                    if pin != nil { continue }
                } else if failure.code == ControlFailure.Code.secondPINRequired.rawValue, second == nil {
                    second = PINPrompt.read(
                        for: ask.counterpart, variable: "GENGFU_SECOND_PIN", language.language)
                    if second != nil { continue }
                }
                StandardError.write(VisibleText.of(failure.message))
                break
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

extension ControlRequest.Ask {
    /// The other one who signs.
    fileprivate var counterpart: String {
        if case .handover(let to, _) = self { to } else { "" }
    }
}
