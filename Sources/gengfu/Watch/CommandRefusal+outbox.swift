import Facility

/// Why a word on what waits for destinations did nothing.
extension CommandRefusal {
    var outboxText: LocalizedText {
        switch self {
        case .unknownDestination: LocalizedText(en: "no such destination", zh: "没有这个去向")
        case .alreadySettled:
            LocalizedText(en: "it has an outcome already", zh: "该报送已有结果")
        case .lifeSafetyIsNotDropped:
            LocalizedText(
                en: "it tells of a danger to life: drop it with --even-life-safety, if it must be",
                zh: "该报送涉及生命安全：确需撤下时请加 --even-life-safety")
        case .notForDestination:
            LocalizedText(
                en: "the destination takes nothing that is not real", zh: "该去向不接收非真实事件")
        default: LocalizedText(en: rawValue, zh: rawValue)
        }
    }
}
