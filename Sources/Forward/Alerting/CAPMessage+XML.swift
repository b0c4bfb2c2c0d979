import Facility

/// A CAP message as XML, its elements in the schema's order.
extension CAPMessage {
    static let namespace = "urn:oasis:names:tc:emergency:cap:1.2"
    /// Characters of a headline: what a small display shows (CAP 1.2, 3.2.2).
    private static let headlineLimit = 160
    private static let textLimit = 4_000

    private var report: CaseReport { delivery.report }

    /// The same bytes on every attempt.
    func xml() -> String {
        var text = XMLText()
        text.open("alert", ["xmlns": Self.namespace])
        text.element("identifier", identifier)
        text.element("sender", settings.sender)
        text.element("sent", sent)
        text.element("status", status)
        text.element("msgType", type.rawValue)
        text.element("source", optional: report.siteName)
        switch settings.scope {
        case .isPrivate(let addresses):
            text.element("scope", "Private")
            text.element("addresses", addresses.joined(separator: " "))
        case .restricted(let rule):
            text.element("scope", "Restricted")
            text.element("restriction", rule)
        }
        text.element("note", optional: note)
        let earlier = references.map { "\(settings.sender),\($0.identifier),\($0.sent)" }
        text.element("references", optional: earlier.joined(separator: " "))
        text.element("incidents", Self.unblanked(delivery.incident.description))
        for language in settings.languages { writeInfo(language, to: &text) }
        text.close()
        return text.text
    }

    private func writeInfo(_ language: Language, to text: inout XMLText) {
        text.open("info")
        text.element("language", language == .zh ? "zh-CN" : "en")
        text.element("category", category)
        text.element("event", report.hazardName[language])
        text.element("responseType", responseType.rawValue)
        text.element("urgency", urgency)
        text.element("severity", severity)
        text.element("certainty", certainty)
        for (scheme, code) in report.codes.sorted(by: { $0.key < $1.key }) where scheme != "cap" {
            pair("eventCode", scheme == GridCase.matterScheme ? "GB/T 47678.5" : scheme, code, to: &text)
        }
        text.element("effective", sent)
        text.element("onset", LocalTime.offset(report.since, settings.zone))
        text.element("expires", LocalTime.offset(report.at + settings.expiry, settings.zone))
        text.element("senderName", optional: report.siteName)
        text.element("headline", String(headline(language).prefix(Self.headlineLimit)))
        text.element("description", optional: String(description(language).prefix(Self.textLimit)))
        text.element("web", optional: settings.page.map { "\($0)/card?id=\(delivery.incident)" })
        let contact = report.contacts?.first { !$0.people.isEmpty }
        text.element("contact", optional: contact?.line(in: language))
        pair("parameter", "gengfu:transition", String(delivery.transition), to: &text)
        pair("parameter", "gengfu:confirmation", report.confirmation, to: &text)
        if report.isWeak { pair("parameter", "gengfu:weak_evidence", "true", to: &text) }
        writeArea(language, to: &text)
        text.close()
    }

    private func pair(_ element: String, _ name: String, _ value: String, to text: inout XMLText) {
        text.open(element)
        text.element("valueName", name)
        text.element("value", value)
        text.close()
    }

    private func writeArea(_ language: Language, to text: inout XMLText) {
        text.open("area")
        text.element("areaDesc", place(language))
        text.element("circle", optional: circle)
        if !report.place.gridCode.isEmpty {
            pair("geocode", "GB/T 47678.3", report.place.gridCode, to: &text)
        }
        text.close()
    }

    private func place(_ language: Language) -> String {
        let place = report.place
        let parts = [report.siteName, place.building, place.unit, place.floor, place.spot].filter {
            !$0.isEmpty
        }
        return parts.isEmpty ? report.site : parts.joined(separator: language == .zh ? " " : ", ")
    }

    private func headline(_ language: Language) -> String {
        let name = report.hazardName[language]
        let isChinese = language == .zh
        let state =
            switch report.confirmation {
            case "confirmed": isChinese ? "已核实" : "confirmed"
            case "refuted": isChinese ? "误报" : "false alarm"
            default: isChinese ? "未核实" : "unconfirmed"
            }
        let prefix =
            switch report.origin {
            case .real: ""
            case .exercise: isChinese ? "【演练】" : "EXERCISE: "
            case .test: isChinese ? "【测试】" : "TEST: "
            }
        return isChinese
            ? "\(prefix)\(place(language)) \(name)（\(state)）"
            : "\(prefix)\(name) (\(state)), \(place(language))"
    }

    private func description(_ language: Language) -> String {
        let device =
            (language == .zh ? "设备：" : "Device: ") + "\(report.deviceName) (\(report.device))"
        let evidence = report.evidence.prefix(20).map { String($0.prefix(200)) }
        return ([device] + evidence).joined(separator: "\n")
    }

    /// A list of incidents is parted by blanks.
    private static func unblanked(_ text: String) -> String {
        String(text.map { $0.isWhitespace ? "-" : $0 })
    }
}
