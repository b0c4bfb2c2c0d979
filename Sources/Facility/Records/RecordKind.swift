/// What no sensor tells: kinds of deeds that people do at a facility and that fall due again.
package enum RecordKind: String, Sendable, Codable, CaseIterable {
    /// 维保: a visit of the maintenance firm.
    case maintenance
    /// 清洗消毒: of a tank.
    case cleaning
    /// 水质检测: an accredited laboratory's.
    case laboratory
    /// 探头校准.
    case calibration
    /// 检验, 年检: by a body that may.
    case inspection
    /// 演练: a rehearsal.
    case drill
    /// 屏蔽: a point taken out of service, until the date it must be back.
    case disabled
    /// 异议: what a rated firm says against a figure of the papers; printed beside it (`gengfu report object`).
    case objection
    /// 更正: what was found wrong with a figure, with the reason; the figure itself stays as it was counted.
    case correction

    package var title: LocalizedText {
        switch self {
        case .maintenance: LocalizedText(en: "maintenance", zh: "维保")
        case .cleaning: LocalizedText(en: "cleaning", zh: "清洗消毒")
        case .laboratory: LocalizedText(en: "laboratory test", zh: "水质检测")
        case .calibration: LocalizedText(en: "probe calibration", zh: "探头校准")
        case .inspection: LocalizedText(en: "inspection", zh: "检验")
        case .drill: LocalizedText(en: "drill", zh: "演练")
        case .disabled: LocalizedText(en: "disabled point", zh: "屏蔽")
        case .objection: LocalizedText(en: "objection", zh: "异议")
        case .correction: LocalizedText(en: "correction", zh: "更正")
        }
    }

    /// The kind a person means: the word of the files, its name, or another one in use.
    package init?(spelling: String) {
        let word = spelling.lowercased()
        if let kind = Self.allCases.first(where: { $0.rawValue == word || $0.title.all.contains(word) }) {
            self = kind
            return
        }
        switch word {
        case "维护保养", "维修保养", "保养": self = .maintenance
        case "清洗", "水箱清洗", "消毒": self = .cleaning
        case "化验", "检测", "水质化验", "lab": self = .laboratory
        case "校准", "标定": self = .calibration
        case "年检", "定期检验", "检测检验", "年度检测": self = .inspection
        case "应急演练", "消防演练": self = .drill
        case "停用", "隔离": self = .disabled
        default: return nil
        }
    }

    /// Boolean point, where a facility's vocabulary has it, that says of a device that the next one is overdue.
    package var pointName: String { rawValue + ".overdue" }
}

extension LocalizedText {
    fileprivate var all: [String] { [en, zh] }
}
