/// A number given to a name that the store had not seen: written in the commit that first uses it, or before.
package struct NumberRow: Sendable, Equatable {
    package enum Kind: Sendable, Equatable { case device, point }

    package var kind: Kind
    package var number: UInt32
    /// `Device.id`, or `facility/point`.
    package var name: String

    package init(kind: Kind, number: UInt32, name: String) {
        self.kind = kind
        self.number = number
        self.name = name
    }
}
