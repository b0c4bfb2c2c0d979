import Facility

extension CommandRefusal {
    /// Names said at most of each kind.
    private static let namedPlaces = 20

    /// `unknownPlace`, with the names there are: nobody knows by heart how the sheet writes them.
    static func unknownPlaceText(in site: Site) -> LocalizedText {
        func list(_ names: [String]) -> String {
            names.prefix(namedPlaces).joined(separator: ", ") + (names.count > namedPlaces ? ", …" : "")
        }
        let buildings = list(Set(site.devices.map(\.place.building)).filter { !$0.isEmpty }.sorted())
        let zones = list(site.zones.sorted())
        let facilities = list(site.facilities.map(\.id))
        let text = Self.unknownPlace.worksText
        return LocalizedText(
            en: "\(text.en). Buildings: \(buildings). Zones: \(zones). Facilities: \(facilities).",
            zh: "\(text.zh)。楼栋：\(buildings)。分区：\(zones)。设施：\(facilities)。")
    }
}

/// Why a word on drills, maintenance or a case's handling did nothing.
extension CommandRefusal {
    var worksText: LocalizedText {
        switch self {
        case .stepWithoutPredecessor:
            LocalizedText(en: "the step before it is missing", zh: "缺少前一处置环节")
        case .impossibleStep:
            LocalizedText(
                en: "the case is too far for that, or not far enough",
                zh: "案件当前环节不允许此操作")
        case .tooLong:
            LocalizedText(
                en: "too long: a drill lasts 2 h at most, a window or a shelf 7 days, "
                    + "and a due date is within a year",
                zh: "时间过长：演练最长2小时，检修窗口和搁置最长7天，停用到期日不超过一年")
        case .noSuchTime:
            LocalizedText(en: "that time is over, or ends before it begins", zh: "时间已过，或结束早于开始")
        case .tooMany: LocalizedText(en: "there are too many", zh: "数量超过上限")
        case .unknownPlace:
            LocalizedText(
                en: "no part of the site, or more than one, has this name: write building:3, zone:…, "
                    + "facility:fire, device:… or site",
                zh: "名称不存在或不唯一：请写 building:3、zone:…、facility:fire、device:… 或 site")
        case .drillIsRunning: LocalizedText(en: "a drill is running already", zh: "已有演练正在进行")
        case .noDrill: LocalizedText(en: "no drill is running", zh: "当前没有演练")
        case .dangerIsOpen:
            LocalizedText(
                en: "a real danger is open: no drill begins before it is ended", zh: "有真实险情未了结：不得开始演练")
        case .deviceIsBusy:
            LocalizedText(
                en: "a listed device has an alarm, or one in the making: end that first",
                zh: "所列设备正在报警或即将报警：请先处理")
        case .outsideScope:
            LocalizedText(en: "a device does not belong to the drill's scope", zh: "有设备不在演练范围内")
        case .unknownHazard: LocalizedText(en: "no such hazard", zh: "没有这种隐患")
        case .unknownSuppression: LocalizedText(en: "no such window", zh: "没有这个检修窗口")
        default: LocalizedText(en: rawValue, zh: rawValue)
        }
    }
}
