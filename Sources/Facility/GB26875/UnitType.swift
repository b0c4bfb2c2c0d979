extension GB26875 {
    /// What an application unit tells or asks (8.1), with the size of its objects. Codes 9 … 20, 22, 23, 27, 29 … 60,
    /// 69 … 80, 82, 83, 87 and 92 … 127 are reserved, 128 … 254 are makers' own.
    package enum UnitType: UInt8, Sendable, CaseIterable {
        case systemState = 1
        case componentState = 2
        case componentValue = 3
        case systemOperation = 4
        case systemVersion = 5
        case systemConfiguration = 6
        case componentConfiguration = 7
        case systemTime = 8
        case deviceState = 21
        case deviceOperation = 24
        case deviceVersion = 25
        case deviceConfiguration = 26
        case deviceTime = 28
        case readSystemState = 61
        case readComponentState = 62
        case readComponentValue = 63
        case readSystemOperations = 64
        case readSystemVersion = 65
        case readSystemConfiguration = 66
        case readComponentConfiguration = 67
        case readSystemTime = 68
        case readDeviceState = 81
        case readDeviceOperations = 84
        case readDeviceVersion = 85
        case readDeviceConfiguration = 86
        case readDeviceTime = 88
        case initialiseDevice = 89
        case setClock = 90
        case checkDuty = 91

        /// Bytes of one object, with its time label where it has one; nil where the object says so itself.
        package var objectLength: Int? {
            switch self {
            case .systemState, .systemOperation: 10
            case .componentState: 46
            case .componentValue: 16
            case .systemVersion: 4
            case .systemConfiguration, .deviceConfiguration: nil
            case .componentConfiguration: 38
            case .systemTime, .deviceOperation: 8
            case .deviceState, .readDeviceOperations: 7
            case .deviceVersion: 2
            case .deviceTime, .setClock: 6
            case .readSystemState, .readSystemVersion, .readSystemConfiguration, .readSystemTime: 2
            case .readComponentState, .readComponentValue, .readComponentConfiguration: 6
            case .readSystemOperations: 9
            case .readDeviceState, .readDeviceVersion, .readDeviceConfiguration, .readDeviceTime,
                .initialiseDevice, .checkDuty:
                1
            }
        }

        /// Whether an object ends with the time of what it tells, which some makers leave out.
        var endsWithTime: Bool {
            switch self {
            case .systemState, .componentState, .componentValue, .systemOperation, .deviceState,
                .deviceOperation:
                true
            default: false
            }
        }

        /// Most objects of one unit; of those with a fixed size it follows from the longest unit.
        package var mostObjects: Int {
            switch self {
            case .systemState, .systemOperation, .readSystemState: 102
            case .componentState, .readComponentState: 22
            case .componentValue, .readComponentValue: 63
            case .componentConfiguration, .readComponentConfiguration: 26
            case .systemConfiguration, .readSystemConfiguration: 3
            case .deviceOperation: 127
            default: 1
            }
        }
    }
}
