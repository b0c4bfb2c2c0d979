/// How SMS and voice calls leave the box (`calls:` of `gengfu.yaml`, docs/decisions/0021-phones.md).
package struct PhoneSettings: Sendable, Equatable {
    /// nil: that route has no line, and its calls are logged only.
    package var sms: Line?
    package var call: Line?
    /// What a key means; a key that is not here means nothing.
    package var keys: [Int: PhoneAnswer] = [1: .going, 2: .falseAlarm, 3: .real]
    /// Per number and hour, for what does not concern life; three times as many for what does.
    package var perNumber = 12
    /// For all numbers in an hour, life or not: a bill, and a gateway that locks out whoever floods it.
    package var perHour = 240
    /// Exercises call too; the text says that it is one.
    package var exercise = false

    package init() {}

    package enum Line: Sendable, Equatable {
        case http(PhoneAPI)
        case modem(ModemSettings)
    }

    package subscript(route: CallRoute) -> Line? {
        switch route {
        case .sms: sms
        case .call: call
        case .page, .local: nil
        }
    }
}

/// What a key on the phone says.
package enum PhoneAnswer: String, Sendable, CaseIterable, Codable {
    /// "I am going to look."
    case going
    /// "It was a false alarm." Of what concerns life only behind a look, as everywhere.
    case falseAlarm = "false_alarm"
    /// "It is real."
    case real
    /// "We are there" and "they are out" (T2 and T3 of a rescue), where a site gives them keys.
    case arrived, released

    package var name: LocalizedText {
        switch self {
        case .going: LocalizedText(en: "I go", zh: "去看")
        case .falseAlarm: LocalizedText(en: "false alarm", zh: "误报")
        case .real: LocalizedText(en: "real", zh: "真警")
        case .arrived: LocalizedText(en: "arrived", zh: "到场")
        case .released: LocalizedText(en: "released", zh: "救出")
        }
    }
}

/// An HTTP interface for SMS or voice calls, declared.
package struct PhoneAPI: Sendable, Equatable {
    package var link: HTTPLink
    package var method = "POST"
    package var headers: [String: String] = [:]
    /// With `{{phone}}`, `{{text}}`, `{{code}}`, `{{call}}`, `{{site}}` and `{{secret}}` in it; escaped as `form` says.
    package var body: String
    package var escaping = PhoneText.Escaping.json
    package var secret: Secret?
    package var signing = SigningSettings()
    /// JSON Pointer to what tells success; empty: HTTP 2xx is success.
    package var successAt = ""
    package var successValues: [String] = []
    /// JSON Pointer to the number under which the answer is asked for; empty: there is none.
    package var callAt = ""
    package var answer: Answer?

    package init(link: HTTPLink, body: String) {
        self.link = link
        self.body = body
    }

    /// How the key that was pressed is asked for.
    package struct Answer: Sendable, Equatable {
        /// With `{{call}}` in it.
        package var url: String
        /// JSON Pointer to the key.
        package var keyAt: String
        package var every = Interval.seconds(3)
        /// From the call on; a key pressed later is not asked for.
        package var within = Interval.seconds(90)

        package init(url: String, keyAt: String) {
            self.url = url
            self.keyAt = keyAt
        }
    }
}

/// A modem of ModemManager, spoken to by its `mmcli`.
package struct ModemSettings: Sendable, Equatable {
    /// Index, path or `any`, as `mmcli -m` takes it.
    package var modem = "any"
    /// How long a voice call rings; nobody speaks, the SMS says what it is about.
    package var ringFor = Interval.seconds(25)
    /// Between two looks for replies.
    package var readEvery = Interval.seconds(5)

    package init() {}
}
