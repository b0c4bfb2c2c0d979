import Facility

/// The profiles of all models that a zigbee2mqtt has, each model once, with what could not be used and why.
package struct ZigbeeProfiles: Sendable {
    package struct Refusal: Sendable, Equatable {
        package var model: ZigbeeModel
        package var obstacle: ZigbeeDraft.Obstacle
    }

    /// In the order in which their models come first.
    package private(set) var drafts: [ZigbeeDraft] = []
    package private(set) var refusals: [Refusal] = []
    /// Position in `drafts` of each device's model, in the order of the devices; nil: it has none.
    package private(set) var places: [Int?] = []

    package init(_ devices: [ZigbeeDevice]) {
        var known: [String: [(model: ZigbeeModel, place: Int?)]] = [:]
        var names: Set<String> = []
        for device in devices {
            let key = device.model.vendor + "\u{0}" + device.model.model
            // One name with other exposes is another firmware of the model, with a profile of its own.
            if let same = known[key]?.first(where: { $0.model == device.model }) {
                places.append(same.place)
                continue
            }
            var place: Int?
            do throws(ZigbeeDraft.Obstacle) {
                var draft = try ZigbeeDraft(device.model)
                draft.id = Self.unique(draft.id, among: &names)
                place = drafts.count
                drafts.append(draft)
            } catch {
                refusals.append(Refusal(model: device.model, obstacle: error))
            }
            known[key, default: []].append((device.model, place))
            places.append(place)
        }
    }

    private static func unique(_ id: String, among names: inout Set<String>) -> String {
        var name = id
        var number = 2
        while !names.insert(name).inserted {
            name = "\(id)_\(number)"
            number += 1
        }
        return name
    }
}

extension ZigbeeDraft {
    /// Sleeping sensors check in at least daily.
    private static let staleAfter = Interval.hours(25)

    /// Compiles the draft against the vocabularies in force.
    /// - Parameters:
    ///   - base: zigbee2mqtt's base topic, mostly `zigbee2mqtt`.
    ///   - friendlyName: of the one device that has the profile to itself, because its name has slashes and so is no
    ///     level of a topic; nil: any device whose name is one level.
    /// - Returns: nil when the vocabulary lacks the facility or every point of it.
    package func profile(in library: ProfileLibrary, base: String, friendlyName: String? = nil) -> Profile? {
        guard let place = library.facilities.firstIndex(where: { $0.id == facility }) else { return nil }
        func point(_ name: String) -> PointIndex? {
            library.points.firstIndex { $0.facility == place && $0.name == name }.map { PointIndex($0) }
        }
        let compiled = fields.compactMap { field -> Facility.Field? in
            guard let index = point(field.point) else { return nil }
            return field.compiled(as: index, unit: library.points[index.position].unit)
        }
        guard !compiled.isEmpty else { return nil }
        let levels = base.split(separator: "/").map { TopicPattern.Level.literal(String($0)) }
        let name: [TopicPattern.Level] =
            friendlyName.map { $0.split(separator: "/").map { .literal(String($0)) } } ?? [.device]
        var routes = [
            TopicRoute(
                topic: TopicPattern(levels: levels + name), urgent: isUrgent, codec: .json, fields: compiled)
        ]
        if let online = point("station.online") {
            let field = Facility.Field(point: online, at: "", map: Self.availability)
            routes.append(
                TopicRoute(
                    topic: TopicPattern(levels: levels + name + [.literal("availability")]), urgent: isUrgent,
                    codec: .text, fields: [field]))
        }
        var profile = Profile(
            id: id, name: LocalizedText(en: self.name, zh: self.name), facility: place, routes: routes,
            staleAfter: Self.staleAfter)
        profile.device = friendlyName
        return profile
    }

    /// zigbee2mqtt writes the one or the other, by version and setting: read as text, both are words.
    private static let availability: [String: FieldValue] = [
        "online": .boolean(true), "offline": .boolean(false), #"{"state":"online"}"#: .boolean(true),
        #"{"state":"offline"}"#: .boolean(false),
    ]
}

extension ZigbeeDraft.Field {
    fileprivate func compiled(as index: PointIndex, unit target: String?) -> Field? {
        var conversion = LinearConversion.identity
        if let unit {
            guard let target, let found = Units.conversion(from: unit, to: target) else { return nil }
            conversion = found
        }
        let spellings = map.map { ($0.text, FieldValue.boolean($0.value)) }
        return Field(
            point: index, at: at, map: Dictionary(spellings, uniquingKeysWith: { first, _ in first }),
            conversion: conversion)
    }
}
