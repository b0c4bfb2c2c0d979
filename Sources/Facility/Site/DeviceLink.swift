/// What one device is to another beyond carrying its messages: the topology of a compound, as its sheet says it.
///
/// A pump feeds a tank, a shed contains its ports, a switch powers what hangs on it. Hazards look along these with
/// `upstream` and `downstream`.
package struct DeviceLink: Sendable, Equatable {
    package enum Relation: String, Sendable, CaseIterable {
        case feeds, contains, powers
    }

    package var relation: Relation
    /// `Device.id`; a device that is not there is no neighbour.
    package var to: String

    package init(_ relation: Relation, to: String) {
        self.relation = relation
        self.to = to
    }
}
