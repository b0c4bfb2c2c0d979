import ArgumentParser
import Facility
import Foundation
import SiteConfiguration

/// The language a command speaks to its person: `--lang`, else the locale's.
struct LanguageOptions: ParsableArguments {
    @Option(name: .long, help: "zh or en; the locale's when absent.")
    var lang: String?

    func validate() throws {
        if let lang, Language(tag: lang) == nil { throw ValidationError("--lang is zh or en") }
    }

    var language: Language {
        Language.preferred(option: lang, environment: ProcessInfo.processInfo.environment)
    }
}
