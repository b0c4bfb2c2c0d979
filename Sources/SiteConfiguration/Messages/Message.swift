import Facility

/// The catalogue: every sentence of the product that a person reads in a terminal, as data with a text in each
/// language. What went wrong is an enum case with its data; how to say it is in the same file as the case.
///
/// A room of the catalogue per subject. A new sentence is one case and its two texts; the compiler asks for
/// both, `MessageCatalogueTests` for the same data in both.
package enum Message: Sendable, Hashable {
    /// The form of a file: YAML, keys, types.
    case form(FormMessage)
    /// `gengfu.yaml`.
    case site(SiteMessage)
    /// Destinations of single kinds.
    case kind(KindMessage)
    /// How requests are signed.
    case signing(SigningMessage)
    /// How people are called by phone.
    case phone(PhoneMessage)
    /// Terms of sites and destinations.
    case terms(TermsMessage)
    /// Works announced in `gengfu.yaml`.
    case maintenance(MaintenanceMessage)
    /// Vocabularies and profiles.
    case profile(ProfileMessage)
    /// `hazards.yaml`.
    case hazard(HazardMessage)
    /// `hazards.test.yaml` and its outcome.
    case hazardTest(HazardTestMessage)
    /// Conditions in CEL.
    case expression(ExpressionMessage)
    /// The sheet of devices.
    case sheet(SheetMessage)
    /// The file a sheet of devices lies in.
    case workbook(WorkbookMessage)
    /// What becomes of an imported sheet.
    case importing(ImportMessage)
    /// What the tools for profiles find.
    case tooling(ToolingMessage)
    /// Back-tests, explanations and the hazards' benchmark.
    case backtest(BacktestMessage)
    /// Why an incident was raised.
    case explain(ExplainMessage)
    /// Destination files.
    case template(TemplateMessage)
    /// What commands print.
    case command(CommandMessage)

    package var text: LocalizedText {
        switch self {
        case .form(let message): message.text
        case .site(let message): message.text
        case .kind(let message): message.text
        case .signing(let message): message.text
        case .phone(let message): message.text
        case .terms(let message): message.text
        case .maintenance(let message): message.text
        case .profile(let message): message.text
        case .hazard(let message): message.text
        case .hazardTest(let message): message.text
        case .expression(let message): message.text
        case .sheet(let message): message.text
        case .workbook(let message): message.text
        case .importing(let message): message.text
        case .tooling(let message): message.text
        case .backtest(let message): message.text
        case .explain(let message): message.text
        case .template(let message): message.text
        case .command(let message): message.text
        }
    }
}

extension Language {
    /// The language of a run: `--lang` if given, else the first of `LC_ALL`, `LC_MESSAGES`, `LANG` that is set;
    /// English for `C`, `POSIX` and every language we do not speak.
    package static func preferred(option: String? = nil, environment: [String: String]) -> Language {
        if let option, let language = Language(tag: option) { return language }
        for name in ["LC_ALL", "LC_MESSAGES", "LANG"] {
            if let value = environment[name], !value.isEmpty { return Language(tag: value) ?? .en }
        }
        return .en
    }

    /// From `zh`, `zh_CN.UTF-8`, `en-GB`; nil for others.
    package init?(tag: String) {
        switch tag.prefix(while: \.isLetter).lowercased() {
        case "zh": self = .zh
        case "en": self = .en
        default: return nil
        }
    }
}
