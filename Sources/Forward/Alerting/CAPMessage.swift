import Facility

/// One step of a case as a CAP 1.2 message: the words it is made of, before they become XML.
///
/// What it says of certainty is what is known and no more: one sensor is `Possible`, a second trigger `Likely`, a
/// person's word `Observed`. It asks nobody to leave and tells nobody that all is well: `Evacuate` and `AllClear` are
/// orders of people, and no value here.
struct CAPMessage {
    /// An earlier message, as `references` names it (CAP 1.2, 3.2.1).
    struct Reference: Codable, Equatable {
        var identifier: String
        var sent: String
    }

    /// The answers a machine may propose.
    enum ResponseType: String, CaseIterable { case assess = "Assess", monitor = "Monitor", none = "None" }
    enum MessageType: String { case alert = "Alert", update = "Update", cancel = "Cancel" }

    let delivery: Delivery
    let settings: CAPSettings
    /// Every earlier message of the case, the first one first.
    let references: [Reference]

    private var report: CaseReport { delivery.report }

    /// The same on every attempt. Blanks and signs that part references become hyphens.
    static func identifier(of delivery: Delivery) -> String {
        String(
            delivery.idempotencyKey.unicodeScalars.map { scalar -> Character in
                scalar.isASCII && CAPSettings.isName(String(scalar)) ? Character(scalar) : "-"
            })
    }

    static func sent(_ delivery: Delivery, _ zone: ZoneRules) -> String {
        LocalTime.offset(delivery.report.at, zone)
    }

    var identifier: String { Self.identifier(of: delivery) }
    var sent: String { Self.sent(delivery, settings.zone) }

    var status: String {
        switch report.origin {
        case .real: "Actual"
        case .exercise: "Exercise"
        case .test: "Test"
        }
    }

    /// A false alarm and a withdrawn case are cancelled; any other end is told as the last update, since what
    /// happened did happen. Without an earlier message there is nothing to update or cancel.
    var type: MessageType {
        guard !references.isEmpty else { return .alert }
        let isVoid = report.confirmation == "refuted" || report.step == "withdrawn"
        return delivery.action == .close && isVoid ? .cancel : .update
    }

    private var isOver: Bool { delivery.action == .close }

    /// What happened, for whoever reads the message itself: required of Cancel and of exercises in all but name.
    var note: String? {
        var words: [String] = []
        switch report.origin {
        case .real: break
        case .exercise: words.append("演练 Exercise: \(report.siteName)")
        case .test: words.append("测试 Test: \(report.siteName)")
        }
        if isOver { words.append(Self.ending[report.step] ?? "结束 ended") }
        if let cause = report.refutedCause { words.append(cause) }
        if let note = report.note, isOver { words.append(String(note.prefix(500))) }
        return words.isEmpty ? nil : words.joined(separator: "; ")
    }

    private static let ending = [
        "refuted": "误报 false alarm", "withdrawn": "撤销 withdrawn", "cleared": "人工解除 cleared by a person",
        "quiet": "现象消失 the signs are gone",
    ]

    /// Of CAP's categories; what has none of its own is `Other`.
    var category: String {
        guard let named = report.codes["cap"], Self.categories.contains(named) else { return "Other" }
        return named
    }

    private static let categories: Set<String> = [
        "Geo", "Met", "Safety", "Security", "Rescue", "Fire", "Health", "Env", "Transport", "Infra", "CBRNE",
        "Other",
    ]

    var urgency: String {
        if isOver || report.isHistoric { return "Past" }
        switch report.severity {
        case .extreme, .severe: return "Immediate"
        case .moderate: return "Expected"
        case .minor: return "Future"
        }
    }

    var severity: String {
        switch report.severity {
        case .extreme: "Extreme"
        case .severe: "Severe"
        case .moderate: "Moderate"
        case .minor: "Minor"
        }
    }

    var certainty: String {
        switch report.confirmation {
        case "confirmed":
            // A person confirms as the one who answered; a second detector answers nobody.
            report.confirmedBy != nil && report.confirmedBy == report.answeredBy ? "Observed" : "Likely"
        case "refuted": "Unlikely"
        default: "Possible"
        }
    }

    var responseType: ResponseType {
        if isOver { return .none }
        return report.confirmation == "confirmed" ? .monitor : .assess
    }

    /// The position in WGS-84, `31.2304,121.4737 0.3`; nil where the site has none, or gives none.
    var circle: String? {
        guard settings.givesPosition, let longitude = report.longitude, let latitude = report.latitude,
            let datum = report.datum.flatMap(Datum.init),
            (-90...90).contains(latitude), (-180...180).contains(longitude)
        else { return nil }
        let place = datum.wgs84(longitude: longitude, latitude: latitude)
        return "\(Self.degrees(place.latitude)),\(Self.degrees(place.longitude)) \(CAPSettings.radius)"
    }

    /// Five digits behind the point: about a metre.
    static func degrees(_ value: Double) -> String {
        let scaled = Int64((abs(value) * 100_000).rounded())
        let rest = String(scaled % 100_000)
        let sign = value < 0 && scaled > 0 ? "-" : ""
        return "\(sign)\(scaled / 100_000)." + String(repeating: "0", count: 5 - rest.count) + rest
    }
}
