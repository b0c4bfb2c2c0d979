import Facility

/// A night card as text and as a page of one A4 to print and lay beside the telephone.
package struct CardSheet {
    private let card: NightCard
    private let language: Language

    package init(_ card: NightCard, _ language: Language) {
        self.card = card
        self.language = language
    }

    private func pick(_ en: String, _ zh: String) -> String { language == .zh ? zh : en }

    private var title: String { pick("Night card", "夜间卡") }

    private var readOut: String {
        let number = card.number ?? ""
        return pick(
            "Read out to \(number) (you call; the gateway never does)", "拨打 \(number) 时照读（由人拨打，系统不会代拨）")
    }

    package var lines: [String] {
        var lines = ["\(title)  \(card.incident)", card.what[language], card.place[language]]
        lines += card.steps.enumerated().map { "\($0.offset + 1). \($0.element[language])" }
        if card.number != nil { lines += [readOut + pick(":", "："), "  " + card.sentence[language]] }
        lines += card.contacts.map { "\($0.role[language])  \($0.name)  \($0.phone)" }
        lines += ["□ " + card.real[language], "□ " + card.falseAlarm[language]]
        lines.append("   " + card.causes.map { "□ " + $0[language] }.joined(separator: "  "))
        return lines
    }

    /// What stands on the card, for a page of the console or one of its own.
    var markup: HTML {
        let steps = card.steps.map { "<li>\($0[language])</li>" as HTML }
        let contacts = card.contacts.map {
            "<tr><td>\($0.role[language])</td><td>\($0.name)</td><td><b>\($0.phone)</b></td></tr>" as HTML
        }
        let causes = card.causes.map { "<li>□ \($0[language])</li>" as HTML }
        let sentence: HTML? =
            card.number == nil
            ? nil : "<h2>\(readOut)</h2><blockquote>\(card.sentence[language])</blockquote>"
        return """
            <section class="card"><p class="what">\(card.what[language])</p>
            <p class="where">\(card.place[language])</p><ol>\(steps)</ol>\(sentence)
            <table>\(contacts)</table><p class="answer">□ \(card.real[language])</p>
            <p class="answer">□ \(card.falseAlarm[language])</p><ul class="causes">\(causes)</ul>
            <p class="small">\(card.incident.description)</p></section>
            """
    }

    static let style: HTML = """
        .card{font-size:1.15rem;max-width:44rem}.card .what{font-size:1.8rem;font-weight:700;margin:.2rem 0}
        .card .where{font-size:1.4rem;margin:.2rem 0 .8rem}.card li{margin:.3rem 0}
        .card blockquote{font-size:1.35rem;border:3px solid #a3141a;border-radius:.4rem;margin:.4rem 0;padding:.6rem 1rem}
        .card .answer{font-size:1.3rem;font-weight:700}.card .causes{list-style:none;display:flex;flex-wrap:wrap;gap:1rem}
        """

    /// A page that needs nothing else, to print.
    package var page: HTML {
        """
        <!doctype html><html lang="\(language == .zh ? "zh-CN" : "en")"><head><meta charset="utf-8">
        <title>\(title)</title><style>body{font-family:system-ui,"Noto Sans CJK SC","Microsoft YaHei",sans-serif;
        margin:12mm}h2{font-size:1.1rem}table{border-collapse:collapse}td{padding:.2rem .8rem .2rem 0}\(Self.style)
        @page{size:A4;margin:10mm}</style></head><body><h1>\(title)</h1>\(markup)</body></html>
        """
    }
}
