import Control
import Facility

/// Records as lines for the person at the terminal.
extension RecordDueReport {
    func line(in language: Language) -> String {
        var parts = [word[language], kind.title[language], subject.description]
        let name = name[language]
        if name != subject.description, !name.isEmpty { parts.append(name) }
        if let due { parts.append((language == .zh ? "应于 " : "due ") + RFC3339.text(due)) }
        if let performedAt {
            parts.append((language == .zh ? "上次 " : "last ") + RFC3339.text(performedAt))
        }
        if let performer { parts.append(performer) }
        if let source {
            let mark = isVerified == true ? "" : language == .zh ? "（未核实）" : " (unverified)"
            parts.append(source[language] + mark)
        }
        return parts.joined(separator: "  ")
    }

    private var word: LocalizedText {
        switch standing {
        case .overdue: LocalizedText(en: "OVERDUE", zh: "超期")
        case .missing: LocalizedText(en: "NO RECORD", zh: "无记录")
        case .due: LocalizedText(en: "to come", zh: "待办")
        }
    }
}

extension UpkeepRecord {
    func line(in language: Language) -> String {
        var parts = [
            String(number), RFC3339.text(performedAt), kind.title[language], subject.description, performer,
        ]
        parts += results.map { "\($0.name) \($0.value) \($0.unit)" }
        if let due { parts.append((language == .zh ? "下次 " : "next ") + RFC3339.text(due)) }
        if let note { parts.append(note) }
        if let corrects {
            let word =
                switch (isWithdrawal, language) {
                case (true, .zh): "作废第 \(corrects) 条"
                case (true, .en): "voids \(corrects)"
                case (false, .zh): "更正第 \(corrects) 条"
                case (false, .en): "instead of \(corrects)"
                }
            parts.append([word, reason].compactMap { $0 }.joined(separator: ": "))
        }
        return parts.joined(separator: "  ")
    }
}
