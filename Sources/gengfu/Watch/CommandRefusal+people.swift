import Facility

/// Why a word of people about themselves was not taken.
extension CommandRefusal {
    var peopleText: LocalizedText {
        switch self {
        case .lookFirst:
            LocalizedText(
                en: "go and look first (acknowledge), or write how you know", zh: "请先应答并查看现场，或写明如何得知")
        case .causeRequired: LocalizedText(en: "write what it was", zh: "请写明误报原因")
        case .impossibleOrder:
            LocalizedText(en: "that time or order is impossible", zh: "时间或先后次序不可能")
        case .noRescue: LocalizedText(en: "there is nobody to rescue in it", zh: "该警情没有救援环节")
        case .rollCallIsOpen:
            LocalizedText(
                en: "call at every car of the roll-call first", zh: "点名表上还有轿厢未点名，请先逐台点名")
        case .samePerson: LocalizedText(en: "nobody hands over to himself", zh: "不能交班给自己")
        default: LocalizedText(en: rawValue, zh: rawValue)
        }
    }
}
