/// What the gateway itself raises, beside the catalogue of hazards: no device tells of it.
///
/// Such an incident belongs to no machine and ends when its cause is gone; where it concerns no device it names the
/// site in its place.
package enum OwnHazard: String, Sendable, CaseIterable {
    /// A device is out of service for longer than was said.
    case suppressionOverdue = "gateway.suppression_overdue"
    /// An urgent incident stays unanswered and no page is open, or no page was open for `screen_within`.
    case unwatched = "gateway.unwatched"
    /// A fire monitoring centre wants to know whether somebody is on duty; a named person answers.
    case dutyCheck = "gateway.duty_check"
    /// One cause took many devices from the watch at once, or their power: a switch, a gateway, the mains, a broker.
    case outage = "gateway.outage"

    /// What stands where others name their kind of equipment.
    package static let facility = "gateway"

    package var name: LocalizedText {
        switch self {
        case .suppressionOverdue:
            LocalizedText(en: "Out of service for longer than was said", zh: "停用超期未恢复")
        case .unwatched: LocalizedText(en: "Nobody is watching", zh: "无人值守")
        case .dutyCheck:
            LocalizedText(en: "Duty check of the fire monitoring centre", zh: "消防监控中心查岗")
        case .outage: LocalizedText(en: "Many devices gone at once", zh: "多台设备同时失联或断电")
        }
    }

    /// Whether somebody is called for it like for any other.
    var callsPeople: Bool { self == .outage || self == .dutyCheck }

    /// Whom to call, the first first.
    package var contacts: [Role] { self == .outage ? [.duty, .engineer, .electrician, .manager] : [] }

    package var severity: Severity {
        switch self {
        case .suppressionOverdue, .outage: .moderate
        case .unwatched: .severe
        // People are called at once: the centre gives minutes, not hours.
        case .dutyCheck: .extreme
        }
    }

    /// What to do, line by line.
    package var advice: [Language: [String]] {
        switch self {
        case .suppressionOverdue:
            [
                .zh: ["核实设备是否已修复", "恢复启用，或说明原因并重新登记停用期限"],
                .en: [
                    "See whether the device is mended",
                    "Put it back into service, or give a new date and why",
                ],
            ]
        case .outage:
            [
                .zh: [
                    "有点名表的先逐台对讲点名：“请问轿厢里有人吗？”，有人的按困人处置",
                    "按原因查交换机、网关、供电或消息服务器，恢复前这些位置无监测，加强巡查",
                    "恢复后核对名单，仍未恢复的逐台处理",
                ],
                .en: [
                    "If there is a roll-call, call every car first: “Is anybody in the car?” Where somebody is, proceed as for an entrapment",
                    "Look at the switch, gateway, mains or broker it names; nothing watches these places until then, so walk past",
                    "Afterwards compare the list and see to each that is still gone",
                ],
            ]
        case .unwatched:
            [
                .zh: ["到值班室查看更夫页面，处理未应答的警情", "联系当班值班员，无人应答的由工程师或物业经理到场", "补记交接班"],
                .en: [
                    "Go to the duty room and answer what is open on the page",
                    "Call the guard on duty; if nobody answers the engineer or manager comes",
                    "Make up for the handover of the shift",
                ],
            ]
        case .dutyCheck:
            [
                .zh: ["消防监控中心正在查岗：由值班员本人应答（按“我去看”）", "限时内未应答会记为脱岗", "值班员不在的，请工程师或物业经理应答并查明原因"],
                .en: [
                    "The fire monitoring centre checks who is on duty: the guard answers by name (“I go and look”)",
                    "Unanswered in time it counts as a post left",
                    "If the guard is not there the engineer or manager answers and finds out why",
                ],
            ]
        }
    }

    /// A hazard's name in both languages, whoever raises it; its id when nobody knows it any more.
    package static func name(of id: String, _ hazard: Hazard?) -> LocalizedText {
        hazard?.name ?? OwnHazard(rawValue: id)?.name ?? LocalizedText(en: id, zh: id)
    }
}
