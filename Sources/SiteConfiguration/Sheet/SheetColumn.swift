import Facility

/// The columns of the sheet of devices, by their headings in both languages.
enum SheetColumn: Hashable {
    case id, name, profile, building, unit, floor, spot, zone, broker
    /// The device whose messages carry this one's values, and its name among them.
    case parent, channel
    /// Ids of the devices it feeds, contains and powers.
    case feeds, contains, powers
    /// Unit grid code, where it is not that of the building.
    case gridCode
    /// A running number of the list's own, which says nothing of the device.
    case ordinal
    /// What no sensor tells: kept in `Device.register` under this key.
    case register(String)

    /// The English heading first, then the Chinese one, both as we write them; then what others write.
    private static let headings: [(column: SheetColumn, names: [String])] = [
        (.id, ["id", "编号", "设备编号", "设备id", "设备编码", "编码", "device", "device id", "device_id"]),
        (.name, ["name", "名称", "设备名称", "设备名", "device name"]),
        (
            .profile,
            ["profile", "型号", "设备型号", "类型", "设备类型", "型号规格", "规格型号", "model", "type"]
        ),
        (.building, ["building", "楼栋", "楼号", "栋号", "楼幢", "所在楼栋", "楼栋号"]),
        (.unit, ["unit", "单元", "单元号"]), (.floor, ["floor", "楼层", "层", "所在楼层"]),
        (.spot, ["spot", "位置", "安装位置", "具体位置", "安装地点", "location"]),
        (.zone, ["zone", "分区", "防火分区", "所属分区"]), (.broker, ["broker", "服务器", "消息服务器"]),
        (.parent, ["parent", "上级设备", "所属设备", "父设备", "所属主机"]),
        (.channel, ["channel", "通道", "通道号", "回路", "部件地址"]),
        (.feeds, ["feeds", "供给", "供水到", "供气到", "管到", "供给设备"]),
        (.contains, ["contains", "包含", "下级设备", "下级", "下属设备", "包含设备"]),
        (.powers, ["powers", "供电", "供电到", "配电到", "下级用电设备"]),
        (.gridCode, ["grid_code", "网格编码", "网格代码", "网格标识码", "单元网格标识码"]),
        (.register("registration_code"), ["registration_code", "注册代码", "设备注册代码"]),
        (.register("use_code"), ["use_code", "使用登记证", "使用登记证编号"]),
        (.register("rescue_code"), ["rescue_code", "识别码", "救援识别码", "应急救援识别码"]),
        (.register("gb26875"), ["gb26875", "国标地址", "用户编码", "消防主机地址", "传输装置地址"]),
        (.register("longitude"), ["longitude", "经度"]), (.register("latitude"), ["latitude", "纬度"]),
        (.register("maker"), ["maker", "制造单位", "厂家", "生产厂家", "制造商"]),
        (.register("firm"), ["firm", "维保单位"]),
        (.register("firm_phone"), ["firm_phone", "维保电话"]),
        (.register("installed"), ["installed", "安装日期"]),
        (.register("serial"), ["serial", "序列号", "出厂编号"]),
        (.register("rated_speed"), ["rated_speed", "额定速度"]),
        (.register("made_model"), ["made_model", "整机型号", "产品型号"]),
        (.register("made_year"), ["made_year", "制造年份", "出厂日期"]),
        (.register("next_inspection"), ["next_inspection", "下次检验日期", "下次检验", "下次年检日期"]),
        (.register("note"), ["note", "备注", "说明"]),
        (.ordinal, ["no", "序号", "no.", "#"]),
    ]

    private static let byName: [String: SheetColumn] = Dictionary(
        uniqueKeysWithValues: headings.flatMap { entry in entry.names.map { ($0, entry.column) } })

    static let required: [SheetColumn] = [.id, .name, .profile, .building]

    /// In the order in which we write them.
    static let standard: [SheetColumn] = headings.map(\.column).filter { $0 != .ordinal }

    /// `register.anything` and `登记.任何` are columns too. Stars, blanks and remarks in brackets, with which people
    /// mark what must be filled in, say nothing: `设备编号 *（必填）` is `设备编号`.
    init?(heading: String) {
        for prefix in ["register.", "登记."] where heading.lowercased().hasPrefix(prefix) {
            let key = String(heading.dropFirst(prefix.count))
            guard !key.isEmpty else { return nil }
            self = Self.byName[key.lowercased()] ?? .register(key)
            if case .register = self { return }
            self = .register(key)
            return
        }
        let folded = heading.lowercased()
        if let column = Self.byName[folded] ?? Self.byName[Self.bare(folded)] {
            self = column
        } else {
            return nil
        }
    }

    private static func bare(_ heading: String) -> String {
        let remark = heading.firstIndex { "（([【".contains($0) } ?? heading.endIndex
        return String(heading[..<remark].filter { !$0.isWhitespace && !"*＊:：".contains($0) })
    }

    /// How the column is called in messages.
    var heading: String { heading(chinese: false) }

    /// How we write the column.
    func heading(chinese: Bool) -> String {
        if let names = Self.headings.first(where: { $0.column == self })?.names {
            return names[chinese ? 1 : 0]
        }
        guard case .register(let key) = self else { return "" }
        return (chinese ? "登记." : "register.") + key
    }

    static let known: [String] = headings.flatMap { $0.names.prefix(3) }

    /// What the devices in its cells are to the row's; nil for other columns.
    var relation: DeviceLink.Relation? {
        switch self {
        case .feeds: .feeds
        case .contains: .contains
        case .powers: .powers
        default: nil
        }
    }

    /// The column of a relation.
    init(_ relation: DeviceLink.Relation) {
        switch relation {
        case .feeds: self = .feeds
        case .contains: self = .contains
        case .powers: self = .powers
        }
    }

    /// Whether leading zeros and every digit count: a spreadsheet that takes it for a number spoils it.
    var isCode: Bool {
        switch self {
        case .id, .parent, .channel, .gridCode: true
        case .register(let key): Self.codes.contains(key)
        default: false
        }
    }

    private static let codes: Set<String> = [
        "registration_code", "use_code", "rescue_code", "gb26875", "serial", "firm_phone",
    ]
}
