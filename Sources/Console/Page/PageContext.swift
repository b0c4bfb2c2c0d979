import Facility

/// For whom a page is made: language, the browser's form token, what to say of its last deed.
struct PageContext: Sendable {
    var language: Language
    /// Belongs to this browser; a form without it does nothing.
    var token: String
    /// Of this response; style and script carry it, anything else in the page cannot run.
    var nonce: String
    /// The console's time.
    var now: Timestamp
    /// `Person.id` chosen last in this browser.
    var person: String?
    /// Word for the outcome of the last deed (`Words.outcome`).
    var said: String?

    /// What stands between the parts of a line, as the language writes it.
    var comma: String { language == .zh ? "，" : ", " }
    var semicolon: String { language == .zh ? "；" : "; " }

    func bracketed(_ text: String) -> String { language == .zh ? "（\(text)）" : " (\(text))" }

    func callAsFunction(_ text: LocalizedText) -> String { text[language] }
}
