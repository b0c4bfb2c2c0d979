import Facility

/// A message a maker's device really sends and what must come of it: the proof of a profile, run by
/// `gengfu profiles test` and by the tests.
package struct ProfileExample: Sendable {
    /// Position in the library's profiles.
    package var profile: Int
    package var topic: String
    package var payload: [UInt8]
    /// What came before it, oldest first: the readings are those of all messages, the last of each point. A frame that
    /// tells only what changed is an example of its own behind a whole one.
    package var earlier: [Frame] = []
    /// Point → value in the point's canonical unit, in the order written. Every reading, none left out.
    package var readings: [ExpectedReading]
    /// When the readings were true; nil: not checked.
    package var observedAt: Timestamp?
    /// `malformed` for a payload that cannot be read, or the name of a point whose value must be refused.
    package var rejected: [String]
    package var place: SourcePlace
    /// What the device's channels say in the same message: each is declared for the run. No channel stands for none.
    package var channels: [ExpectedChannel] = []

    package struct Frame: Sendable, Equatable {
        package var topic: String
        package var payload: [UInt8]
    }

    package struct ExpectedChannel: Sendable, Equatable {
        package var name: String
        package var readings: [ExpectedReading]
    }

    package struct ExpectedReading: Sendable, Equatable {
        package var point: PointIndex
        package var value: FieldValue
    }
}
