/// A text that people read, in the two languages of the product.
package struct LocalizedText: Hashable, Sendable, Codable {
    package var en: String
    package var zh: String

    package init(en: String, zh: String) {
        self.en = en
        self.zh = zh
    }

    package subscript(language: Language) -> String {
        switch language {
        case .en: en
        case .zh: zh
        }
    }
}

/// The languages of pages, reports, diagnostics and commands.
package enum Language: String, Sendable, Codable, CaseIterable {
    case en
    case zh
}
