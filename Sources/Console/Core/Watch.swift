import Control
import Facility

/// Everything one page shows, read from the core at one time.
package struct Watch: Sendable {
    package var status: StatusReport
    package var people: [PersonReport]
    /// Open ones, the most severe first, of those the oldest first.
    package var incidents: [IncidentReport]
    /// How many are open; more than `incidents` when there are too many for a page.
    package var incidentTotal: Int
    package var devices: [DeviceReport]
    package var deviceTotal: Int
    /// Devices the sheet does not have, the one heard last first, and how many there are.
    package var held: [RegistryReport] = []
    package var heldTotal = 0

    package init(
        status: StatusReport, people: [PersonReport] = [], incidents: [IncidentReport] = [],
        incidentTotal: Int? = nil, devices: [DeviceReport] = [], deviceTotal: Int? = nil
    ) {
        self.status = status
        self.people = people
        self.incidents = incidents.sorted { left, right in
            left.severity == right.severity
                ? (left.raisedAt, left.id) < (right.raisedAt, right.id) : left.severity > right.severity
        }
        self.incidentTotal = incidentTotal ?? incidents.count
        self.devices = devices
        self.deviceTotal = deviceTotal ?? devices.count
    }
}

/// Whether the watch can be seen at all.
package enum Sight: Sendable {
    /// At this time of the console's clock.
    case seen(Watch, at: Timestamp)
    /// Since then nothing is known; `last` is what was seen before, if anything.
    case unseen(since: Timestamp, why: CoreSilence, last: Watch?)
}
