import Facility

/// A paper before it has a form: what it says, in tables. The same tables become a page, a CSV file and JSON, so that
/// no form can say another thing than the others.
package struct Paper: Sendable, Equatable {
    package enum Kind: String, Sendable, CaseIterable {
        case duty, figures
        case liftSafety = "lift-safety"
        case notice
    }

    package var kind: Kind
    package var language: Language
    package var title: String
    package var siteName: String
    package var period: Period
    package var zone: ZoneRules
    package var readAt: Timestamp
    package var edition: String
    /// What is said before the tables, a sentence each.
    package var sentences: [String] = []
    package var tables: [Table] = []
    /// What is said after them.
    package var notes: [String] = []
    /// Lines to be filled in with a pen.
    package var blanks: [String] = []
    package var signatures: [String] = []

    /// Counts up when a paper of the same material would read otherwise.
    package static let version = 2

    package struct Table: Sendable, Equatable {
        /// Its name for programs.
        package var key: String
        package var caption: LocalizedText
        package var columns: [Column]
        package var rows: [[Cell]]
    }

    package struct Column: Sendable, Equatable {
        package enum Unit: Sendable { case none, seconds, hours, percent }

        package var key: String
        package var name: LocalizedText
        package var unit: Unit = .none

        init(_ key: String, _ en: String, _ zh: String, _ unit: Unit = .none) {
            self.key = key
            name = LocalizedText(en: en, zh: zh)
            self.unit = unit
        }
    }

    package enum Cell: Sendable, Equatable {
        case text(String)
        case number(Int)
        /// A length of time, in seconds for programs.
        case length(Interval)
        /// In hours.
        case hours(Interval)
        /// In per cent of something, rounded down: 100.0 is all of it. There is none of nothing.
        case share(Interval, of: Interval)
        /// There is none: not 0.
        case nothing
    }

    init(
        _ kind: Kind, _ title: LocalizedText, _ figures: Period, _ material: PaperMaterial,
        _ language: Language
    ) {
        self.kind = kind
        self.language = language
        self.title = title[language]
        siteName = material.siteName
        period = figures
        zone = material.zone
        readAt = material.readAt
        edition = material.edition
        if material.readAt < figures.until {
            sentences.append(PaperWords.provisional(Digits.wall(material.readAt, material.zone))[language])
        }
        if let since = material.keptSince, since > figures.from {
            sentences.append(PaperWords.keptSince(Digits.wall(since, material.zone))[language])
        }
    }

    func pick(_ en: String, _ zh: String) -> String { language == .zh ? zh : en }

    /// Makes one.
    /// - Returns: nil for the lift-safety sheet of a quarter, which Order 74 does not know.
    package static func make(
        _ kind: Kind, _ period: Period, of material: PaperMaterial, _ language: Language
    ) -> Paper? {
        switch kind {
        case .duty: dutyLog(period, material, language)
        case .figures: figures(period, material, language)
        case .liftSafety: liftSafety(period, material, language)
        case .notice: notice(period, material, language)
        }
    }
}

/// A written paper that waits for its hash: the room that makes it is pure and has none.
package struct PaperText: Sendable, Equatable {
    /// What the hash is of: every byte before the foot.
    package let content: String
    private let beforeHash: String
    private let afterHash: String

    init(content: String, beforeHash: String, afterHash: String) {
        self.content = content
        self.beforeHash = beforeHash
        self.afterHash = afterHash
    }

    /// - Parameter hash: SHA-256 of `content` in UTF-8, in hexadecimal digits.
    package func sealed(_ hash: String) -> String { content + beforeHash + hash + afterHash }
}
