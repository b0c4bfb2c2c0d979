import Facility

/// The table of kinds: which conveyance speaks to a destination.
extension Destination {
    /// Throws `ConveyanceFault` when its settings cannot work; `site` is `Site.id`.
    package func conveyance(site: String) throws(ConveyanceFault) -> any Conveyance {
        switch kind {
        case .http(let settings):
            try HTTPConveyance(settings, acknowledgement: acknowledgement, site: site)
        }
    }
}

/// Why a destination's settings cannot work. The sentence is made by the message catalogue.
package enum ConveyanceFault: Error, Sendable, Equatable {
    case notAnAddress(String)
    case unreadableAuthority(file: String)
}
