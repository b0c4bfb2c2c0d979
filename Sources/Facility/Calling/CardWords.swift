/// The sentences of a night card.
struct CardWords {
    let incident: Incident
    let hazard: Hazard?
    let device: Device?
    let site: Site

    private var name: LocalizedText { OwnHazard.name(of: incident.hazard, hazard) }

    private var facility: String { hazard.map { site.facilities[$0.facility].id } ?? "" }

    /// Which emergency line it is a matter of: by the hazard's contacts, else by its category of CAP 1.2.
    var line: Role? {
        if let named = hazard?.contacts.first(where: { $0.publicNumber != nil }) { return named }
        guard incident.isLifeSafety else { return nil }
        return switch hazard?.codes["cap"] {
        case "Fire": .fireBrigade
        case "Rescue": facility == "elevator" ? .liftRescue : .fireBrigade
        case "Health": .ambulance
        default: nil
        }
    }

    // MARK: What and where

    var what: LocalizedText {
        if incident.isConfirmed {
            return LocalizedText(en: "\(name.en), confirmed", zh: "\(name.zh)，已确认")
        }
        if incident.isRefuted { return LocalizedText(en: "\(name.en), a false alarm", zh: "\(name.zh)，误报") }
        return LocalizedText(en: "\(name.en), not confirmed yet", zh: "\(name.zh)，未核实")
    }

    /// Building to spot as one says them, `1号楼` `1单元` `1层` `东走廊`, without what the sheet leaves empty.
    private func parts(_ language: Language) -> [String] {
        guard let place = device?.place else { return [] }
        return [place.building, place.unit, SoundedCase.floor(place.floor, of: language), place.spot]
            .filter { !$0.isEmpty }
    }

    private var entrance: String {
        device.flatMap { site.entrances[$0.place.building] } ?? site.entrance
    }

    /// The floor a lift was at when the incident was raised.
    private var carFloor: String? {
        incident.evidence.lazy.compactMap { line in
            line.hasPrefix("car.floor = ") ? String(line.dropFirst(12)) : nil
        }.first
    }

    var place: LocalizedText {
        guard let device else { return LocalizedText(en: site.name, zh: site.name) }
        var text = LocalizedText(
            en: (parts(.en) + [device.name]).joined(separator: ", "),
            zh: (parts(.zh) + [device.name]).joined(separator: " "))
        if parts(.en).isEmpty {
            text.en += " (place not on the sheet)"
            text.zh += "（登记表没有位置）"
        }
        if let carFloor {
            text.en += "; car last at floor \(carFloor)"
            text.zh += "；轿厢最后位于 \(carFloor) 层"
        }
        if !entrance.isEmpty {
            text.en += "; way in: \(entrance)"
            text.zh += "；入口：\(entrance)"
        }
        return text
    }

    // MARK: What to do

    func steps(_ limit: Int) -> [LocalizedText] {
        let advice = hazard?.advice ?? OwnHazard(rawValue: incident.hazard)?.advice ?? [:]
        let (zh, en) = (advice[.zh] ?? [], advice[.en] ?? [])
        return (0..<min(limit, max(zh.count, en.count))).map { index in
            LocalizedText(
                en: filled(index < en.count ? en[index] : ""), zh: filled(index < zh.count ? zh[index] : ""))
        }
    }

    /// `{device.rescue_code}` becomes 100003; what the register does not hold is a question mark, never a gap.
    private func filled(_ line: String) -> String {
        let pieces = line.split(separator: "{device.", omittingEmptySubsequences: false)
        return pieces.dropFirst().reduce(into: String(pieces.first ?? "")) { text, piece in
            guard let end = piece.firstIndex(of: "}") else {
                text += "{device." + piece
                return
            }
            text += (device?.register[String(piece[..<end])] ?? "?") + piece[piece.index(after: end)...]
        }
    }

    // MARK: What to say

    private var spot: String { parts(.zh).joined() }

    private var compound: String { site.address.isEmpty ? site.name : site.address + " " + site.name }

    /// What people have done about it. A second detector has not been on the spot, and nobody is on the way before
    /// somebody has said so: 119 sends by what it is told.
    private var standing: LocalizedText {
        if case .confirmedByPerson = incident.confirmation {
            return LocalizedText(en: "It has been confirmed on the spot.", zh: "已到现场确认。")
        }
        if incident.acknowledgedBy != nil {
            return LocalizedText(en: "Somebody is on the way to look.", zh: "正派人到现场查看。")
        }
        return LocalizedText(en: "Nobody has looked on the spot yet.", zh: "尚未到场核实。")
    }

    private var wayIn: LocalizedText {
        entrance.isEmpty
            ? LocalizedText(en: "", zh: "")
            : LocalizedText(en: " Come in by \(entrance).", zh: "请从\(entrance)进入。")
    }

    var sentence: LocalizedText {
        switch line {
        case .liftRescue:
            let code = device?.register["rescue_code"] ?? ""
            let lift = device.map { $0.name } ?? incident.device
            let people = incident.response?.people
            return LocalizedText(
                en:
                    "This is \(compound). \(name.en) in lift \(lift), \(parts(.en).joined(separator: ", ")), rescue code "
                    + "\(code.isEmpty ? "not registered" : code)"
                    + (carFloor.map { ", car at floor \($0)" } ?? "")
                    + (people.map { ", \($0) people inside" } ?? "") + "." + wayIn.en
                    + " The maintenance firm is being called.",
                zh: "您好，这里是\(compound)，\(spot)\(lift)\(name.zh)，电梯识别码\(code.isEmpty ? "未登记" : code)"
                    + (carFloor.map { "，轿厢在\($0)层" } ?? "") + (people.map { "，被困\($0)人" } ?? "")
                    + "。" + wayIn.zh + "我们正在通知维保单位，请派人救援。")
        case .some:
            return LocalizedText(
                en:
                    "This is \(compound). \(name.en) in \(parts(.en).joined(separator: ", ")). \(standing.en)\(wayIn.en)",
                zh: "您好，这里是\(compound)，\(spot)发生\(name.zh)，\(standing.zh)\(wayIn.zh)")
        case nil: return LocalizedText(en: "", zh: "")
        }
    }

    var call: LocalizedText {
        LocalizedText(
            en:
                "Gengfu, \(site.name): \(name.en), \(parts(.en).joined(separator: ", ")). Go and look, and answer.",
            zh: "更夫，\(site.name)：\(spot)\(name.zh)。请前去查看并应答。")
    }

    // MARK: The answers

    var real: LocalizedText {
        switch line {
        case .fireBrigade:
            LocalizedText(
                en: "Real: call 119 yourself now (the gateway does not), then answer here",
                zh: "真：立即自己拨打119（系统不会代拨），再在此应答")
        case .liftRescue:
            LocalizedText(
                en: "Real: call the firm and 96333 yourself (the gateway does not), then answer here",
                zh: "真：自己通知维保单位并拨打96333（系统不会代拨），再在此应答")
        case .some(let role):
            LocalizedText(
                en: "Real: call \(role.publicNumber ?? "") yourself (the gateway does not), then answer here",
                zh: "真：自己拨打\(role.publicNumber ?? "")（系统不会代拨），再在此应答")
        case nil: LocalizedText(en: "Real: answer here", zh: "真：在此应答")
        }
    }

    var falseAlarm: LocalizedText {
        LocalizedText(
            en: "False: only after looking; write down what it was", zh: "误报：查看现场后才能选择，并写明原因")
    }

    var causes: [LocalizedText] {
        switch facility {
        case "fire":
            [
                LocalizedText(en: "cooking smoke", zh: "烹饪油烟"),
                LocalizedText(en: "dust or steam", zh: "灰尘或水汽"),
                LocalizedText(en: "building work", zh: "施工"), LocalizedText(en: "smoking", zh: "吸烟"),
                LocalizedText(en: "pressed by mistake", zh: "误碰按钮"),
                LocalizedText(en: "device fault", zh: "设备故障"),
            ]
        case "elevator":
            [
                LocalizedText(en: "pressed by mistake", zh: "误按按钮"),
                LocalizedText(en: "maintenance", zh: "维保作业"),
                LocalizedText(en: "nobody inside", zh: "轿厢无人"),
                LocalizedText(en: "sensor fault", zh: "传感器故障"),
            ]
        default:
            [LocalizedText(en: "maintenance", zh: "维保作业"), LocalizedText(en: "sensor fault", zh: "传感器故障")]
        }
    }
}
