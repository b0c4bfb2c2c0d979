import Facility

/// What an incident that stands for many says of them.
package struct OutageReport: Sendable, Codable, Equatable {
    /// `StormCause.text`.
    package var cause: String
    package var causeName: LocalizedText
    /// Devices grouped so far.
    package var devices: Int
    /// Of the children, those that are not over.
    package var standing: Int
    /// At most `childLimit`, what is still gone first.
    package var children: [Child]

    /// More are counted and not listed.
    package static let childLimit = 200

    package struct Child: Sendable, Codable, Equatable {
        package var id: IncidentID
        package var hazardName: LocalizedText
        package var device: String
        package var deviceName: String
        package var place: Place
        package var since: Timestamp
        package var isOver: Bool

        package init(
            id: IncidentID, hazardName: LocalizedText, device: String, deviceName: String, place: Place,
            since: Timestamp, isOver: Bool
        ) {
            self.id = id
            self.hazardName = hazardName
            self.device = device
            self.deviceName = deviceName
            self.place = place
            self.since = since
            self.isOver = isOver
        }
    }

    /// - Parameter children: in any order.
    package init(_ storm: Storm, causeName: LocalizedText, children: [Child]) {
        cause = storm.cause.text
        self.causeName = causeName
        devices = storm.devices
        standing = children.count { !$0.isOver }
        let sorted = children.sorted {
            ($0.isOver ? 1 : 0, $0.device, $0.id) < ($1.isOver ? 1 : 0, $1.device, $1.id)
        }
        self.children = Array(sorted.prefix(Self.childLimit))
    }
}

/// One car of a roll-call, in words a person can act on.
package struct RollCallReport: Sendable, Codable, Equatable {
    package var device: String
    package var deviceName: String
    package var place: Place
    /// Where the car was; nil: it never said.
    package var floor: String?
    package var said: [String]
    package var heardAt: Timestamp?
    /// Its last words say that somebody may be in it; false: nobody knows.
    package var isCertain: Bool
    /// To be read to 96333; nil: the register has none.
    package var rescueCode: String?
    package var found: RollCall.Finding?
    package var by: String?
    package var at: Timestamp?

    package init(_ line: RollCall.Line, deviceName: String, place: Place, rescueCode: String?) {
        device = line.device
        self.deviceName = deviceName
        self.place = place
        floor = line.floor
        said = line.said
        heardAt = line.heardAt
        isCertain = line.isCertain
        self.rescueCode = rescueCode
        found = line.tick?.found
        by = line.tick?.by
        at = line.tick?.at
    }
}
