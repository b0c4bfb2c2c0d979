extension GB26875 {
    /// What a component is: a detector, a button, a pump, a module (8.2.1.2).
    package struct ComponentType: RawRepresentable, Sendable, Hashable {
        package var rawValue: UInt8

        package init(rawValue: UInt8) { self.rawValue = rawValue }

        package var name: LocalizedText {
            if let (_, en, zh) = Self.names.first(where: { $0.code == rawValue }) {
                return LocalizedText(en: en, zh: zh)
            }
            return SystemType.nameless(rawValue)
        }

        private static let names = panels + detectors + controls + equipment

        private static let panels: [(code: UInt8, en: String, zh: String)] = [
            (0, "general", "通用"),
            (1, "fire alarm control unit", "火灾报警控制器"),
            (10, "combustible gas detector", "可燃气体探测器"),
            (11, "point combustible gas detector", "点型可燃气体探测器"),
            (12, "stand-alone combustible gas detector", "独立式可燃气体探测器"),
            (13, "line combustible gas detector", "线型可燃气体探测器"),
            (16, "electrical fire monitor", "电气火灾监控报警器"),
            (17, "residual current detector", "剩余电流式电气火灾监控探测器"),
            (18, "cable temperature detector", "测温式电气火灾监控探测器"),
            (21, "detection loop", "探测回路"),
            (22, "fire display panel", "火灾显示盘"),
            (23, "manual call point", "手动火灾报警按钮"),
            (24, "hydrant button", "消火栓按钮"),
        ]

        private static let detectors: [(code: UInt8, en: String, zh: String)] = [
            (25, "fire detector", "火灾探测器"),
            (30, "heat detector", "感温火灾探测器"),
            (31, "point heat detector", "点型感温火灾探测器"),
            (32, "point heat detector, static", "点型感温火灾探测器（S型）"),
            (33, "point heat detector, rate of rise", "点型感温火灾探测器（R型）"),
            (34, "line heat detector", "线型感温火灾探测器"),
            (35, "line heat detector, static", "线型感温火灾探测器（S型）"),
            (36, "line heat detector, rate of rise", "线型感温火灾探测器（R型）"),
            (37, "optical fibre heat detector", "光纤感温火灾探测器"),
            (40, "smoke detector", "感烟火灾探测器"),
            (41, "ionisation smoke detector", "点型离子感烟火灾探测器"),
            (42, "optical smoke detector", "点型光电感烟火灾探测器"),
            (43, "beam smoke detector", "线型光束感烟火灾探测器"),
            (44, "aspirating smoke detector", "吸气式感烟火灾探测器"),
            (50, "combined detector", "复合式火灾探测器"),
            (51, "smoke and heat detector", "复合式感烟感温火灾探测器"),
            (52, "flame and heat detector", "复合式感光感温火灾探测器"),
            (53, "flame and smoke detector", "复合式感光感烟火灾探测器"),
            (61, "ultraviolet flame detector", "紫外火焰探测器"),
            (62, "infrared flame detector", "红外火焰探测器"),
            (69, "flame detector", "感光火灾探测器"),
            (74, "gas detector", "气体探测器"),
            (78, "video fire detector", "图像摄像方式火灾探测器"),
            (79, "acoustic fire detector", "感声火灾探测器"),
        ]

        private static let controls: [(code: UInt8, en: String, zh: String)] = [
            (81, "gas extinguishing controller", "气体灭火控制器"),
            (82, "fire electrical controller", "消防电气控制装置"),
            (83, "control room display", "消防控制室图形显示装置"),
            (84, "module", "模块"),
            (85, "input module", "输入模块"),
            (86, "output module", "输出模块"),
            (87, "input and output module", "输入/输出模块"),
            (88, "relay module", "中继模块"),
        ]

        private static let equipment: [(code: UInt8, en: String, zh: String)] = [
            (91, "fire pump", "消防水泵"),
            (92, "fire tank", "消防水箱"),
            (95, "sprinkler pump", "喷淋泵"),
            (96, "water flow indicator", "水流指示器"),
            (97, "signal valve", "信号阀"),
            (98, "alarm valve", "报警阀"),
            (99, "pressure switch", "压力开关"),
            (101, "valve actuator", "阀驱动装置"),
            (102, "fire door", "防火门"),
            (103, "fire damper", "防火阀"),
            (104, "ventilation and air conditioning", "通风空调"),
            (105, "foam pump", "泡沫液泵"),
            (106, "pipe solenoid valve", "管网电磁阀"),
            (111, "smoke control and exhaust fan", "防烟排烟风机"),
            (113, "smoke exhaust damper", "排烟防火阀"),
            (114, "air supply inlet, normally closed", "常闭送风口"),
            (115, "smoke exhaust outlet", "排烟口"),
            (116, "electric smoke barrier", "电控挡烟垂壁"),
            (117, "fire shutter controller", "防火卷帘控制器"),
            (118, "fire door monitor", "防火门监控器"),
            (121, "alarm device", "警报装置"),
        ]
    }
}
