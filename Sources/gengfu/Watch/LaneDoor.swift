import Facility
import Forward

/// Where the loop hands deliveries to the lanes after their commit. Never waits.
protocol LaneDoor {
    /// Deliveries committed a moment ago.
    func offer(opened: [Delivery])
    /// How each lane stands, by destination.
    var standings: [String: LaneStatus] { get }
}
