/// A case in words, as forms of platforms, robots and people want it: one sentence, one line, one place.
extension CaseReport {
    /// `电梯困人（未核实）`. What is no real case says so first.
    package var title: LocalizedText {
        let mark = originName
        let name = confirmationName
        return LocalizedText(
            en: mark.en + hazardName.en + " (\(name.en))", zh: mark.zh + hazardName.zh + "（\(name.zh)）")
    }

    /// `3号楼2单元5层轿厢`; empty where the sheet names no place.
    package var placeName: LocalizedText {
        func text(_ language: Language, _ separator: String) -> String {
            [place.building, place.unit, SoundedCase.floor(place.floor, of: language), place.spot]
                .filter { !$0.isEmpty }.joined(separator: separator)
        }
        return LocalizedText(en: text(.en, ", "), zh: text(.zh, ""))
    }

    /// Everything a person at the other end needs, in one line.
    package var sentence: LocalizedText {
        let title = title
        let name = placeName
        let device = deviceName.isEmpty ? self.device : deviceName
        let proof = evidence.prefix(3).joined(separator: "; ")
        var en = [siteName, name.en, device].filter { !$0.isEmpty }.joined(separator: ", ") + ": " + title.en
        var zh = [siteName, name.zh, device].filter { !$0.isEmpty }.joined(separator: " ") + "：" + title.zh
        en += ", " + severity.rawValue
        zh += "，" + severity.level
        if isHistoric {
            en += ", reported late"
            zh += "，补报"
        }
        if !proof.isEmpty {
            en += " [\(proof)]"
            zh += "（\(proof)）"
        }
        if let note, !note.isEmpty {
            en += ". " + note
            zh += "。" + note
        }
        return LocalizedText(en: en, zh: zh)
    }

    /// The platform's word. Whatever is not known to be confirmed or refuted is called unconfirmed.
    package var confirmationName: LocalizedText {
        switch confirmation {
        case "confirmed": LocalizedText(en: "confirmed", zh: "已核实")
        case "refuted": LocalizedText(en: "false alarm", zh: "误报")
        default: LocalizedText(en: "unconfirmed", zh: "未核实")
        }
    }

    private var originName: LocalizedText {
        switch origin {
        case .real: LocalizedText(en: "", zh: "")
        case .exercise: LocalizedText(en: "[EXERCISE] ", zh: "【演练】")
        case .test: LocalizedText(en: "[TEST] ", zh: "【测试】")
        }
    }
}

extension Severity {
    /// 一级 for extreme to 四级 for minor.
    package var level: String {
        switch self {
        case .extreme: "一级"
        case .severe: "二级"
        case .moderate: "三级"
        case .minor: "四级"
        }
    }
}
