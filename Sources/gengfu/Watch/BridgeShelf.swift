import Facility
import Foundation
import SiteConfiguration

/// What a bridge said on the topic of its list, on its way to the thread that reads it.
struct BridgeArrival: Sendable {
    /// `Broker.id`.
    var broker: String
    var base: String
    /// The session it came by.
    var session: Int
    var payload: [UInt8]
}

/// What came of lists, for the loop.
struct BridgeNews: Sendable {
    struct Flaw: Sendable {
        /// Its payload is cut to what quarantine keeps.
        var arrival: BridgeArrival
        /// Of the whole payload.
        var bytes: Int
        var text: LocalizedText
    }

    /// A list is different from the one in force.
    var isChanged = false
    var flaws: [Flaw] = []
}

/// The lists of all zigbee2mqtts, in memory and in a file of the store's folder, so that a start knows the derived
/// profiles of adopted devices before a broker speaks.
///
/// The file is no promise to a broker: the lists are retained and asked for at every connection
/// (`SessionSettings.renewedFilters`), so that one which was acknowledged and not written comes again.
struct BridgeShelf: Sendable {
    private let path: String
    private(set) var lists: [ZigbeeList] = []

    /// - Parameter directory: the store's; a file that is missing or unreadable is made anew from what brokers say.
    init(directory: String) {
        path = directory + "/zigbee2mqtt.json"
        guard let bytes = FileManager.default.contents(atPath: path),
            let kept = try? JSONDecoder().decode([ZigbeeList].self, from: bytes)
        else { return }
        lists = kept
    }

    /// - Returns: whether the list is different from the one known.
    mutating func take(_ arrival: BridgeArrival) -> Result<Bool, ZigbeeList.Flaw> {
        let place = lists.firstIndex { $0.broker == arrival.broker && $0.base == arrival.base }
        var list = place.map { lists[$0] } ?? ZigbeeList(broker: arrival.broker, base: arrival.base)
        do throws(ZigbeeList.Flaw) {
            guard try list.take(Data(arrival.payload)) else { return .success(false) }
        } catch {
            return .failure(error)
        }
        if let place { lists[place] = list } else { lists.append(list) }
        return .success(true)
    }

    /// Writes the file, whole or not at all: incidents of adopted devices would end with their profiles.
    func keep() throws {
        let new = path + ".new"
        try JSONEncoder().encode(lists).write(to: URL(fileURLWithPath: new))
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: new))
        try file.synchronize()
        try file.close()
        guard rename(new, path) == 0 else { throw CocoaError(.fileWriteUnknown) }
    }
}
