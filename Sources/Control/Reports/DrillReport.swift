import Facility

/// A drill with its sheet: each listed device and when it was heard.
package struct DrillReport: Sendable, Codable, Equatable {
    package var number: Int64
    package var siteName: String
    /// `Reach.text`.
    package var scope: String
    package var isWalkTest: Bool
    package var by: String
    package var startedAt: Timestamp
    package var endsAt: Timestamp
    /// nil while it runs.
    package var endedAt: Timestamp?
    /// `Drill.Cause.word`, nil while it runs.
    package var cause: String?
    /// Anything but the plan ended it: what stood was raised as real.
    package var isUnexpected: Bool
    /// Seconds the site's clocks are east of UTC.
    package var utcOffsetSeconds: Int
    package var rows: [Row]

    /// A listed device.
    package struct Row: Sendable, Codable, Equatable {
        package var device: String
        package var name: String
        package var place: Place
        /// When it was first heard; nil: it was not.
        package var at: Timestamp?
        package var hazard: LocalizedText?
        package var times: Int
        /// It stands in test now.
        package var isStanding: Bool

        package init(device: String, name: String, place: Place) {
            self.device = device
            self.name = name
            self.place = place
            times = 0
            isStanding = false
        }
    }

    package init(_ drill: Drill, site: Site, at now: Timestamp) {
        number = drill.number
        siteName = site.name
        scope = drill.reach.text
        isWalkTest = drill.isWalkTest
        by = drill.by
        startedAt = drill.startedAt
        endsAt = drill.endsAt
        endedAt = drill.ended?.at
        cause = drill.ended?.cause.word
        isUnexpected = drill.ended?.cause.isUnexpected ?? false
        utcOffsetSeconds = site.zoneRules.offset(at: now)
        rows = drill.devices.map { id in
            let device = site.devices.first { $0.id == id }
            var row = Row(
                device: id, name: device?.name ?? id,
                place: device?.place ?? Place(building: "", gridCode: ""))
            if let tick = drill.ticks.first(where: { $0.device == id }) {
                row.at = tick.at
                row.times = tick.times
                row.hazard = OwnHazard.name(of: tick.hazard, site.hazards.first { $0.id == tick.hazard })
            }
            row.isStanding = drill.trials.contains { $0.device == id && !$0.isSettling }
            return row
        }
    }

    /// Listed devices that were heard.
    package var heard: Int { rows.count { $0.at != nil } }
}
