import Testing

@testable import Facility

/// Parts of a message that speak of other devices than the topic's.
@Suite("Channels")
struct ChannelTableTests {
    private static func device(_ id: String, parent: Int? = nil, channel: String? = nil) -> Device {
        Device(
            id: id, name: id, profile: 0, place: Place(building: "1", gridCode: ""), parent: parent,
            channel: channel)
    }

    private static func find(_ name: String, of parent: Int, in devices: [Device]) -> Int? {
        Array(name.utf8).withUnsafeBufferPointer {
            ChannelTable(devices: devices).device($0, of: DeviceIndex(parent))?.position
        }
    }

    @Test("A channel is found by its parent and its name, whatever its own id")
    func declared() {
        let devices = [
            Self.device("panel"), Self.device("smoke 301", parent: 0, channel: "1.1.10.2"),
            Self.device("other"),
        ]
        #expect(Self.find("1.1.10.2", of: 0, in: devices) == 1)
        #expect(Self.find("1.1.10.2", of: 2, in: devices) == nil)
        #expect(Self.find("1.1.10.3", of: 0, in: devices) == nil)
    }

    @Test("An id of the form parent/channel declares a channel by itself, also below a parent with slashes")
    func byConvention() {
        let devices = [
            Self.device("strip/1"), Self.device("strip"), Self.device("strip/1/a"), Self.device("lonely/2"),
        ]
        #expect(Self.find("1", of: 1, in: devices) == 0)
        #expect(Self.find("a", of: 0, in: devices) == 2)
        #expect(Self.find("2", of: 1, in: devices) == nil)
    }

    @Test("A name beyond 128 bytes is nobody's, the empty one may be somebody's")
    func lengths() {
        let long = String(repeating: "x", count: 129)
        let devices = [Self.device("p"), Self.device("c", parent: 0, channel: long), Self.device("p/")]
        #expect(Self.find(long, of: 0, in: devices) == nil)
        #expect(Self.find("", of: 0, in: devices) == 2)
    }
}
