extension GB26875 {
    /// What kind of fire system something belongs to (8.2.1.1).
    package struct SystemType: RawRepresentable, Sendable, Hashable {
        package var rawValue: UInt8

        package init(rawValue: UInt8) { self.rawValue = rawValue }

        package var name: LocalizedText {
            if let (_, en, zh) = Self.names.first(where: { $0.code == rawValue }) {
                return LocalizedText(en: en, zh: zh)
            }
            return Self.nameless(rawValue)
        }

        /// The words for a code that the standard leaves free or to makers.
        static func nameless(_ code: UInt8) -> LocalizedText {
            code < 128
                ? LocalizedText(en: "reserved", zh: "预留") : LocalizedText(en: "maker's own", zh: "用户自定义")
        }

        /// 23 is the power supply; one transcription repeats the fire lift of 20 there, two others do not.
        private static let names: [(code: UInt8, en: String, zh: String)] = [
            (0, "general", "通用"),
            (1, "fire alarm system", "火灾报警系统"),
            (10, "fire linkage controller", "消防联动控制器"),
            (11, "hydrant system", "消火栓系统"),
            (12, "sprinkler system", "自动喷水灭火系统"),
            (13, "gas extinguishing system", "气体灭火系统"),
            (14, "water spray system, started by a pump", "水喷雾灭火系统（泵启动方式）"),
            (15, "water spray system, started by a pressure vessel", "水喷雾灭火系统（压力容器启动方式）"),
            (16, "foam system", "泡沫灭火系统"),
            (17, "powder system", "干粉灭火系统"),
            (18, "smoke control and exhaust system", "防烟排烟系统"),
            (19, "fire doors and shutters", "防火门及卷帘系统"),
            (20, "fire lift", "消防电梯"),
            (21, "emergency broadcast", "消防应急广播"),
            (22, "emergency lighting and escape signs", "消防应急照明和疏散指示系统"),
            (23, "fire power supply", "消防电源"),
            (24, "fire telephone", "消防电话"),
        ]
    }
}
