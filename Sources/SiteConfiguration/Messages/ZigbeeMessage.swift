import Facility

/// Why a zigbee2mqtt's description of its devices cannot be used.
extension ZigbeeExposesReader.Failure {
    package var text: LocalizedText {
        switch self {
        case .tooLong(let bytes):
            LocalizedText(
                en: "\(bytes) bytes, more than \(ZigbeeExposesReader.longest)",
                zh: "\(bytes) 字节，超过 \(ZigbeeExposesReader.longest)")
        case .notJSON: LocalizedText(en: "no JSON", zh: "不是 JSON")
        case .noModels:
            LocalizedText(
                en: "JSON without a model that says what it `exposes`", zh: "JSON 中没有带 `exposes` 的型号")
        }
    }
}

extension ZigbeeList.Flaw {
    package var text: LocalizedText {
        switch self {
        case .noList: LocalizedText(en: "no list of devices", zh: "不是设备清单")
        case .unreadable(let failure): failure.text
        case .tooMany(let count):
            LocalizedText(
                en: "\(count) devices, more than \(ZigbeeList.deviceLimit)",
                zh: "\(count) 台设备，超过 \(ZigbeeList.deviceLimit)")
        }
    }
}
