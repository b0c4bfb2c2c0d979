extension GB26875 {
    /// One bit of a state or of an operation: where it is and what it is called.
    package struct NamedBit: Sendable, Equatable {
        package let bit: Int
        /// How profiles and programs call it, `fire`.
        package let word: String
        package let name: LocalizedText

        fileprivate init(_ bit: Int, _ word: String, _ en: String, _ zh: String) {
            self.bit = bit
            self.word = word
            name = LocalizedText(en: en, zh: zh)
        }
    }

    /// The bits of states and operations (8.2.1.1 … 8.2.1.4, 8.2.2.1). Several may be set at once. Bit 0 of a state is
    /// 1 in normal operation and 0 under test; many devices leave it 0 for ever, so a fire with bit 0 clear is a
    /// fire.
    package enum Bits {
        /// Of a system, 16 bits (type 1).
        package static let ofSystem =
            shared + [
                NamedBit(8, "main_power_fault", "main power fault", "主电故障"),
                NamedBit(9, "backup_power_fault", "backup power fault", "备电故障"),
                NamedBit(10, "bus_fault", "bus fault", "总线故障"),
                NamedBit(11, "manual", "manual", "手动状态"),
                NamedBit(12, "configuration_changed", "configuration changed", "配置改变"),
                NamedBit(13, "reset", "reset", "复位"),
            ]

        /// Of a component, 16 bits (type 2).
        package static let ofComponent = shared + [NamedBit(8, "power_fault", "power fault", "电源故障")]

        /// Of the transmission device, 8 bits (type 21).
        package static let ofDevice = [
            NamedBit(0, "normal", "normal", "正常监视状态"),
            NamedBit(1, "fire", "fire", "火警"),
            NamedBit(2, "fault", "fault", "故障"),
            NamedBit(3, "main_power_fault", "main power fault", "主电故障"),
            NamedBit(4, "backup_power_fault", "backup power fault", "备电故障"),
            NamedBit(5, "channel_fault", "link to the centre lost", "与监控中心通信信道故障"),
            NamedBit(6, "line_fault", "line to the equipment lost", "监测连接线路故障"),
        ]

        /// What somebody did at a system (type 4).
        package static let ofSystemOperation = operations(fifth: NamedBit(5, "confirm", "confirmed", "确认"))

        /// What somebody did at the transmission device (type 24).
        package static let ofDeviceOperation = operations(
            fifth: NamedBit(5, "duty_answer", "answered the duty check", "查岗应答"))

        /// Those of a state that are set, lowest first.
        package static func set(_ state: UInt16, of bits: [NamedBit]) -> [NamedBit] {
            bits.filter { state >> UInt16($0.bit) & 1 == 1 }
        }

        private static let shared = [
            NamedBit(0, "normal", "normal operation", "正常运行状态"),
            NamedBit(1, "fire", "fire", "火警"),
            NamedBit(2, "fault", "fault", "故障"),
            NamedBit(3, "disabled", "disabled", "屏蔽"),
            NamedBit(4, "supervisory", "supervisory", "监管"),
            NamedBit(5, "running", "running", "启动（开启）"),
            NamedBit(6, "feedback", "feedback", "反馈"),
            NamedBit(7, "delay", "delayed", "延时状态"),
        ]

        private static func operations(fifth: NamedBit) -> [NamedBit] {
            [
                NamedBit(0, "reset", "reset", "复位"),
                NamedBit(1, "silence", "silenced", "消音"),
                NamedBit(2, "manual_alarm", "manual alarm", "手动报警"),
                NamedBit(3, "alarm_cleared", "alarm cleared", "警情消除"),
                NamedBit(4, "self_test", "self test", "自检"),
                fifth,
                NamedBit(6, "test", "test", "测试"),
            ]
        }
    }
}
