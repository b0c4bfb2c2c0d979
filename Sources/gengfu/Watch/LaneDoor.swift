import Facility
import Forward

/// Where the loop hands deliveries to the lanes after their commit. Never waits.
protocol LaneDoor {
    /// Deliveries committed a moment ago.
    func offer(opened: [Delivery])
    /// Asks every lane for a sign of life, and says whether none has owed one for long. Never waits.
    func areLive() -> Bool
    /// The urgent session of a broker has been away for too long, or is back: the loudspeakers say so.
    func tell(broker: String, isLost: Bool)
    /// The configuration in force, and the devices that are out of service: what fire centres know of their points.
    func follow(_ site: Site, outOfService: Set<String>)
    /// A person has heard of the lost paths.
    func hushPaths()
    /// A person switches a siren.
    func press(siren: String, isOn: Bool)
    /// Whether the broker of a siren is connected now. Never waits.
    func reaches(siren: String) -> Bool
    /// A person holds a destination's ordinary cases back, or lets them go on.
    func hold(_ destination: String, isHeldBack: Bool)
    /// A person has taken a delivery out; the engine has settled it.
    func drop(_ dropped: DroppedDelivery)
    /// A person has mended something: nothing waits for its next try any longer.
    func hurry(_ destination: String)
    /// Lets every lane make its harmless call; the answers come by the inbox.
    func prove()
    /// How each lane stands, by destination.
    var standings: [String: LaneStatus] { get }
}
