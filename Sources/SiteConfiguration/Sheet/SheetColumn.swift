/// The columns of the sheet of devices, by their headings in both languages.
enum SheetColumn: Hashable {
    case id, name, profile, building, unit, floor, spot, zone, broker
    /// What no sensor tells: kept in `Device.register` under this key.
    case register(String)

    /// English heading first.
    private static let headings: [(column: SheetColumn, names: [String])] = [
        (.id, ["id", "编号", "设备编号"]), (.name, ["name", "名称", "设备名称"]), (.profile, ["profile", "型号", "设备型号"]),
        (.building, ["building", "楼栋", "楼号"]), (.unit, ["unit", "单元"]), (.floor, ["floor", "楼层"]),
        (.spot, ["spot", "位置", "安装位置"]), (.zone, ["zone", "分区", "防火分区"]), (.broker, ["broker", "服务器"]),
        (.register("registration_code"), ["registration_code", "注册代码"]),
        (.register("use_code"), ["use_code", "使用登记证"]),
        (.register("rescue_code"), ["rescue_code", "识别码", "救援识别码"]),
        (.register("gb26875"), ["gb26875", "国标地址"]), (.register("maker"), ["maker", "制造单位", "厂家"]),
        (.register("firm"), ["firm", "维保单位"]), (.register("firm_phone"), ["firm_phone", "维保电话"]),
        (.register("installed"), ["installed", "安装日期"]), (.register("serial"), ["serial", "序列号"]),
        (.register("rated_speed"), ["rated_speed", "额定速度"]), (.register("note"), ["note", "备注"]),
    ]

    static let required: [SheetColumn] = [.id, .name, .profile, .building]

    /// `register.anything` and `登记.任何` are columns too.
    init?(heading: String) {
        let folded = heading.lowercased()
        for prefix in ["register.", "登记."] where folded.hasPrefix(prefix) && folded.count > prefix.count {
            self = .register(String(heading.dropFirst(prefix.count)))
            return
        }
        guard let found = Self.headings.first(where: { $0.names.contains(folded) }) else { return nil }
        self = found.column
    }

    var heading: String { Self.headings.first { $0.column == self }?.names[0] ?? "" }

    static let known: [String] = headings.flatMap(\.names)
}
