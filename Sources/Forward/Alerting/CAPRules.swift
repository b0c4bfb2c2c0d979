import Facility

/// The rules of CAP 1.2, those of the schema and those of the standard's text beyond it, held against a message.
///
/// A message of ours that breaks one is parked here rather than refused there. Written from the standard apart from
/// the writer, and held in the tests against messages of others.
enum CAPRules {
    /// What is wrong with a document, in words; empty: nothing.
    static func broken(_ bytes: some Sequence<UInt8>) -> [String] {
        do throws(XMLReader.Failure) { return broken(try XMLReader.root(of: bytes)) } catch {
            return ["not read: \(error.rawValue)"]
        }
    }

    static func broken(_ alert: XMLElement) -> [String] {
        guard alert.name == "alert", alert.namespace == CAPMessage.namespace else {
            return ["not CAP 1.2: \(alert.name) of \(alert.namespace ?? "no namespace")"]
        }
        var found = order(alert, Self.alert)
        for name in ["identifier", "sender"] {
            if let value = alert.value(name),
                value.contains(where: { " ,<&".contains($0) || $0.isWhitespace })
            {
                found.append("\(name): blanks, commas, < and & are not allowed")
            }
        }
        found += value(alert, "status", Self.statuses) + value(alert, "msgType", Self.types)
        found += value(alert, "scope", ["Public", "Restricted", "Private"]) + time(alert, "sent")
        if alert.value("scope") == "Restricted", alert.value("restriction") == nil {
            found.append("restriction: needed by scope Restricted")
        }
        if alert.value("scope") == "Private", alert.value("addresses") == nil {
            found.append("addresses: needed by scope Private")
        }
        found += references(alert)
        let sent = alert.value("sent").flatMap(instant)
        for info in alert.all("info") { found += self.info(info, sent: sent) }
        return found
    }

    private static func references(_ alert: XMLElement) -> [String] {
        let names = (alert.value("references") ?? "").split(whereSeparator: \.isWhitespace)
        var found: [String] = []
        if names.isEmpty, let type = alert.value("msgType"), type != "Alert" {
            found.append("references: needed by msgType \(type)")
        }
        for name in names {
            let parts = name.split(separator: ",", omittingEmptySubsequences: false)
            if parts.count != 3 || parts[0].isEmpty || parts[1].isEmpty || instant(String(parts[2])) == nil {
                found.append("references: `\(name)` is no sender,identifier,sent")
            }
        }
        if Set(names).count != names.count { found.append("references: the same message twice") }
        return found
    }

    private static func info(_ info: XMLElement, sent: Int64?) -> [String] {
        var found = order(info, Self.info)
        found += value(info, "category", Self.categories) + value(info, "responseType", Self.responses)
        found += value(info, "urgency", ["Immediate", "Expected", "Future", "Past", "Unknown"])
        found += value(info, "severity", ["Extreme", "Severe", "Moderate", "Minor", "Unknown"])
        found += value(info, "certainty", ["Observed", "Likely", "Possible", "Unlikely", "Unknown"])
        for name in ["effective", "onset", "expires"] { found += time(info, name) }
        if let sent, let end = info.value("expires").flatMap(instant), end < sent {
            found.append("expires: before it was sent")
        }
        if let language = info.value("language"), !isLanguage(language) {
            found.append("language: `\(language)` is no tag of RFC 3066")
        }
        for name in ["eventCode", "parameter"] {
            for pair in info.all(name) where pair.child("valueName") == nil || pair.child("value") == nil {
                found.append("\(name): without valueName and value")
            }
        }
        for area in info.all("area") { found += self.area(area) }
        return found
    }

    private static func area(_ area: XMLElement) -> [String] {
        var found = order(area, Self.area)
        for polygon in area.all("polygon") where !polygon.trimmed.isEmpty {
            let pairs = polygon.trimmed.split(whereSeparator: \.isWhitespace)
            if pairs.count < 4 || pairs.first != pairs.last || !pairs.allSatisfy(isPlace) {
                found.append("polygon: four places or more, the last the first, as latitude,longitude")
            }
        }
        for circle in area.all("circle") where !circle.trimmed.isEmpty {
            let parts = circle.trimmed.split(whereSeparator: \.isWhitespace)
            if parts.count != 2 || !isPlace(parts[0]) || (Double(parts[1]) ?? -1) < 0 {
                found.append("circle: latitude,longitude and a radius in kilometres")
            }
        }
        return found
    }

    private static func isPlace(_ text: Substring) -> Bool {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        guard parts.count == 2, let latitude = Double(parts[0]), let longitude = Double(parts[1]) else {
            return false
        }
        return (-90...90).contains(latitude) && (-180...180).contains(longitude)
    }

    private static func isLanguage(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        return parts.allSatisfy { (1...8).contains($0.utf8.count) && $0.utf8.allSatisfy(isLetterOrDigit) }
            && parts[0].utf8.allSatisfy { $0 > 0x39 }
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }
}

// MARK: - Order, values, times

extension CAPRules {
    /// An element and how often it may stand there.
    private struct Place {
        var name: String
        var least: Int
        var most: Int

        init(_ text: String) {
            let isMany = text.hasSuffix("*") || text.hasSuffix("+")
            name = isMany || text.hasSuffix("!") ? String(text.dropLast()) : text
            least = text.hasSuffix("+") || text.hasSuffix("!") ? 1 : 0
            most = isMany ? .max : 1
        }
    }

    // In the schema's order: `!` once, `+` once or more, `*` any number, else once at most.
    private static let alert = places(
        "identifier! sender! sent! status! msgType! source scope! restriction addresses code* note references "
            + "incidents info*")
    private static let info = places(
        "language category+ event! responseType* urgency! severity! certainty! audience eventCode* effective onset "
            + "expires senderName headline description instruction web contact parameter* resource* area*")
    private static let area = places("areaDesc! polygon* circle* geocode* altitude ceiling")

    private static let statuses = ["Actual", "Exercise", "System", "Test", "Draft"]
    private static let types = ["Alert", "Update", "Cancel", "Ack", "Error"]
    private static let categories = [
        "Geo", "Met", "Safety", "Security", "Rescue", "Fire", "Health", "Env", "Transport", "Infra", "CBRNE",
        "Other",
    ]
    private static let responses = [
        "Shelter", "Evacuate", "Prepare", "Execute", "Avoid", "Monitor", "Assess", "AllClear", "None",
    ]

    private static func places(_ text: String) -> [Place] {
        text.split(separator: " ").map { Place(String($0)) }
    }

    private static func order(_ element: XMLElement, _ places: [Place]) -> [String] {
        var found: [String] = []
        var rest = element.children.filter { $0.namespace == CAPMessage.namespace }[...]
        for place in places {
            let run = rest.prefix { $0.name == place.name }
            rest = rest.dropFirst(run.count)
            if run.count < place.least { found.append("\(place.name): missing in \(element.name)") }
            if run.count > place.most { found.append("\(place.name): more than once in \(element.name)") }
            if place.least > 0, run.contains(where: { $0.trimmed.isEmpty && $0.children.isEmpty }) {
                found.append("\(place.name): empty")
            }
        }
        if let next = rest.first { found.append("\(next.name): out of place in \(element.name)") }
        return found
    }

    private static func value(_ element: XMLElement, _ name: String, _ known: [String]) -> [String] {
        element.all(name).filter { !known.contains($0.trimmed) }.map {
            "\(name): `\($0.trimmed)` is no value of it"
        }
    }

    private static func time(_ element: XMLElement, _ name: String) -> [String] {
        guard let text = element.value(name), instant(text) == nil else { return [] }
        return ["\(name): `\(text)` is no time like 2026-03-09T10:15:30+08:00"]
    }

    /// Milliseconds since 1970 of `2026-03-09T10:15:30+08:00`; nil for any other form, `Z` and fractions included.
    private static func instant(_ text: String) -> Int64? {
        let bytes = Array(text.utf8)
        guard bytes.count == 25 else { return nil }
        for (position, sign) in [(4, "-"), (7, "-"), (10, "T"), (13, ":"), (16, ":"), (22, ":")]
        where bytes[position] != sign.utf8.first { return nil }
        guard bytes[19] == 0x2B || bytes[19] == 0x2D else { return nil }
        func number(_ range: Range<Int>) -> Int64? {
            let digits = bytes[range]
            guard digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
            return digits.reduce(0) { $0 * 10 + Int64($1) - 0x30 }
        }
        guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
            let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19),
            let eastHours = number(20..<22), let eastMinutes = number(23..<25)
        else { return nil }
        guard (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60, second < 60,
            eastHours <= 14, eastMinutes < 60
        else { return nil }
        // Days since 1970 of the civil calendar, from March on so that the leap day is the last.
        let y = month <= 2 ? year - 1 : year
        let era = y / 400
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        let yearOfEra = y - era * 400
        let days = era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
        let east = (eastHours * 60 + eastMinutes) * (bytes[19] == 0x2B ? 1 : -1)
        return ((days * 24 + hour) * 60 + minute - east) * 60_000 + second * 1_000
    }
}
