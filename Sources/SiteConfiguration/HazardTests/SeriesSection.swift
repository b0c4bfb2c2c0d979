import Facility

/// Turns the `series` of a case into the messages its devices would send.
///
/// What a device says at one step goes into as few messages as its profile has topics for it. A point that
/// several topics can carry goes where most of the case's other points go.
struct SeriesSection {
    let library: ProfileLibrary
    let facility: Int
    let devices: [Device]
    let every: Interval
    /// Whether the series stand under their devices.
    let isNested: Bool

    private struct Series {
        var point: PointIndex
        var steps: [FieldValue?]
        var place: SourcePlace
    }

    func read(_ value: YAMLValue) -> [HazardCase.Input] {
        guard isNested else { return devices.first.map { read(value, of: $0) } ?? [] }
        guard let section = value.section() else { return [] }
        var inputs: [HazardCase.Input] = []
        for (id, place, value) in section.all() {
            guard let device = devices.first(where: { $0.id == id }) else {
                section.log.error(
                    .hazardTest(.unknownDevice(id)), at: place,
                    help: .nearest(to: id, among: devices.map(\.id)))
                continue
            }
            inputs += read(value, of: device)
        }
        return inputs
    }

    private func read(_ value: YAMLValue, of device: Device) -> [HazardCase.Input] {
        guard let section = value.section() else { return [] }
        let profile = library.profiles[device.profile]
        let names = Dictionary(
            uniqueKeysWithValues: library.points.indices.filter { library.points[$0].facility == facility }
                .map { (library.points[$0].name, PointIndex($0)) })
        var series: [Series] = []
        for (name, place, value) in section.all() {
            guard let point = names[name] else {
                section.log.error(
                    .profile(.unknownPoint(name, facility: library.facilities[facility].id)), at: place,
                    help: .nearest(to: name, among: names.keys.sorted()))
                continue
            }
            guard profile.points.contains(point) else {
                section.log.error(.hazardTest(.pointNotGiven(name, profile: profile.id)), at: place)
                continue
            }
            guard let steps = SeriesReader(point: library.points[point.position]).read(value) else {
                continue
            }
            series.append(Series(point: point, steps: steps, place: value.place))
        }
        return messages(of: device, series, at: section)
    }

    private func messages(of device: Device, _ series: [Series], at section: Section) -> [HazardCase.Input] {
        let profile = library.profiles[device.profile]
        let routes = Self.routes(of: series.map(\.point), in: profile)
        let length = series.map(\.steps.count).max() ?? 0
        guard length * max(1, Set(routes).count) <= HazardCaseReader.messageLimit else {
            section.log.error(
                .hazardTest(.tooManySteps(limit: HazardCaseReader.messageLimit)), at: section.place)
            return []
        }
        var inputs: [HazardCase.Input] = []
        for step in 0..<length {
            let at = Interval(milliseconds: every.milliseconds * Int64(step))
            for route in Set(routes).sorted() {
                var values: [(point: PointIndex, value: FieldValue)] = []
                var place = section.place
                for (position, one) in series.enumerated() where routes[position] == route {
                    guard step < one.steps.count, let value = one.steps[step] else { continue }
                    if values.isEmpty { place = one.place }
                    values.append((one.point, value))
                }
                guard !values.isEmpty else { continue }
                let writer = PayloadWriter(route: profile.routes[route], points: library.points)
                do throws(PayloadWriter.Mistake) {
                    let payload = try writer.payload(values, at: HazardCase.start + at)
                    let topic = profile.routes[route].topic.named(device: device.id)
                    inputs.append(
                        HazardCase.Input(
                            at: at,
                            stimulus: .message(
                                topic: topic, payload: payload, urgent: profile.routes[route].urgent),
                            place: place))
                } catch {
                    report(error, series, profile.routes[route], profile, at: section)
                    return []
                }
            }
        }
        return inputs
    }

    /// Of each point the position of the route that carries it.
    private static func routes(of points: [PointIndex], in profile: Profile) -> [Int] {
        let loads = profile.routes.map { route in
            points.count { point in route.fields.contains { $0.point == point } }
        }
        return points.map { point in
            let able = profile.routes.indices.filter {
                profile.routes[$0].fields.contains { $0.point == point }
            }
            return able.max { (loads[$0], -$0) < (loads[$1], -$1) } ?? 0
        }
    }

    private func report(
        _ mistake: PayloadWriter.Mistake, _ series: [Series], _ route: TopicRoute, _ profile: Profile,
        at section: Section
    ) {
        switch mistake {
        case .unspeakable(let point, let value):
            let place = series.first { $0.point == point }?.place ?? section.place
            section.log.error(
                .hazardTest(
                    .unspeakable(
                        value.spelling, point: library.points[point.position].name, profile: profile.id)),
                at: place)
        case .collision(let pointer):
            section.log.error(
                .hazardTest(.collision(pointer: pointer, topic: route.topic.description)), at: section.place)
        }
    }
}

extension FieldValue {
    fileprivate var spelling: String {
        switch self {
        case .number(let number): number.plain
        case .boolean(let truth): "\(truth)"
        case .text(let text): text
        case .nothing: "null"
        }
    }
}
