/// What somebody is to a compound: the one vocabulary of `people`, `organisations` and the `contacts` of a hazard.
///
/// Closed, because a hazard written for every compound names whom to call by role and each site says who that is:
/// a word that no site can fill would be a number nobody has at night.
package enum Role: String, Sendable, Codable, CaseIterable {
    /// 值班员: sits in the duty room and looks first.
    case duty
    /// 工程师: the property's own technician.
    case engineer
    /// 电工: may work on the compound's switchboards.
    case electrician
    /// 物业经理
    case manager
    /// 电梯维保单位
    case liftFirm = "lift_firm"
    /// 消防维保单位
    case fireFirm = "fire_firm"
    /// 供水维保单位
    case waterFirm = "water_firm"
    /// 供水公司: the town's mains up to the meter.
    case waterCompany = "water_company"
    /// 充电设施运营单位
    case chargingFirm = "charging_firm"
    /// 供电单位
    case powerCompany = "power_company"
    /// 燃气公司
    case gasCompany = "gas_company"
    /// 业委会
    case committee
    /// 网格员
    case gridWorker = "grid_worker"
    /// 社区居委会
    case community
    /// 街道办
    case street
    /// 卫生健康部门: hears of abnormal drinking water.
    case healthOffice = "health_office"
    /// 119: called by a person, never by the machine.
    case fireBrigade = "fire_brigade"
    /// 96333, the lifts' emergency line: called by a person, never by the machine.
    case liftRescue = "lift_rescue"
    /// 120: called by a person, never by the machine.
    case ambulance

    package var name: LocalizedText {
        switch self {
        case .duty: LocalizedText(en: "duty room", zh: "值班员")
        case .engineer: LocalizedText(en: "engineer", zh: "工程师")
        case .electrician: LocalizedText(en: "electrician", zh: "电工")
        case .manager: LocalizedText(en: "property manager", zh: "物业经理")
        case .liftFirm: LocalizedText(en: "lift maintenance firm", zh: "电梯维保单位")
        case .fireFirm: LocalizedText(en: "fire equipment firm", zh: "消防维保单位")
        case .waterFirm: LocalizedText(en: "water supply firm", zh: "供水维保单位")
        case .waterCompany: LocalizedText(en: "water company", zh: "供水公司")
        case .chargingFirm: LocalizedText(en: "charging operator", zh: "充电运营单位")
        case .powerCompany: LocalizedText(en: "power company", zh: "供电单位")
        case .gasCompany: LocalizedText(en: "gas company", zh: "燃气公司")
        case .committee: LocalizedText(en: "owners' committee", zh: "业委会")
        case .gridWorker: LocalizedText(en: "grid worker", zh: "网格员")
        case .community: LocalizedText(en: "residents' committee", zh: "社区居委会")
        case .street: LocalizedText(en: "subdistrict office", zh: "街道办")
        case .healthOffice: LocalizedText(en: "health office", zh: "卫生健康部门")
        case .fireBrigade: LocalizedText(en: "fire brigade", zh: "消防救援")
        case .liftRescue: LocalizedText(en: "lift emergency line", zh: "电梯应急救援")
        case .ambulance: LocalizedText(en: "ambulance", zh: "医疗急救")
        }
    }

    /// The number everybody in the country calls; nil: the site says it.
    ///
    /// 119 and 120 are national; 96333 is the lifts' line of most cities, and a site may give another one.
    package var publicNumber: String? {
        switch self {
        case .fireBrigade: "119"
        case .liftRescue: "96333"
        case .ambulance: "120"
        default: nil
        }
    }

    /// Whether the gateway may ring or write to it by itself while an incident is unanswered. Public numbers never
    /// (a machine calls neither 119 nor 96333), and outsiders hear through the destinations, when something is known.
    package var isCalled: Bool {
        switch self {
        case .duty, .engineer, .electrician, .manager, .liftFirm, .fireFirm, .waterFirm, .chargingFirm: true
        case .waterCompany, .powerCompany, .gasCompany, .committee, .gridWorker, .community, .street,
            .healthOffice,
            .fireBrigade, .liftRescue, .ambulance:
            false
        }
    }

    /// Of one firm or office rather than of one person.
    package var isOrganisation: Bool {
        switch self {
        case .duty, .engineer, .electrician, .manager, .gridWorker: false
        default: true
        }
    }

    /// Reads the word of the file, its English name, or what a Chinese sheet writes: `duty`, `duty room`, 值班员, 值班.
    package init?(spelling: String) {
        let word = spelling.lowercased()
        let found = Self.allCases.first { role in
            role.rawValue == word || role.name.en == word || role.name.zh == word
                || role.otherSpellings.contains(word)
        }
        guard let found else { return nil }
        self = found
    }

    private var otherSpellings: [String] {
        switch self {
        case .duty: ["duty guard", "guard", "值班", "保安", "中控员", "消控员"]
        case .engineer: ["technician", "工程部", "维修"]
        case .electrician: ["强电", "高压电工"]
        case .manager: ["经理", "项目经理", "物业"]
        case .liftFirm: ["维保单位", "电梯维保"]
        case .fireFirm: ["消防维保"]
        case .waterFirm: ["供水单位", "水务"]
        case .waterCompany: ["自来水公司", "水司"]
        case .chargingFirm: ["充电运营"]
        case .powerCompany: ["供电"]
        case .gasCompany: ["燃气"]
        case .committee: ["业主委员会"]
        case .gridWorker: []
        case .community: ["社区", "居委会"]
        case .street: ["街道"]
        case .healthOffice: ["卫健", "卫健委"]
        case .fireBrigade: ["119"]
        case .liftRescue: ["96333"]
        case .ambulance: ["120"]
        }
    }
}
