import Facility

/// Somebody who may act: the names the console offers.
package struct PersonReport: Sendable, Codable, Equatable {
    package var id: String
    package var name: String
    /// `Role`'s word; empty: none.
    package var role: String
    /// The same for people; nil: none, or from an older gateway.
    package var roleName: LocalizedText?
    /// Acts only with a PIN; nil: does not.
    package var hasPIN: Bool?

    // As the wire's spelling comes back: `has_pin`.
    private enum CodingKeys: String, CodingKey { case id, name, role, roleName, hasPIN = "hasPin" }

    package init(
        id: String, name: String, role: String = "", roleName: LocalizedText? = nil, hasPIN: Bool? = nil
    ) {
        self.id = id
        self.name = name
        self.role = role
        self.roleName = roleName
        self.hasPIN = hasPIN
    }
}

/// Who is told of a hazard.
package struct RouteReport: Sendable, Codable, Equatable {
    package var hazard: String
    package var hazardName: LocalizedText
    package var severity: Severity
    package var destinations: [Target]

    package init(hazard: String, hazardName: LocalizedText, severity: Severity, destinations: [Target] = []) {
        self.hazard = hazard
        self.hazardName = hazardName
        self.severity = severity
        self.destinations = destinations
    }

    /// A destination with its number to call.
    package struct Target: Sendable, Codable, Equatable {
        package var destination: String
        package var name: LocalizedText
        package var phone: String?

        package init(destination: String, name: LocalizedText, phone: String? = nil) {
            self.destination = destination
            self.name = name
            self.phone = phone
        }
    }
}

/// A payload nobody could read.
package struct QuarantineReport: Sendable, Codable, Equatable {
    /// Names it to `show` and `replay`.
    package var number: Int64 = 0
    /// Bytes that are kept: fewer than `payloadBytes` when it was cut.
    package var keptBytes: Int
    /// All kept bytes in hexadecimal; nil in lists.
    package var hex: String?
    package var at: Timestamp
    /// As UTF-8, broken bytes replaced.
    package var topic: String
    /// The beginning of it as UTF-8, broken bytes replaced.
    package var payload: String
    package var payloadBytes: Int
    package var reason: String
    /// The same in both languages; nil: from an older gateway.
    package var reasonText: LocalizedText?

    package init(
        at: Timestamp, topic: String, payload: String, payloadBytes: Int, reason: String,
        keptBytes: Int? = nil
    ) {
        self.keptBytes = keptBytes ?? payloadBytes
        self.at = at
        self.topic = topic
        self.payload = payload
        self.payloadBytes = payloadBytes
        self.reason = reason
    }
}
