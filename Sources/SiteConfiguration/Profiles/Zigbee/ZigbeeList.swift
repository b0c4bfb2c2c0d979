import Facility
import Foundation

/// What one zigbee2mqtt listed last, kept so that a start knows it before the broker speaks.
///
/// A device that leaves the list stays here without being listed: its profile may be that of a device in force, which
/// only a person takes out of service.
package struct ZigbeeList: Sendable, Codable, Equatable {
    /// One device of the list.
    package struct Member: Sendable, Codable, Equatable {
        package var device: ZigbeeDevice
        /// The name before the last renaming; the address tells that it is the same device.
        package var formerly: String?
        /// Not listed any more.
        package var isGone: Bool
    }

    /// Why a list does not replace the one in force.
    package enum Flaw: Error, Sendable, Equatable {
        /// No JSON array of objects: cut, or something else on this topic.
        case noList
        case unreadable(ZigbeeExposesReader.Failure)
        /// More than `deviceLimit`.
        case tooMany(Int)
    }

    /// Devices of a list; a Zigbee network of 400 is a large one.
    package static let deviceLimit = 1_024
    /// Devices remembered that are gone; beyond it those first by name stay.
    static let goneLimit = 256

    /// `Broker.id`.
    package var broker: String
    package var base: String
    /// By name.
    package private(set) var members: [Member] = []

    package init(broker: String, base: String) {
        self.broker = broker
        self.base = base
    }

    /// Takes the retained payload of `<base>/bridge/devices`.
    /// - Returns: whether anything is different; an interview that ended the same way is not.
    package mutating func take(_ payload: Data) throws(Flaw) -> Bool {
        let listed = try Self.devices(in: payload)
        guard listed.count <= Self.deviceLimit else { throw .tooMany(listed.count) }
        var names: [String: String] = [:]
        for member in members where !member.device.address.isEmpty {
            if names[member.device.address] == nil || !member.isGone {
                names[member.device.address] = member.device.friendlyName
            }
        }
        let before = Dictionary(
            members.map { ($0.device.friendlyName, $0) }, uniquingKeysWith: { first, _ in first })
        var taken: [String: Member] = [:]
        for device in listed where taken[device.friendlyName] == nil {
            let name = device.friendlyName
            let same = before[name].flatMap { $0.device.address == device.address ? $0.formerly : nil }
            let former = names[device.address].flatMap { $0 == name ? nil : $0 }
            taken[name] = Member(device: device, formerly: former ?? same, isGone: false)
        }
        let gone = members.filter { taken[$0.device.friendlyName] == nil }.prefix(Self.goneLimit)
        for var member in gone {
            member.isGone = true
            taken[member.device.friendlyName] = member
        }
        let next = taken.values.sorted { $0.device.friendlyName < $1.device.friendlyName }
        guard next != members else { return false }
        members = next
        return true
    }

    /// The devices that have an address, exposes and a name that can stand in a topic; the coordinator has none of them.
    private static func devices(in payload: Data) throws(Flaw) -> [ZigbeeDevice] {
        let first = payload.first { !($0 == 0x20 || (0x09...0x0D).contains($0)) }
        guard first == UInt8(ascii: "[") else { throw .noList }
        do throws(ZigbeeExposesReader.Failure) {
            return try ZigbeeExposesReader.read(payload).filter {
                !$0.address.isEmpty && Identifier.isBaseTopic($0.friendlyName)
            }
        } catch {
            // A network without a device: the coordinator alone.
            guard error == .noModels else { throw .unreadable(error) }
            return []
        }
    }
}
